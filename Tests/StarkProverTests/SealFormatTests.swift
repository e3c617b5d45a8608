import StarkProver
import StarkVerifier
import Testing

/// Every proof has one encoding: nothing of it is optional, no length is stated twice, and no other bytes are read as it.
@Suite("The encoding of a proof") struct SealFormatTests {
    let toy = ToySystem()

    /// The parts by the documented format lie side by side; between openings stand Merkle siblings alone.
    @Test(arguments: [[5], [9, 5], [12, 6]]) func everyByteBelongsToOnePart(logRows: [Int]) throws {
        let (proof, statement) = try toy.prove(logRows)
        let header = try ProofHeader(proof, system: toy.system)
        #expect(header.encoded() == Array(proof.prefix(header.encoded().count)))
        #expect(try ProofHeader(header.encoded(), system: toy.system) == header)
        let anatomy = try ProofAnatomy(proof, toy, statement)
        var position = header.encoded().count
        for item in anatomy.items {
            #expect(item.range.lowerBound == position, "\(item.name)")
            position = item.range.upperBound
        }
        for range in anatomy.trees.flatMap({ $0.map(\.range) }) + anatomy.layers.map(\.range) {
            #expect(range.lowerBound >= position && (range.lowerBound - position) % 26 == 0)
            position = range.upperBound
        }
        #expect(position <= proof.count && (proof.count - position) % 26 == 0)
    }

    /// Each end of a part, a byte before it and a byte after it, and every length up to the claimed values.
    @Test(arguments: [[5], [9, 5]]) func everyTruncationIsRefused(logRows: [Int]) throws {
        let (proof, statement) = try toy.prove(logRows)
        let anatomy = try ProofAnatomy(proof, toy, statement)
        let ends =
            anatomy.items.map(\.range.upperBound) + anatomy.trees.flatMap { $0.map(\.range.upperBound) }
            + anatomy.layers.flatMap { [$0.range.lowerBound, $0.range.upperBound] }
        let lengths = Set(0..<400).union(ends.flatMap { [$0 - 1, $0, $0 + 1] }).union([proof.count - 26, proof.count - 1])
        for length in lengths where length < proof.count {
            guard case .truncated = toy.failure(Array(proof[..<length]), statement) else {
                Issue.record("\(length) of \(proof.count) bytes: \(String(describing: toy.failure(Array(proof[..<length]), statement)))")
                continue
            }
        }
    }

    @Test func bytesAfterTheEndAreRefused() throws {
        let (proof, statement) = try toy.prove([9, 5])
        #expect(toy.failure(proof, statement) == nil)
        for count in [1, 4, 26, 1000] {
            #expect(toy.failure(proof + [UInt8](repeating: 0, count: count), statement) == .trailingBytes(count: count))
        }
        #expect(toy.failure(proof + proof, statement) == .trailingBytes(count: proof.count))
    }

    /// Counts and heights stand in single bytes: none of their values makes a verifier trap or set memory aside.
    @Test func countsAndHeightsThatAreTooLargeAreRefused() throws {
        let (proof, statement) = try toy.prove([5])
        func failure(_ byte: Int, _ value: UInt8) -> VerificationFailure? {
            var changed = proof
            changed[byte] = value
            return toy.failure(changed, statement)
        }
        for number in UInt8.min...UInt8.max where StarkParameters(identifier: number) == nil {
            #expect(failure(0, number) == .unknownParameters)
        }
        for count in UInt8.min...UInt8.max where Int(count) != 4 {
            guard case .shape = failure(1, count) else {
                Issue.record("\(count) tables: \(String(describing: failure(1, count)))")
                continue
            }
        }
        #expect(failure(1, UInt8.max) == .shape(.tooManyTables(255)))
        for chip in UInt8(4)...UInt8.max { #expect(failure(2, chip) == .shape(.unknownChip(Int(chip)))) }
        for height in UInt8(21)...UInt8.max {
            #expect(failure(3, height) == .shape(.heightOutOfRange(chip: 0, logRows: Int(height))))
        }
        let long = proof + [UInt8](repeating: 0, count: StarkParameters.maximumProofBytes + 1 - proof.count)
        #expect(toy.failure(long, statement) == .tooLong(bytes: long.count, limit: StarkParameters.maximumProofBytes))
    }
}
