import FiniteFields
import Hashing
import StarkProver
import StarkVerifier
import Testing

@Suite("Proofs that must be refused") struct HostileProofTests {
    let toy = ToySystem()

    /// Header, roots, nonces, opened values and layers of a proof with a FRI layer, too.
    @Test func rejectsFlippedBytesOfAFoldedProof() throws {
        let (proof, statement) = try toy.prove([9, 5])
        for position in stride(from: 0, to: proof.count, by: 1499) {
            var changed = proof
            changed[position] ^= 1 << UInt8(position % 8)
            #expect(failure(changed, statement) != nil, "byte \(position)")
        }
    }

    private func failure(_ proof: [UInt8], _ statement: StarkStatement) -> VerificationFailure? { toy.failure(proof, statement) }

    @Test func rejectsEveryFlippedByte() throws {
        let (proof, statement) = try toy.prove([5])
        for position in stride(from: 0, to: proof.count, by: 997) {
            var changed = proof
            changed[position] ^= 1 << UInt8(position % 8)
            #expect(failure(changed, statement) != nil, "byte \(position)")
        }
        // The first kilobytes (header, roots, nonces, opened values) byte by byte.
        for position in stride(from: 0, to: 3000, by: 7) {
            var changed = proof
            changed[position] ^= 0x10
            #expect(failure(changed, statement) != nil, "byte \(position)")
        }
    }

    /// A word w + p stands for the same field element as w: accepting both would give one proof many encodings.
    @Test func rejectsElementsThatAreNotReduced() throws {
        let (proof, statement) = try toy.prove([9, 5])
        let anatomy = try ProofAnatomy(proof, toy, statement)
        #expect(!anatomy.layers.isEmpty)
        func item(_ name: String) -> Int { anatomy.items.first { $0.name == name }!.range.lowerBound }
        let places: [(VerificationFailure.Part, Int)] =
            [
                (.sums, item("sums")), (.openedValues, item("table 0: main")), (.openedValues, item("quotient")),
                (.finalPolynomial, item("final polynomial")), (.finalPolynomial, item("final polynomial") + 16 * 1039),
            ] + anatomy.trees.flatMap { $0.map { (.queries, $0.range.lowerBound) } }
            + anatomy.layers.map { (.queries, $0.range.lowerBound) }
        for (part, start) in places {
            var changed = proof
            var carry: UInt32 = 0
            for (index, byte) in [UInt8(0x01), 0, 0, 0x7f].enumerated() {
                let sum = UInt32(changed[start + index]) + UInt32(byte) + carry
                changed[start + index] = UInt8(truncatingIfNeeded: sum)
                carry = sum >> 8
            }
            #expect(carry == 0 && failure(changed, statement) == .notCanonical(part: part), "\(part) at byte \(start)")
        }
    }

    @Test func rejectsEveryTruncationAndTrailingBytes() throws {
        let (proof, statement) = try toy.prove([5])
        for length in stride(from: 0, to: proof.count, by: 1009) {
            #expect(failure(Array(proof[..<length]), statement) != nil)
        }
        #expect(failure(Array(proof.dropLast()), statement) == .truncated(part: .queries))
        #expect(failure(proof + [0], statement) == .trailingBytes(count: 1))
    }

    @Test func neverTrapsOnRandomBytes() {
        var state: UInt64 = 1
        let (proof, statement) = ([UInt8](), toy.statement([0]))
        for length in 0..<400 {
            var bytes = proof
            for _ in 0..<length {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(UInt8(truncatingIfNeeded: state >> 56))
            }
            if !bytes.isEmpty { bytes[0] = 1 }
            if bytes.count > 1 { bytes[1] = 3 }
            #expect(failure(bytes, statement) != nil)
        }
    }

    @Test func rejectsAnotherStatement() throws {
        let (proof, statement) = try toy.prove([5])
        let otherSum = StarkStatement(
            preprocessedRoot: statement.preprocessedRoot, publicValues: statement.publicValues,
            contributions: [PublicContribution(bus: ToySystem.total, values: [1], multiplicity: -1)], context: statement.context)
        #expect(failure(proof, otherSum) != nil)
        let otherContext = StarkStatement(
            preprocessedRoot: statement.preprocessedRoot, publicValues: statement.publicValues, contributions: statement.contributions,
            context: [1, 2, 4])
        #expect(failure(proof, otherContext) != nil)
        let otherImage = StarkStatement(
            preprocessedRoot: BLAKE3.hash([1]), publicValues: statement.publicValues, contributions: statement.contributions,
            context: statement.context)
        #expect(failure(proof, otherImage) != nil)
        let otherValue = StarkStatement(
            preprocessedRoot: statement.preprocessedRoot, publicValues: [ToySystem.factor + 1], contributions: statement.contributions,
            context: statement.context)
        #expect(failure(proof, otherValue) != nil)
        let extraValue = StarkStatement(
            preprocessedRoot: statement.preprocessedRoot, publicValues: statement.publicValues + [1],
            contributions: statement.contributions,
            context: statement.context)
        #expect(failure(proof, extraValue) == .publicValues(count: 2))
    }

