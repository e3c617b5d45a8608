import Hashing
import Testing

@Suite struct DigestTests {
    @Test func keepsItsBytes() throws {
        let bytes = (0..<32).map { UInt8(255 - 7 * $0) }
        let digest = try #require(Digest(bytes: bytes))
        #expect(digest.bytes == bytes)
        #expect(hex(digest.hexadecimal) == bytes && "\(digest)" == digest.hexadecimal)
    }

    @Test func refusesOtherLengths() {
        for count in [0, 1, 31, 33, 64] { #expect(Digest(bytes: [UInt8](repeating: 1, count: count)) == nil) }
    }

    @Test func isEqualOnlyWhenEveryBitIs() {
        let digest = BLAKE3.hash([1, 2, 3])
        for bit in 0..<256 {
            var other = digest
            other.words[bit / 32] ^= 1 << UInt32(bit % 32)
            #expect(other != digest)
        }
        #expect(Digest(bytes: digest.bytes) == digest && Digest().bytes == [UInt8](repeating: 0, count: 32))
    }
}
