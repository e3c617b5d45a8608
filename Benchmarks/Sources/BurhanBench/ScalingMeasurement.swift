import Foundation

/// How much faster all cores prove a workload than one: pairs of processes, one thread and all, in turn, so that a machine whose pace
/// changes from minute to minute changes both.
struct ScalingMeasurement: Codable, Sendable {
    struct Pair: Codable, Sendable {
        /// Seconds of the fastest proof on one thread and on all.
        var one: Double
        var all: Double

        var ratio: Double { one / all }
    }

    private static let repeats = 3

    var workload: String
    var threads: Int
    var pairs: [Pair] = []

    /// The median of the pairs' ratios.
    var ratio: Double { pairs.map(\.ratio).sorted()[pairs.count / 2] }

    init(_ workload: String, threads: Int, pairs count: Int) throws(BenchmarkError) {
        self.workload = workload
        self.threads = threads
        for _ in 0..<max(1, count) {
            let one = try Child.proof(workload, threads: 1, repeats: Self.repeats)
            let all = try Child.proof(workload, threads: threads, repeats: Self.repeats)
            pairs.append(Pair(one: one.seconds, all: all.seconds))
        }
    }
}
