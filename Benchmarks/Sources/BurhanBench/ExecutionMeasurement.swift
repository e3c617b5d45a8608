import RISCV
import ZKVM

/// How fast the machine executes without proving: the fastest of several runs.
struct ExecutionMeasurement: Codable, Sendable {
    var workload: String
    var cycles = 0
    var seconds = Double.infinity
    /// Processor seconds of the fastest run.
    var cpuSeconds = 0.0

    var megahertz: Double { Double(cycles) / seconds / 1e6 }

    init(_ workload: Workload, repeats: Int) throws(BenchmarkError) {
        self.workload = workload.name
        for _ in 0..<repeats {
            let (start, cpu) = (ContinuousClock.now, ProcessUsage.cpuSeconds)
            cycles = try workload.cycles()
            let elapsed = ProofMeasurement.seconds(ContinuousClock.now - start)
            guard elapsed < seconds else { continue }
            seconds = elapsed
            cpuSeconds = ProcessUsage.cpuSeconds - cpu
        }
    }
}
