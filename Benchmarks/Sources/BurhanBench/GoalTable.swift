import Foundation

/// The figures that Burhan wants to be judged by, as a Markdown table for the README.
struct GoalTable {
    private let report: FullReport
    private var rows: [(what: String, measured: String, how: String)] = []

    init(_ report: FullReport) {
        self.report = report
        let cores = report.machine.cores
        let all = "\(cores) cores"
        if let proof = report.proof("fibonacci-20", threads: cores) {
            add("fibonacci, 2^20 cycles", "\(Figures.text(proof.kilohertz)) kHz, \(Figures.text(proof.seconds)) s", all)
        }
        if let proof = report.proof("mixed-20", threads: cores) { addMixed(proof, all) }
        if let proof = report.proof("rule-age-verification", threads: cores) {
            add(
                "age-verification rule, inputs to receipt", "\(Figures.text(proof.seconds)) s, \(Figures.text(proof.peakMegabytes)) MB",
                "\(all); the first in a process \(Figures.text(proof.firstSeconds)) s")
            add("verification", "\(Figures.text(proof.verifyMilliseconds)) ms", "the age rule's receipt, one core, median of 9")
        }
        if let cost = report.proof("fibonacci-18", threads: cores)?.costOfHiding {
            add("cost of zero knowledge", "\(Figures.text(cost))×", "processor time with and without hiding, fibonacci of 2^18 cycles")
        }
        for execution in report.executions {
            add("executor", "\(Figures.text(execution.megahertz)) MHz", "\(execution.workload), one core, without recording")
        }
        if let proof = report.proof("fibonacci-20", threads: cores) {
            add("proof", "\(Figures.text(Double(proof.receiptBytes) / 1000)) kB", "fibonacci, 2^20 cycles, receipt")
            add("peak memory", "\(Figures.text(proof.peakBytesPerCycle)) bytes per cycle", "fibonacci, 2^20 cycles, a process of its own")
            add("security", "\(Figures.text(proof.securityBits)) bits", "proven, unique-decoding regime")
        }
    }

    private mutating func add(_ what: String, _ measured: String, _ how: String) { rows.append((what, measured, how)) }

    private mutating func addMixed(_ proof: ProofMeasurement, _ all: String) {
        let cells = Figures.text(proof.cellsPerCPUSecond / 1e6)
        add("mixed load, 2^20 cycles", "\(Figures.text(proof.kilohertz)) kHz, \(Figures.text(proof.seconds)) s", all)
        add("prover throughput", "\(cells) M cells per CPU second", "mixed load, 2^20 cycles, LogUp and masking included")
        add(
            "committed cells per instruction", Figures.text(proof.cellsPerInstruction),
            "mixed load, 2^20 cycles, padding and memory included")
        if let worst = OrdinaryChips.worst(proof.tables) {
            add("cells per row, ordinary chips", "at most \(worst.cellsPerRow)", "\(worst.chip): main and LogUp columns")
        }
        for scaling in report.scaling ?? [] {
            add(
                "scaling, 1 to \(scaling.threads) cores", "\(Figures.text(scaling.ratio))×",
                "\(scaling.workload), median of \(scaling.pairs.count) pairs of runs")
        }
    }

    var markdown: String {
        let machine = report.machine
        let lines = rows.map { "| \($0.what) | \($0.measured) | \($0.how) |" }
        return
            ([
                "Measured on \(machine.processor), \(machine.cores) cores, \(machine.kernels) kernels.", "", "| what | measured | how |",
                "|---|---|---|",
            ]
            + lines).joined(separator: "\n")
    }
}