    @Test func rejectsReorderedMissingAndDuplicatedTables() {
        let shapes = [(0, 5), (1, 8), (2, 6), (3, 5)].map { TableShape(chip: $0, logRows: $1) }
        func problem(_ chips: [Int]) -> ShapeProblem? { toy.system.problem(in: chips.map { shapes[$0] }) }
        #expect(problem([0, 1, 2, 3]) == nil)
        #expect(problem([1, 0, 2, 3]) == .outOfOrder(chip: 0))
        #expect(problem([0, 2, 3]) == .instanceCount(chip: 1, count: 0))
        #expect(problem([0, 1, 1, 2, 3]) == .instanceCount(chip: 1, count: 2))
        #expect(problem([0, 1, 2]) == .instanceCount(chip: 3, count: 0))
        #expect(problem([]) == .instanceCount(chip: 0, count: 0))
        #expect(toy.system.problem(in: shapes + [TableShape(chip: 4, logRows: 5)]) == .unknownChip(4))
        #expect(
            toy.system.problem(in: [shapes[0], TableShape(chip: 1, logRows: 9)] + shapes[2...])
                == .heightOutOfRange(chip: 1, logRows: 9))
        #expect(toy.system.problem(in: [TableShape(chip: 0, logRows: 4)]) == .heightOutOfRange(chip: 0, logRows: 4))
        #expect(
            toy.system.problem(in: [shapes[0], TableShape(chip: 0, logRows: 6)] + shapes[1...]) == .outOfOrder(chip: 0),
            "instances come tallest first")
        let tall = [TableShape](repeating: TableShape(chip: 0, logRows: 20), count: 2)
        #expect(toy.system.problem(in: tall + shapes[1...]) == .tooManyCountedRows(2 << 20))
        let many = [TableShape](repeating: shapes[0], count: StarkParameters.maximumTables + 1)
        #expect(toy.system.problem(in: many) == .tooManyTables(many.count))
    }

    @Test func logUpRefusesAsManyTuplesAsTheCharacteristic() {
        var builder = ChipBuilder("many")
        let bus = Bus(number: 5, name: "many", arity: 1)
        let column = builder.column("a")
        for _ in 0..<127 { builder.send(bus, [column], multiplicity: 1) }
        builder.blind(with: builder.columns("free", 4))
        let system = TableSystem(
            [ChipEntry(builder.build(), instances: 1...32, logRows: 5...20, isCounted: false)], maximumCountedRows: 0, publicValueCount: 0)
        let tables = [TableShape](repeating: TableShape(chip: 0, logRows: 20), count: 16)
        let blinding = [TableShape(chip: 1, logRows: 5)]
        #expect(system.problem(in: Array(tables.dropLast()) + blinding) == nil)
        #expect(system.problem(in: tables + blinding) == .tooManyTuples(16 << 27 + 32))
    }

    @Test func refusesMoreBitsThanTheProofHas() throws {
        let (proof, statement) = try toy.prove([5])
        let error = #expect(throws: VerificationFailure.self) {
            try StarkVerifier(toy.system).verify(proof, statement: statement, minimumBits: 128)
        }
        guard case .tooFewBits(let found, 128) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found > 100 && found < 102)
    }

    @Test func noParameterSetHasZeroQueries() {
        for number in UInt8.min...UInt8.max {
            guard let parameters = StarkParameters(identifier: number) else { continue }
            // Unique decoding: each query catches at least a quarter of a bit less than half the words; up to the Johnson bound with ρ₀ = 65/512.
            #expect(parameters.queries >= (parameters.regime == .unique ? 190 : 62) && parameters.queryGrinding >= 16)
        }
    }

    /// Every kind of fault in a trace ends in a refusal, by the prover's own degree check or by the verifier.
    @Test(arguments: 0..<4) func rejectsChangedCells(column: Int) throws {
        for row in [0, 3, 30] {
            let (tables, sums) = toy.traces([5])
            tables[0].trace[row, column] ^= 1
            let statement = toy.statement(sums)
            do throws(ProverError) {
                let proof = try toy.prove(tables, statement, masks: MaskSource())
                #expect(failure(proof, statement) != nil, "column \(column), row \(row)")
            } catch {
                guard case .invalidTrace = error else {
                    Issue.record("\(error)")
                    return
                }
            }
        }
    }

    @Test func rejectsAFalseSum() throws {
        let (tables, sums) = toy.traces([8])
        let statement = toy.statement([sums[0] + 1])
        let proof = try toy.prove(tables, statement, masks: MaskSource())
        #expect(failure(proof, statement) == .unbalancedBuses)
    }

    @Test func rejectsALookupThatIsNotInTheTable() throws {
        let (tables, sums) = toy.traces([5])
        // 300 is not a row of the table, though its square is right.
        let trace = tables[0].trace
        let old = trace[0, 1]
        trace[0, 1] = 300
        trace[0, 2] = 90_000
        for row in 1..<32 { trace[row, 3] += 90_000 - old * old }
        tables[1].trace[Int(old), 0] -= 1
        let statement = toy.statement([sums[0] + 90_000 - old * old])
        let proof = try toy.prove(tables, statement, masks: MaskSource())
        #expect(failure(proof, statement) == .unbalancedBuses)
    }
}
