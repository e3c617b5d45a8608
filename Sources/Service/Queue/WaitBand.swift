import Foundation

/// How far forecasts of waiting times have been off lately, and the band that says so.
///
/// Each start compares the wait with what was foretold at acceptance. The band of a new forecast is where nine in ten of
/// the last 256 would have fallen (split conformal prediction: Papadopoulos et al. 2002). Errors are ratios, softened by one
/// service time so that short waits do not rule.
package struct WaitBand: Sendable {
    private static let kept = 256
    /// Before there are this many, the band is a factor of four in either direction.
    private static let enough = 19

    private var errors: [Double] = []
    private var oldest = 0

    package init() {}

    /// `scale`: milliseconds that one job takes.
    package mutating func note(foretold: Int, actual: Int, scale: Int) {
        let soft = Double(max(1, scale))
        let error = log((Double(max(0, actual)) + soft) / (Double(max(0, foretold)) + soft))
        if errors.count < Self.kept {
            errors.append(error)
        } else {
            errors[oldest] = error
            oldest = (oldest + 1) % Self.kept
        }
    }

    /// The estimate that goes with a forecast, milliseconds, and the range that holds the true wait nine times in ten.
    package func estimate(foretold: Int, scale: Int) -> (milliseconds: Int, range: ClosedRange<Int>) {
        let soft = Double(max(1, scale))
        func corrected(_ error: Double) -> Int { max(0, Int(((Double(max(0, foretold)) + soft) * exp(error) - soft).rounded())) }
        guard errors.count >= Self.enough else {
            return (max(0, foretold), corrected(-log(4))...max(corrected(log(4)), foretold))
        }
        let sorted = errors.sorted()
        let count = Double(sorted.count)
        let low = max(0, Int((0.05 * (count + 1)).rounded(.down)) - 1)
        let high = min(sorted.count - 1, Int((0.95 * (count + 1)).rounded(.up)) - 1)
        let range = corrected(sorted[low])...corrected(sorted[high])
        return (min(max(corrected(sorted[sorted.count / 2]), range.lowerBound), range.upperBound), range)
    }
}
