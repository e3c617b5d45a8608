import Synchronization

/// A number that only rises; safe from any thread, one relaxed atomic addition.
public final class Counter: Sendable {
    private let cell = Atomic<Int>(0)

    /// Adds `amount`; a negative one adds nothing, because a counter never falls.
    public func increment(by amount: Int = 1) {
        guard amount > 0 else { return }
        cell.wrappingAdd(amount, ordering: .relaxed)
    }

    public var value: Int { cell.load(ordering: .relaxed) }
}

/// A number that rises and falls; safe from any thread.
public final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(0)

    public func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    public func add(_ amount: Double) { bits.add(amount) }

    public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }
}

/// How often observed values fell into each of a fixed row of ranges, and their sum; safe from any thread.
///
/// One observation costs a short search, one atomic addition and one compare-and-exchange.
public final class Histogram: Sendable {
    /// Inclusive upper bounds, rising; a last range without a bound follows.
    public let bounds: [Double]
    private let ranges: [Counter]
    private let total = Atomic<UInt64>(0)

    init(bounds: [Double]) {
        self.bounds = bounds
        ranges = (0...bounds.count).map { _ in Counter() }
    }

    /// Counts a value; one that is no number is left out.
    public func observe(_ value: Double) {
        guard !value.isNaN else { return }
        var index = 0
        while index < bounds.count, value > bounds[index] { index += 1 }
        ranges[index].increment()
        total.add(value)
    }

    /// Counts a time in seconds.
    public func observe(_ duration: Duration) { observe(duration.inSeconds) }

    public var sum: Double { Double(bitPattern: total.load(ordering: .relaxed)) }

    /// How many values were at most each bound; the last entry counts them all.
    public var cumulativeCounts: [Int] {
        var count = 0
        return ranges.map { range in
            count += range.value
            return count
        }
    }
}

extension Duration {
    /// The same time in seconds.
    public var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}

extension Atomic<UInt64> {
    /// Adds to the floating-point number whose bit pattern the cell holds.
    fileprivate func add(_ amount: Double) {
        var found = load(ordering: .relaxed)
        while true {
            let sum = (Double(bitPattern: found) + amount).bitPattern
            let result = weakCompareExchange(expected: found, desired: sum, ordering: .relaxed)
            if result.exchanged { return }
            found = result.original
        }
    }
}
