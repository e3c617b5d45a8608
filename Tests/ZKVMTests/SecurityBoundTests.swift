import Hashing
import StarkVerifier
import Testing
import ZKVM

/// What the standard parameters promise, whatever shape a prover chooses.
@Suite struct SecurityBoundTests {
    private let system = ProofSystem.system

    /// 120 tables of the widest chip, one of every height that any table may have, as many tuples as the characteristic: no allowed
    /// shape has a larger domain, a smaller one, more columns, more layers or more tuples.
    @Test func noShapeFallsBelowOneHundredBits() {
        let widest = system.programs.indices.max { columns($0) < columns($1) } ?? 0
        let heights = Array(StarkParameters.logRowsRange)
        let rest = StarkParameters.maximumTables - heights.count
        let shapes = (heights + [Int](repeating: 20, count: rest)).map { TableShape(chip: widest, logRows: $0) }
        let tuples = shapes.reduce(0) { $0 + $1.rows * system.chips[widest].interactions.count }
        #expect(tuples >= 0x7F00_0001)
        #expect(heights.contains(21) && system.entries.allSatisfy { StarkParameters.logRowsRange.contains($0.logRows.upperBound) })
        let report = SecurityReport(system, ProofHeader(parameters: .standard, shapes: shapes))
        #expect(report.bits >= 100, "\(report)")
    }

    /// The compact set is worth 100 bits for what it is meant for; the report of any shape is finite, and the verifier refuses a shape below
    /// what it is asked for before it reads further than the heights.
    @Test func compactShapesBelowOneHundredBitsAreRefused() throws {
        let names = ProofSystem.chipNames
        func shapes(_ log: Int, instances: Int) -> [TableShape] {
            var result: [TableShape] = []
            for (chip, entry) in system.entries.enumerated() {
                let height = min(max(log, entry.logRows.lowerBound), entry.logRows.upperBound)
                let count = names[chip] == "add" ? instances : entry.instances.lowerBound
                result += [TableShape](repeating: TableShape(chip: chip, logRows: height), count: min(count, entry.instances.upperBound))
            }
            return result
        }
        func report(_ shapes: [TableShape]) -> SecurityReport {
            SecurityReport(system, ProofHeader(parameters: .compact, shapes: shapes))
        }
        for log in [8, 12, 16, 18] {
            let small = shapes(log, instances: 1)
            #expect(system.problem(in: small) == nil && report(small).bits >= 100, "2^\(log) rows: \(report(small))")
        }
        // The largest shapes: as many and as tall as the bounds allow.
        var refused = 0
        for log in 19...21 {
            for instances in 1...16 {
                let large = shapes(log, instances: instances)
                guard system.problem(in: large) == nil else { continue }
                let bits = report(large).bits
                #expect(bits.isFinite && bits > 80, "2^\(log) rows, \(instances) instances")
                guard bits < 100 else { continue }
                refused += 1
                let seal = ProofHeader(parameters: .compact, shapes: large).encoded()
                let statement = StarkStatement(preprocessedRoot: Digest(), publicValues: [], contributions: [], context: [])
                #expect(throws: VerificationFailure.tooFewBits(found: bits, asked: 100)) {
                    try StarkVerifier(system).verify(seal, statement: statement, minimumBits: 100)
                }
            }
        }
        #expect(refused > 0)
    }

    /// What hides the quotient (docs/zero-knowledge.md, 2): in every proof some table has a LogUp column that is read in its own row alone, and its
    /// mask is as long as the values that are shown of the column and of the quotient together.
    @Test func everyProofHasALogUpColumnThatIsNoRunningSum() {
        let certain = system.entries.indices.filter { system.entries[$0].instances.lowerBound > 0 && system.programs[$0].logUpColumns >= 2 }
        #expect(!certain.isEmpty)
        for parameters in [StarkParameters.standard, .compact] {
            #expect(parameters.maskLength >= 2 * parameters.queries + 4)
        }
        // Every table publishes a sum, and blinds it.
        for (chip, program) in zip(system.chips, system.programs) {
            #expect(program.logUpColumns >= 1 && (chip.blindingColumns.count == 4 || chip.name == "blinding"), "\(chip.name)")
        }
    }

    private func columns(_ chip: Int) -> Int {
        let program = system.programs[chip]
        return program.mainCount + program.preprocessedCount + program.nextColumns.count + 4 * program.logUpColumns
    }
}
