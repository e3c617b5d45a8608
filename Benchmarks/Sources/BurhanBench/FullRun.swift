import Foundation
import RISCV
import Rules

/// Every measurement, as tables on standard output and as a JSON file.
struct FullRun {
    private struct Report: Encodable {
        var cores: Int
        var executions: [ExecutionMeasurement]
        var proofs: [ProofMeasurement]
        var groth16: [Groth16Measurement]
    }

    private let cores = ProcessInfo.processInfo.activeProcessorCount
    private var executions: [ExecutionMeasurement] = []
    private var proofs: [ProofMeasurement] = []
    private var groth16: [Groth16Measurement] = []

    static func run(jsonPath: String?) throws(BenchmarkError) {
        var run = FullRun()
        try run.measure()
        run.printTables()
        if let jsonPath { try run.write(to: jsonPath) }
    }

    private mutating func measure() throws(BenchmarkError) {
        for name in ["mixed", "fibonacci-25"] {
            note("executing \(name)")
            executions.append(try Child.execution(name, repeats: 3))
        }
        for (log, repeats) in [(16, 3), (18, 2), (20, 2)] {
            for threads in Set([1, cores]).sorted() where log < 20 || threads == cores {
                note("proving fibonacci of 2^\(log) cycles on \(threads) threads, with and without zero knowledge")
                proofs.append(try Child.proof("fibonacci-\(log)", threads: threads, repeats: repeats, comparesHiding: true))
            }
        }
        for circuit in ["chain12", "bits12", "chain16", "bits16", "chain18", "bits18"] {
            note("proving \(circuit) with Groth16")
            groth16.append(try Child.groth16(circuit, threads: cores, repeats: 3))
        }
        for template in RuleTemplates.all where Self.isProvable(template) {
            note("proving the rule \(template.name)")
            proofs.append(try Child.proof("rule-\(template.name)", threads: cores, repeats: 3))
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
        var speed = TextTable(["execution", "cycles", "MHz"])
        for run in executions { speed.add([run.workload, "\(run.cycles)", Figures.text(run.megahertz)]) }
        print(speed.text + "\n")
        var proving = TextTable([
            "proof", "threads", "cycles", "s", "first s", "kHz", "Mcells", "Mcells/s", "Mcells/cpu s", "peak MB", "zk cost", "kB",
            "verify ms",
            "image ms", "bits",
        ])
        for proof in proofs {
            let cells = Double(proof.committedCells) / 1e6
            proving.add([
                proof.workload, "\(proof.threads)", "\(proof.cycles)", Figures.text(proof.seconds), Figures.text(proof.firstSeconds),
                Figures.text(proof.kilohertz), Figures.text(cells), Figures.text(cells / proof.seconds),
                Figures.text(cells / proof.cpuSeconds),
                Figures.text(proof.peakMegabytes), proof.costOfHiding.map { Figures.text($0) } ?? "",
                Figures.text(Double(proof.receiptBytes) / 1000), Figures.text(proof.verifyMilliseconds),
                Figures.text(proof.imageMilliseconds), Figures.text(proof.securityBits),
            ])
        }
        print(proving.text + "\n")
        printPhases()
        print("\n" + groth16Table.text)
    }

    private var groth16Table: TextTable {
        var table = TextTable(["groth16", "threads", "cpu s", "s", "warm cpu s", "peak MB", "verify ms", "of 64 ms", "fq mul ns"])
        for run in groth16 {
            table.add([
                run.circuit, "\(run.threads)", Figures.text(run.cpuSeconds), Figures.text(run.seconds), Figures.text(run.warmCPUSeconds),
                Figures.text(run.peakMegabytes), Figures.text(run.verifyMilliseconds), Figures.text(run.batchMilliseconds),
                Figures.text(run.multiplicationNanoseconds),
            ])
        }
        return table
    }

    /// Milliseconds by phase, for the proofs on all cores.
    private func printPhases() {
        let shown = proofs.filter { $0.threads == cores && ($0.workload.hasPrefix("fibonacci") || $0.workload == "rule-age-verification") }
        var table = TextTable(["phase (ms)"] + shown.map(\.workload))
        for (index, phase) in (shown.first?.phases ?? []).enumerated() {
            table.add(
                [phase.name] + shown.map { Figures.text(($0.phases.indices.contains(index) ? $0.phases[index].seconds : .nan) * 1000) })
        }
        print(table.text)
    }

    private func write(to path: String) throws(BenchmarkError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            let report = try encoder.encode(Report(cores: cores, executions: executions, proofs: proofs, groth16: groth16))
            try report.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw .unwritable(path: path)
        }
        note("wrote \(path)")
    }
}
