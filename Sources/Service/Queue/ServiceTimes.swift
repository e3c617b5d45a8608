import Foundation

/// What proofs take, learned from those that were made.
package struct ServiceTimes: Sendable {
    /// Mean of recent proofs, milliseconds.
    package private(set) var mean = 3000.0
    /// Milliseconds per million cycles; nil before the first proof.
    private var rate: Double?
    /// Logarithm of how much longer proofs took than was estimated.
    private var bias = 0.0

    package init() {}

    /// Notes a proof; `estimated` is what was said before, without correction.
    package mutating func note(cycles: Int?, estimated: Int?, milliseconds: Int) {
        let taken = Double(max(1, milliseconds))
        mean = mean * 0.8 + taken * 0.2
        if let cycles, cycles > 0 {
            let measured = taken / Double(cycles) * 1e6
            rate = rate.map { $0 * 0.8 + measured * 0.2 } ?? measured
        }
        if let estimated, estimated > 0 { bias = bias * 0.8 + min(max(log(taken / Double(estimated)), -3), 3) * 0.2 }
    }

    /// Milliseconds that a proof is expected to take, at least 1.
    package func milliseconds(cycles: Int?, estimated: Int?) -> Int {
        let expected: Double
        if let estimated, estimated > 0 {
            expected = Double(estimated) * exp(bias)
        } else if let cycles, cycles > 0, let rate {
            expected = Double(cycles) / 1e6 * rate
        } else {
            expected = mean
        }
        return Int(min(max(expected.rounded(), 1), 86_400_000))
    }
}
