import Foundation
import RISCV
import Rules
import ZKVM

/// What `burhan execute --estimate`, `burhan rule evaluate --estimate` and `burhan bench` say of a proof before it is made.
struct EstimateReport: Encodable {
    var threads: Int
    var cycles: Int
    var committed_cells: Int
    var cells_per_instruction: Double
    var seconds: Double
    var seconds_low: Double
    var seconds_high: Double
    var peak_memory_bytes: Int
    var receipt_bytes: Int

    /// Measures the machine first, unless this process has done so.
    ///
    /// - Parameter report: of an execution of `program` on the input to be proven.
    init(_ program: Program, _ report: ExecutionReport, threads: Int) throws(CommandError) {
        let calibration: MachineCalibration
        do throws(ProveError) { calibration = try .shared(threads: threads) } catch { throw error.commandError("calibration") }
        let estimate = ProvingEstimate(program, report, calibration: calibration)
        self.threads = threads
        cycles = report.cycles
        committed_cells = estimate.shape.committedCells
        cells_per_instruction = estimate.shape.cellsPerInstruction
        seconds = calibration.seconds(for: estimate.shape)
        seconds_low = seconds * ProvingEstimate.errorBand.lowerBound
        seconds_high = seconds * ProvingEstimate.errorBand.upperBound
        peak_memory_bytes = estimate.peakBytes
        receipt_bytes = estimate.receiptBytes
    }

    var text: String {
        """
        a proof    takes about \(Quantity.decimal(seconds, 2)) s on \(threads) threads \
        (\(Quantity.decimal(seconds_low, 2)) to \(Quantity.decimal(seconds_high, 2)) s), \
        \(Quantity.bytes(peak_memory_bytes)) of memory; its receipt has about \(Quantity.bytes(receipt_bytes))
                   \(Quantity.count(committed_cells)) committed cells, \(Quantity.decimal(cells_per_instruction, 1)) for each instruction
        """
    }
}

extension EstimateReport {
    /// The same in the form of a rule's answers.
    var json: JSONValue {
        guard let data = try? JSONEncoder().encode(self) else { return .null }
        return JSONParser.parse([UInt8](data)).value ?? .null
    }
}
