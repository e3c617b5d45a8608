import FiniteFields
import Hashing
import Testing

@Suite struct TranscriptTests {
    /// One item of a protocol run; `flip` changes the smallest part of it.
    private enum Item {
        case bytes([UInt8])
        case digest(Digest)
        case integer(UInt64)
        case elements([KoalaBear])
        case extensionElements([KoalaBear4])

        func absorb(into transcript: inout Transcript, label: StaticString) {
            switch self {
            case .bytes(let bytes): transcript.absorb(label, bytes: bytes)
            case .digest(let digest): transcript.absorb(label, digest)
            case .integer(let integer): transcript.absorb(label, integer)
            case .elements(let elements): transcript.absorb(label, elements)
            case .extensionElements(let elements): transcript.absorb(label, elements)
            }
        }

        /// Every variant of this item with one bit or one unit of one part changed.
        var variants: [Item] {
            switch self {
            case .bytes(let bytes):
                return bytes.indices.map { i in
                    var copy = bytes
                    copy[i] ^= 1
                    return .bytes(copy)
                } + [.bytes(bytes + [0])]
            case .digest(let digest):
                return (0..<8).map { i in
                    var copy = digest
                    copy.words[i] ^= 1 << 31
                    return .digest(copy)
                }
            case .integer(let integer): return [.integer(integer ^ 1), .integer(integer ^ 1 << 63), .integer(integer ^ 1 << 32)]
            case .elements(let elements):
                return elements.indices.map { i in
                    var copy = elements
                    copy[i] += .one
                    return .elements(copy)
                } + [.elements(elements + [.zero])]
            case .extensionElements(let elements):
                return elements.indices.flatMap { i in
                    (0..<4).map { k in
                        var copy = elements
                        copy[i][k] += .one
                        return .extensionElements(copy)
                    }
                } + [.extensionElements(Array(elements.dropLast()))]
            }
        }
    }

    private static let items: [Item] = [
        .bytes([1, 2, 3, 4, 5]), .digest(BLAKE3.hash([9])), .integer(77), .elements([1, 2, 3].map { KoalaBear($0) }),
        .extensionElements([KoalaBear4(1, 2, 3, 4), KoalaBear4(5, 6, 7, 8)]), .bytes([]),
    ]

    /// All challenges drawn when an item is absorbed before each of them.
    private func challenges(_ items: [Item]) -> [[KoalaBear4]] {
        var transcript = Transcript(protocolName: "test")
        return items.map { item in
            item.absorb(into: &transcript, label: "item")
            return transcript.challenges("challenge", count: 2)
        }
    }

    @Test func flippingAnyAbsorbedItemMovesEveryLaterChallengeAndNoEarlierOne() {
        let honest = challenges(Self.items)
        for position in Self.items.indices {
            for variant in Self.items[position].variants {
                var items = Self.items
                items[position] = variant
                let moved = challenges(items)
                for i in honest.indices { #expect((moved[i] == honest[i]) == (i < position)) }
                for i in honest.indices where i >= position {
                    for k in 0..<2 { #expect(moved[i][k] != honest[i][k]) }
                }
            }
        }
    }

    @Test func separatesLabelsKindsAndProtocols() {
        func first(_ name: StaticString, _ run: (inout Transcript) -> Void) -> KoalaBear4 {
            var transcript = Transcript(protocolName: name)
            run(&transcript)
            return transcript.challenge("c")
        }
        let zeros = [UInt8](repeating: 0, count: 32)
        let results = [
            first("a") { _ in },
            first("b") { _ in },
            first("a") { $0.absorb("x", bytes: zeros) },
            first("a") { $0.absorb("y", bytes: zeros) },
            first("a") { $0.absorb("x\0", bytes: zeros) },
            first("a") { $0.absorb("x", Digest()) },
            first("a") { $0.absorb("x", [KoalaBear](repeating: .zero, count: 8)) },
            first("a") { $0.absorb("x", 0) },
            first("a") { $0.absorb("x", [KoalaBear4.zero]) },
            first("a") { transcript in
                transcript.absorb("x", bytes: Array(zeros[..<16]))
                transcript.absorb("x", bytes: Array(zeros[16...]))
            },
            first("a") { _ = $0.challenge("c") },
            first("a") { _ = $0.challenge("d") },
            first("a") { _ = $0.indices("c", count: 1, bits: 4) },
            first("a") { _ = $0.digest("c") },
        ]
        #expect(Set(results).count == results.count)
    }

    @Test func repeatsExactly() {
        #expect(challenges(Self.items) == challenges(Self.items))
    }

    @Test func drawsIndicesBelowTheirBoundAndSpreadOut() {
        var transcript = Transcript(protocolName: "test")
        for bits in [0, 1, 5, 20, 31] {
            let indices = transcript.indices("index", count: 400, bits: bits)
            #expect(indices.count == 400 && indices.allSatisfy { $0 >= 0 && $0 < 1 << bits })
            if bits >= 20 { #expect(Set(indices).count > 390) }
            if bits == 5 { #expect(Set(indices).count == 32) }
        }
    }

    @Test func challengeCoefficientsLookUniform() {
        var transcript = Transcript(protocolName: "test")
        var buckets = [Int](repeating: 0, count: 16)
        for element in transcript.challenges("c", count: 4_000) {
            for k in 0..<4 { buckets[Int(UInt64(element[k].canonical) * 16 / UInt64(KoalaBear.modulus))] += 1 }
        }
        // 16 000 draws in 16 buckets: 1 000 expected, standard deviation about 31.
        #expect(buckets.allSatisfy { abs($0 - 1_000) < 190 })
    }

    @Test func grindsAndChecksANonce() throws {
        for bits in [0, 1, 8, 12] {
            var prover = Transcript(protocolName: "test")
            prover.absorb("x", 5)
            var verifier = prover
            let nonce = prover.grind("work", bits: bits)
            try verifier.checkGrinding("work", nonce: nonce, bits: bits)
            #expect(prover.challenge("c") == verifier.challenge("c"))
        }
    }

    @Test func refusesNoncesWithoutEnoughWork() {
        var transcript = Transcript(protocolName: "test")
        let before = transcript
        let nonce = transcript.grind("work", bits: 12)
        for candidate in 0..<nonce {
            var copy = before
            #expect(throws: HashingError.insufficientGrinding(bits: 12)) { try copy.checkGrinding("work", nonce: candidate, bits: 12) }
            var untouched = before
            #expect(copy.challenge("c") == untouched.challenge("c"), "a refused nonce leaves the transcript alone")
        }
        for bits in [-1, 33, Int.max, Int.min] {
            var copy = before
            #expect(throws: HashingError.insufficientGrinding(bits: bits)) { try copy.checkGrinding("work", nonce: nonce, bits: bits) }
        }
    }

    @Test func bindsTheNonceItsLabelAndItsBits() throws {
        let start = Transcript(protocolName: "test")
        var (a, b, c) = (start, start, start)
        try a.checkGrinding("work", nonce: 1, bits: 0)
        try b.checkGrinding("work", nonce: 2, bits: 0)
        try c.checkGrinding("other", nonce: 1, bits: 0)
        #expect(Set([a.challenge("c"), b.challenge("c"), c.challenge("c")]).count == 3)
    }
}
