import RISCV

/// How fast the machine executes without proving: the fastest of several runs.
struct ExecutionMeasurement: Codable, Sendable {
    var workload: String
    var cycles = 0
    var seconds = Double.infinity

    var megahertz: Double { Double(cycles) / seconds / 1e6 }

    init(_ workload: Workload, repeats: Int) throws(BenchmarkError) {
        self.workload = workload.name
        for _ in 0..<repeats {
            let start = ContinuousClock.now
            cycles = try workload.cycles()
            seconds = min(seconds, ProofMeasurement.seconds(ContinuousClock.now - start))
        }
    }
}
