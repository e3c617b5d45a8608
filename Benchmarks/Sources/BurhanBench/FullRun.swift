import Foundation
import RISCV
import Rules
import ZKVM

/// Every measurement, as tables on standard output and as a JSON file.
struct FullRun {
    /// Paths of files.
    struct Options {
        /// Where all results go.
        var json: String?
        /// Results of an earlier release.
        var compare: String?
        /// Where the results go as those of a release.
        var store: String?
    }

    private let cores = ProcessInfo.processInfo.activeProcessorCount
    private var report = FullReport(machine: .current)

    static func run(_ options: Options) throws(BenchmarkError) {
        // Before the long part: a file that can't be read is told at once.
        var previous: FullReport?
        if let path = options.compare { previous = try FullReport.read(path) }
        var run = FullRun()
        try run.measure()
        run.printTables()
        if let previous, let path = options.compare { print("## Compared with \(path)\n\n\(run.report.comparison(with: previous))\n") }
        print("## For the README\n\n\(GoalTable(run.report).markdown)")
        for path in [options.json, options.store].compactMap({ $0 }) {
            try run.report.write(to: path)
            run.note("wrote \(path)")
        }
    }

    private mutating func measure() throws(BenchmarkError) {
        for name in ["mixed-25", "fibonacci-25"] {
            note("executing \(name)")
            report.executions.append(try Child.execution(name, repeats: 5))
        }
        for (name, repeats) in [("fibonacci-16", 5), ("fibonacci-18", 3), ("fibonacci-20", 2), ("mixed-18", 3), ("mixed-20", 2)] {
            for threads in Set([1, cores]).sorted() {
                // Hiding costs the same work on one thread.
                let compares = threads == cores
                note("proving \(name) on \(threads) threads\(compares ? ", with and without zero knowledge" : "")")
                report.proofs.append(try Child.proof(name, threads: threads, repeats: repeats, comparesHiding: compares))
            }
        }
        var scaling: [ScalingMeasurement] = []
        for name in cores > 1 ? ["fibonacci-20", "mixed-20"] : [] {
            note("proving \(name) on one core and on all, in turn")
            scaling.append(try ScalingMeasurement(name, threads: cores, pairs: 3))
        }
        report.scaling = scaling
        for circuit in ["chain12", "bits12", "chain16", "bits16", "chain18", "bits18"] {
            note("proving \(circuit) with Groth16")
            report.groth16.append(try Child.groth16(circuit, threads: cores, repeats: 3))
        }
        for template in RuleTemplates.all where Self.isProvable(template) {
            note("proving the rule \(template.name)")
            report.proofs.append(try Child.proof("rule-\(template.name)", threads: cores, repeats: 3))
        }
    }

    /// Rules with signatures have no proof yet: they are refused with that reason, and left out here.
    private static func isProvable(_ template: RuleTemplate) -> Bool {
        guard let rule = RuleDocument.parse(Array(template.documentText.utf8)).rule else { return false }
        return (try? CompiledRule(rule)) != nil
    }

    private func note(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data("\(text) …\n".utf8))
    }

    private func printTables() {
        let machine = report.machine
        print("\(machine.processor), \(machine.cores) cores, \(machine.kernels) kernels, \(machine.memoryBytes >> 20) MiB\n")
        var speed = TextTable(["execution", "cycles", "MHz"])
        for run in report.executions { speed.add([run.workload, "\(run.cycles)", Figures.text(run.megahertz)]) }
        print(speed.text + "\n")
        printProofs()
        printScaling()
        printExpectations()
        printPhases()
        for name in ["fibonacci-20", "mixed-20"] {
            if let proof = report.proof(name, threads: cores) { printChips(proof) }
        }
        print(groth16Table.text)
    }

    private func printProofs() {
        var table = TextTable([
            "proof", "threads", "cycles", "s", "first s", "cpu s", "kHz", "Mcells", "Mcells/cpu s", "cells/cycle", "peak MB", "B/cycle",
            "zk cost", "kB", "verify ms", "image ms", "bits",
        ])
        for proof in report.proofs {
            table.add([
                proof.workload, "\(proof.threads)", "\(proof.cycles)", Figures.text(proof.seconds), Figures.text(proof.firstSeconds),
                Figures.text(proof.cpuSeconds), Figures.text(proof.kilohertz), Figures.text(Double(proof.committedCells) / 1e6),
                Figures.text(proof.cellsPerCPUSecond / 1e6), Figures.text(proof.cellsPerInstruction), Figures.text(proof.peakMegabytes),
                Figures.text(proof.peakBytesPerCycle), proof.costOfHiding.map { Figures.text($0) } ?? "",
                Figures.text(Double(proof.receiptBytes) / 1000), Figures.text(proof.verifyMilliseconds),
                Figures.text(proof.imageMilliseconds), Figures.text(proof.securityBits),
            ])
        }
        print(table.text + "\n")
    }

    private var groth16Table: TextTable {
        var table = TextTable(["groth16", "threads", "cpu s", "s", "warm cpu s", "peak MB", "verify ms", "of 64 ms", "fq mul ns"])
        for run in report.groth16 {
            table.add([
                run.circuit, "\(run.threads)", Figures.text(run.cpuSeconds), Figures.text(run.seconds), Figures.text(run.warmCPUSeconds),
                Figures.text(run.peakMegabytes), Figures.text(run.verifyMilliseconds), Figures.text(run.batchMilliseconds),
                Figures.text(run.multiplicationNanoseconds),
            ])
        }
        return table
    }

    private func printScaling() {
        var table = TextTable(["scaling", "s on 1", "s on \(cores)", "times"])
        for scaling in report.scaling ?? [] {
            for pair in scaling.pairs { table.add([scaling.workload] + [pair.one, pair.all, pair.ratio].map { Figures.text($0) }) }
            table.add(["\(scaling.workload), median", "", "", Figures.text(scaling.ratio)])
        }
        print(table.text + "\n")
    }

    /// Measured over expected: how good the estimates before proving are.
    private func printExpectations() {
        var table = TextTable(["measured/expected", "threads", "seconds", "memory", "receipt"])
        for proof in report.proofs {
            table.add([
                proof.workload, "\(proof.threads)", Figures.text(proof.seconds / proof.expectedSeconds),
                Figures.text(proof.peakMegabytes / proof.expectedMegabytes),
                Figures.text(Double(proof.receiptBytes) / Double(proof.expectedReceiptBytes)),
            ])
        }
        print(table.text + "\n")
    }

    /// Processor milliseconds by phase, for the proofs on all cores.
    private func printPhases() {
        let shown = report.proofs.filter {
            $0.threads == cores && (!$0.workload.hasPrefix("rule") || $0.workload == "rule-age-verification")
        }
        var table = TextTable(["phase (cpu ms)"] + shown.map(\.workload))
        for (index, phase) in (shown.first?.phases ?? []).enumerated() {
            table.add(
                [phase.name] + shown.map { Figures.text(($0.phases.indices.contains(index) ? $0.phases[index].cpuSeconds : .nan) * 1000) })
        }
        print(table.text + "\n")
    }

    /// Rows and cells by chip.
    private func printChips(_ proof: ProofMeasurement) {
        var table = TextTable(["chip (\(proof.workload))", "rows in use", "rows", "cells per row", "Mcells"])
        for chip in proof.tables {
            table.add([
                chip.chip, "\(chip.usedRows)", "\(chip.rows)", "\(chip.cellsPerRow)",
                Figures.text(Double(chip.rows * chip.cellsPerRow) / 1e6),
            ])
        }
        print(table.text + "\n")
    }
}
