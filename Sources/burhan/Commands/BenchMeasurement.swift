import RISCV
import ZKVM

/// What `burhan bench` measures, beside what was expected.
struct BenchMeasurement: Encodable {
    struct Table: Encodable {
        var chip: String
        var used_rows: Int
        var rows: Int
        var cells_per_row: Int
    }

    var machine: MachineDescription
    var executor_mhz: Double
    var estimate: EstimateReport
    var cycles = 0
    var seconds = 0.0
    var cpu_seconds = 0.0
    var khz = 0.0
    var committed_cells = 0
    var cells_per_cpu_second = 0.0
    /// Highest resident memory while the proof was made; nil if the kernel does not say.
    var peak_memory_bytes: Int?
    var receipt_bytes = 0
    var image_ms = 0.0
    var verify_ms = 0.0
    var phases: [ProofOutcome.Phase] = []
    var tables: [Table] = []

    init(machine: MachineDescription, executor_mhz: Double, estimate: EstimateReport) {
        self.machine = machine
        self.executor_mhz = executor_mhz
        self.estimate = estimate
    }

    /// Makes the proof and verifies it.
    mutating func prove(_ program: Program, input: [UInt8], options: ProveOptions, _ progress: ProgressLine) throws(ProveError) {
        let clock = ContinuousClock()
        var start = clock.now
        let image = Image(program, threads: options.threads)
        image_ms = Quantity.seconds(clock.now - start) * 1000
        ProcessUsage.resetPeak()
        let cpu = ProcessUsage.cpuSeconds
        let proof = try Prover.prove(image, input: input, options: options, progress: { progress.show($0) })
        cpu_seconds = ProcessUsage.cpuSeconds - cpu
        peak_memory_bytes = ProcessUsage.peakBytes
        start = clock.now
        if case .rejected(let reason) = proof.receipt.verify(imageID: image.id) { throw .selfCheckFailed("\(reason)") }
        verify_ms = Quantity.seconds(clock.now - start) * 1000
        let statistics = proof.statistics
        cycles = statistics.cycles
        seconds = statistics.seconds
        khz = Double(cycles) / max(seconds, 1e-9) / 1000
        committed_cells = statistics.committedCells
        cells_per_cpu_second = Double(committed_cells) / max(cpu_seconds, 1e-9)
        receipt_bytes = proof.receipt.encoded().count
        phases = ProofOutcome.phases(statistics)
        tables = statistics.tables.map {
            Table(chip: $0.chip, used_rows: $0.usedRows, rows: $0.rows, cells_per_row: $0.cellsPerRow)
        }
    }

    var text: String {
        var comparison = TextTable(["", "expected", "measured", "measured/expected"])
        func add(_ name: String, _ expected: Double, _ measured: Double, _ show: (Double) -> String) {
            comparison.add([name, show(expected), show(measured), Quantity.decimal(measured / max(expected, 1e-9), 2)])
        }
        add("seconds", estimate.seconds, seconds) { Quantity.decimal($0, 3) }
        add("committed cells", Double(estimate.committed_cells), Double(committed_cells)) { Quantity.count(Int($0)) }
        add("receipt bytes", Double(estimate.receipt_bytes), Double(receipt_bytes)) { Quantity.count(Int($0)) }
        if let peak_memory_bytes {
            add("peak memory, bytes", Double(estimate.peak_memory_bytes), Double(peak_memory_bytes)) { Quantity.count(Int($0)) }
        }
        var chips = TextTable(["table", "rows in use", "rows", "cells per row", "Mcells"])
        for table in tables {
            chips.add([
                table.chip, Quantity.count(table.used_rows), Quantity.count(table.rows), "\(table.cells_per_row)",
                Quantity.decimal(Double(table.rows * table.cells_per_row) / 1e6, 2),
            ])
        }
        return """
            \(comparison.text)

            \(ProofOutcome.phaseTable(phases, seconds: seconds))

            \(chips.text)

            proven     at \(Quantity.decimal(khz, 0)) kHz; \(Quantity.decimal(cpu_seconds, 2)) processor seconds, \
            \(Quantity.decimal(cells_per_cpu_second / 1e6, 1)) million cells in each
            executed   at \(Quantity.decimal(executor_mhz, 0)) MHz
            image ID   in \(Quantity.decimal(image_ms, 1)) ms
            verified   in \(Quantity.decimal(verify_ms, 1)) ms
            """
    }
}
