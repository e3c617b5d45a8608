import Foundation
import ZKVM

/// All results of one run, as they are stored for a release.
struct FullReport: Codable {
    var machine: MachineDescription
    var executions: [ExecutionMeasurement] = []
    var proofs: [ProofMeasurement] = []
    /// Nil in results from before it was measured.
    var scaling: [ScalingMeasurement]?
    var groth16: [Groth16Measurement] = []

    func proof(_ workload: String, threads: Int) -> ProofMeasurement? {
        proofs.first { $0.workload == workload && $0.threads == threads }
    }

    func execution(_ workload: String) -> ExecutionMeasurement? { executions.first { $0.workload == workload } }

    static func read(_ path: String) throws(BenchmarkError) -> FullReport {
        do {
            return try JSONDecoder().decode(FullReport.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
        } catch {
            throw .unreadable(path: path, reason: "\(error)")
        }
    }

    func write(to path: String) throws(BenchmarkError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let url = URL(fileURLWithPath: path)
        do {
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try (encoder.encode(self) + Data("\n".utf8)).write(to: url, options: .atomic)
        } catch {
            throw .unwritable(path: path)
        }
    }

    /// Processor seconds now over those of `other`, for whatever both have measured.
    func comparison(with other: FullReport) -> String {
        var table = TextTable(["compared", "cpu s then", "cpu s now", "now/then"])
        for proof in proofs {
            guard let before = other.proof(proof.workload, threads: proof.threads) else { continue }
            table.add([
                "\(proof.workload), \(proof.threads) threads", Figures.text(before.cpuSeconds), Figures.text(proof.cpuSeconds),
                Figures.text(proof.cpuSeconds / before.cpuSeconds),
            ])
        }
        for run in groth16 {
            guard let before = other.groth16.first(where: { $0.circuit == run.circuit && $0.threads == run.threads }) else { continue }
            table.add([
                "groth16 \(run.circuit)", Figures.text(before.cpuSeconds), Figures.text(run.cpuSeconds),
                Figures.text(run.cpuSeconds / before.cpuSeconds),
            ])
        }
        for execution in executions {
            guard let before = other.execution(execution.workload) else { continue }
            table.add([
                "executing \(execution.workload)", Figures.text(before.cpuSeconds), Figures.text(execution.cpuSeconds),
                Figures.text(execution.cpuSeconds / before.cpuSeconds),
            ])
        }
        let then = other.machine == machine ? "the same machine" : "\(other.machine.processor), \(other.machine.kernels)"
        return "Then: \(then).\n" + table.text
    }
}
