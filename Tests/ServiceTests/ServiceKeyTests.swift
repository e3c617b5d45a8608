import Service
import Testing

@Suite struct ServiceKeyTests {
    private let text = Array("a private input".utf8)

    @Test func sealedTextOpensUnderTheSameKeyAndContextOnly() throws {
        let key = try ServiceKey.random()
        let sealed = try key.seal(text, context: "job 1")
        #expect(try key.open(sealed, context: "job 1").bytes == text)
        #expect(throws: ServiceKey.Failure.cannotOpen) { try key.open(sealed, context: "job 2") }
        let other = try ServiceKey.random()
        #expect(throws: ServiceKey.Failure.cannotOpen) { try other.open(sealed, context: "job 1") }
    }

    @Test func anyChangedOrMissingByteIsRefused() throws {
        let key = try ServiceKey.random()
        let sealed = try key.seal(text, context: "c")
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: ServiceKey.Failure.cannotOpen) { try key.open(changed, context: "c") }
            #expect(throws: ServiceKey.Failure.cannotOpen) { try key.open(Array(sealed.prefix(index)), context: "c") }
        }
    }

    @Test func sealingTwiceGivesDifferentBytes() throws {
        let key = try ServiceKey.random()
        #expect(try key.seal(text, context: "c") != key.seal(text, context: "c"))
        #expect(try key.open(key.seal([], context: "c"), context: "c").bytes == [])
    }

    @Test func macIsHMACUnderASubkey() throws {
        // HMAC-SHA256(HMAC-SHA256(32 × 0x0b, "label"), "Hi There"), computed with Python's hmac.
        let key = try ServiceKey(bytes: [UInt8](repeating: 0x0b, count: 32))
        #expect(
            Hex.text(try key.mac("label", Array("Hi There".utf8))) == "a92a462c99a150be571579d42c3d63177460305b86005e29060d99a9d35ac5db")
    }

    @Test func keysAreReadFromHexadecimalOnlyAtFullLength() throws {
        let digits = String(repeating: "0b", count: 32)
        let key = try ServiceKey(text: digits + "\n")
        #expect(try key.identifier() == ServiceKey(bytes: [UInt8](repeating: 0x0b, count: 32)).identifier())
        for bad in ["", "0b", digits + "00", String(digits.dropLast()) + "x", digits + " " + digits] {
            #expect(throws: ServiceKey.Failure.malformedKey) { try ServiceKey(text: bad) }
        }
    }

    @Test func secretsDoNotPrintThemselves() {
        let secret = SecretBytes(Array("marker".utf8))
        #expect("\(secret)" == "SecretBytes(6)")
        #expect(!String(reflecting: secret).contains("marker"))
        var dumped = ""
        dump(secret, to: &dumped)
        #expect(!dumped.contains("109") && !dumped.contains("marker"))
    }
}
