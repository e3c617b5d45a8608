import Foundation
import Hashing
import Testing

@Suite struct BLAKE3Tests {
    struct Vector: Sendable {
        let length: Int
        let hash, keyed, derived: [UInt8]
    }

    static let vectors: [Vector] = {
        guard let url = Bundle.module.url(forResource: "blake3", withExtension: "txt", subdirectory: "Vectors"),
            let text = try? String(contentsOf: url, encoding: .utf8)
        else { return [] }
        return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.compactMap { line in
            let fields = line.split(separator: " ")
            guard fields.count == 4, let length = Int(fields[0]) else { return nil }
            return Vector(length: length, hash: hex(fields[1]), keyed: hex(fields[2]), derived: hex(fields[3]))
        }
    }()

    static let key = Digest(bytes: Array("whats the Elvish word for friend".utf8)) ?? Digest()
    static let context = Array("BLAKE3 2019-12-27 16:29:52 test vectors context".utf8)

    static func input(_ length: Int) -> [UInt8] { (0..<length).map { UInt8($0 % 251) } }

    @Test func hasAllPublishedVectors() {
        #expect(Self.vectors.count == 35)
        #expect(Self.vectors.last?.length == 102_400)
    }

    @Test(arguments: vectors) func matchesThePublishedVectors(vector: Vector) {
        let input = Self.input(vector.length)
        for (empty, expected) in [
            (BLAKE3(), vector.hash), (BLAKE3(key: Self.key), vector.keyed),
            (BLAKE3(derivingKeyInContext: Self.context), vector.derived),
        ] {
            var hasher = empty
            hasher.update(input)
            #expect(hasher.finalize().bytes == Array(expected.prefix(32)))
            #expect(hasher.finalize(byteCount: expected.count) == expected)
            let words = hasher.finalize(wordCount: 32)
            #expect(
                words.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) } } == Array(expected.prefix(128)))
        }
        #expect(BLAKE3.hash(input).bytes == Array(vector.hash.prefix(32)))
        #expect(BLAKE3.keyedHash(key: Self.key, input).bytes == Array(vector.keyed.prefix(32)))
    }

    @Test func doesNotDependOnHowTheInputIsCut() {
        let input = Self.input(5_000)
        for step in [1, 3, 4, 63, 64, 65, 1_023, 1_024, 1_025] {
            var hasher = BLAKE3()
            for start in stride(from: 0, to: input.count, by: step) { hasher.update(Array(input[start..<min(start + step, input.count)])) }
            #expect(hasher.finalize() == BLAKE3.hash(input), "pieces of \(step)")
        }
    }

    @Test func hashesWordsAsTheirLittleEndianBytes() {
        for offset in 0..<4 {
            var (byWords, byBytes) = (BLAKE3(), BLAKE3())
            byWords.update(Self.input(offset))
            byBytes.update(Self.input(offset))
            for i in 0..<700 as Range<UInt32> {
                let word = i &* 0x9e37_79b9
                byWords.update(word: word)
                byBytes.update((0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(8 * $0)) })
            }
            #expect(byWords.finalize() == byBytes.finalize(), "after \(offset) bytes")
        }
    }

    @Test func hashesTwoDigestsAsOneBlock() {
        let (a, b) = (BLAKE3.hash([1]), BLAKE3.hash([2]))
        #expect(BLAKE3.keyedHash(key: Self.key, a, b) == BLAKE3.keyedHash(key: Self.key, a.bytes + b.bytes))
    }
}

/// Bytes of a hexadecimal text; empty when it is not one.
func hex(_ text: some StringProtocol) -> [UInt8] {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return [] }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(16 * digits[$0] + digits[$0 + 1]) }
}
