import RISCV
import ShippedGuests
import StarkVerifier
import Testing
import ZKVM

@Suite("Estimates") struct EstimateTests {
    private static let calibration = MachineCalibration(
        threads: 2,
        phases: [
            .init(name: "first", fixedSeconds: 0.5, secondsPerCell: 1e-6), .init(name: "second", fixedSeconds: 0.25, secondsPerCell: 3e-6),
        ], cells: 1 << 20)

    private static let workloads: [(guest: ShippedGuest, input: [UInt8])] = [
        (.fibonacci, [10, 0, 0, 0]), (.fibonacci, [0, 0x40, 0, 0]), (.sha256, [UInt8](repeating: 7, count: 5000)),
        (.mixed, [100, 0, 0, 0, 1, 0, 0, 0]),
    ]

    /// What was expected from an execution without record, and what the proof has.
    private static func comparison(_ index: Int) throws -> (estimate: ProvingEstimate, receipt: Receipt, statistics: ProveStatistics) {
        let image = try Image(elf: workloads[index].guest.elf)
        let input = workloads[index].input
        let report = try Machine.run(image.program, input: input)
        let proof = try Prover.prove(image, input: input)
        return (ProvingEstimate(image.program, report, calibration: calibration), proof.receipt, proof.statistics)
    }

    @Test(arguments: workloads.indices) func tablesAreForeseenExactlyButForZeroMemory(index: Int) throws {
        let (estimate, receipt, statistics) = try Self.comparison(index)
        let header = try ProofHeader(receipt.seal, system: ProofSystem.system)
        // The statistics' tables are those of the record, hence of the proof.
        #expect(statistics.tables.map { $0.rows } == header.shapes.map { $0.rows })
        #expect(statistics.tables.map { $0.chip } == header.shapes.map { ProofSystem.chipNames[$0.chip] })
        #expect(statistics.tables.reduce(estimate.shape.quotientCells) { $0 + $1.cells } == statistics.committedCells)
        for (expected, found) in zip(estimate.shape.tables, statistics.tables) {
            if found.chip == "zeroMemory" {
                #expect(expected.usedRows >= found.usedRows)
            } else {
                #expect(expected == found)
            }
        }
        #expect(estimate.shape.tables.count == statistics.tables.count)
        #expect(estimate.shape.cycles == statistics.cycles)
        let surplus = Double(estimate.shape.committedCells) / Double(statistics.committedCells)
        #expect(surplus >= 1 && surplus < 1.2)
    }

    @Test(arguments: workloads.indices) func receiptSizesAreForeseenWithinThreePercent(index: Int) throws {
        let (estimate, receipt, _) = try Self.comparison(index)
        let ratio = Double(estimate.receiptBytes) / Double(receipt.encoded().count)
        #expect(ratio > 0.97 && ratio < 1.03, "\(estimate.receiptBytes) expected, \(receipt.encoded().count) found")
    }

    @Test func timeIsFixedPartsPlusCells() throws {
        #expect(abs(Self.calibration.seconds(cells: 1 << 20) - (0.75 + 4e-6 * Double(1 << 20))) < 1e-9)
        // Two doublings beyond the measured proofs: 1 % a cell for each.
        #expect(abs(Self.calibration.seconds(cells: 1 << 22) - (0.75 + 1.02 * 4e-6 * Double(1 << 22))) < 1e-9)
        #expect(abs(Self.calibration.scaled(by: 2).seconds(cells: 1 << 20) - 2 * Self.calibration.seconds(cells: 1 << 20)) < 1e-9)
        let program = try Program(elf: ShippedGuest.fibonacci.elf)
        let report = try Machine.run(program, input: [10, 0, 0, 0])
        let estimate = ProvingEstimate(program, report, calibration: Self.calibration)
        let seconds = try #require(estimate.seconds)
        #expect(seconds == Self.calibration.seconds(cells: estimate.shape.committedCells))
        #expect(try #require(estimate.secondsRange).contains(seconds))
        #expect(ProvingEstimate(program, report, calibration: nil).seconds == nil)
    }

    @Test func aCalibrationIsTheLineThroughTwoProofs() {
        var (small, large) = (ProveStatistics(), ProveStatistics())
        small.committedCells = 1000
        small.phases = [("a", 2, 0), ("b", 5, 0)]
        large.committedCells = 3000
        large.phases = [("a", 4, 0), ("b", 4, 0)]
        let line = MachineCalibration(threads: 1, smaller: small, larger: large)
        #expect(
            line.phases == [
                .init(name: "a", fixedSeconds: 1, secondsPerCell: 0.001), .init(name: "b", fixedSeconds: 5, secondsPerCell: 0),
            ])
        #expect(line.cells == 3000)
    }

    /// More of everything needs more memory; without hiding a proof needs less.
    @Test func memoryGrowsWithTheExecution() throws {
        let program = try Program(elf: ShippedGuest.fibonacci.elf)
        let sizes = try [10, 10_000, 200_000].map { (steps: UInt32) -> Int in
            let report = try Machine.run(program, input: [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: steps >> $0) })
            return ProvingEstimate(program, report, calibration: nil).peakBytes
        }
        #expect(sizes == sizes.sorted() && sizes[2] > 2 * sizes[0])
    }

    @Test func theMeasuredCalibrationNamesThePhasesOfAProof() throws {
        let calibration = try MachineCalibration.measured(threads: 2)
        #expect(calibration.phases.map(\.name) == MachineCalibration.typical.phases.map(\.name))
        #expect(calibration.phases.allSatisfy { $0.fixedSeconds >= 0 && $0.secondsPerCell >= 0 })
        #expect(calibration.seconds(cells: 1_000_000) > 0)
    }
}
