/// Allows `burst` events at once and `perSecond` more with each second that passes.
package struct TokenBucket {
    private let burst: Double
    private let perSecond: Double
    private var tokens: Double
    private var last: ContinuousClock.Instant

    package init(burst: Int, perSecond: Int, now: ContinuousClock.Instant) {
        self.burst = Double(burst)
        self.perSecond = Double(perSecond)
        tokens = self.burst
        last = now
    }

    /// Takes one token; false when there is none.
    package mutating func take(now: ContinuousClock.Instant) -> Bool {
        let elapsed = last.duration(to: now) / .seconds(1)
        tokens = min(burst, tokens + max(0, elapsed) * perSecond)
        last = now
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
