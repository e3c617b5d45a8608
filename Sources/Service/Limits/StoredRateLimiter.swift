import Storage

/// Sliding windows in the database: shared by all servers on it, at the price of one transaction a call.
public struct StoredRateLimiter: RateLimiter {
    private let store: Store
    private let now: @Sendable () -> Int

    public init(store: Store, now: @escaping @Sendable () -> Int) {
        self.store = store
        self.now = now
    }

    public func check(_ limits: [RateLimit]) throws(SharedStateUnavailable) -> RateDecision {
        guard !limits.isEmpty else { return .unlimited }
        let now = now()
        do throws(StorageError) {
            return try store.write { session throws(StorageError) in try Self.check(limits, at: now, session) }
        } catch { throw SharedStateUnavailable(reason: "rate limits: \(error)") }
    }

    private static func check(_ limits: [RateLimit], at now: Int, _ session: Session) throws(StorageError) -> RateDecision {
        var standings: [RateStanding] = []
        for limit in limits {
            let window = SlidingWindow(seconds: limit.windowSeconds)
            let cells = try session.rateCells(limit.key, windowMilliseconds: window.milliseconds, in: window.cells(at: now))
            standings.append(window.standing(limit, cells, at: now))
        }
        guard standings.allSatisfy(\.isAllowed) else { return RateDecision(isAllowed: false, standings: standings) }
        for (index, limit) in limits.enumerated() {
            let window = SlidingWindow(seconds: limit.windowSeconds)
            let cell = window.cells(at: now).upperBound
            if limit.cost > 0 {
                try session.addRateUnits(
                    limit.key, windowMilliseconds: window.milliseconds, cell: cell, units: limit.cost, until: window.end(of: cell))
            }
            standings[index] = window.charged(standings[index], limit.cost, at: now)
        }
        return RateDecision(isAllowed: true, standings: standings)
    }
}
