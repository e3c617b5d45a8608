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

    private func columns(_ chip: Int) -> Int {
        let program = system.programs[chip]
        return program.mainCount + program.preprocessedCount + program.nextColumns.count + 4 * program.logUpColumns
    }
}
