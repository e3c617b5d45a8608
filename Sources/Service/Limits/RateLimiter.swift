/// One limit on how often: at most `limit` units in any window of that length, wherever it begins.
public struct RateLimit: Sendable, Equatable {
    /// A short word of the policy, for headers and metrics: `requests`, `proofs`.
    public var name: String
    /// What is counted, for example `requests:acme`; limits with the same key and window share a count. Never a secret.
    public var key: String
    /// Units, ≥ 0.
    public var limit: Int
    /// ≥ 1.
    public var windowSeconds: Int
    /// Units that this call takes; 0 to look only.
    public var cost: Int

    public init(name: String, key: String, limit: Int, windowSeconds: Int, cost: Int = 1) {
        self.name = name
        self.key = key
        self.limit = limit
        self.windowSeconds = windowSeconds
        self.cost = cost
    }
}

/// Where one limit stands after a call.
public struct RateStanding: Sendable, Equatable {
    public var name: String
    public var limit: Int
    public var windowSeconds: Int
    /// Units left.
    public var remaining: Int
    /// Milliseconds until this call's cost fits, if it was refused; otherwise until some of what is used comes back, 0 if nothing is used.
    public var resetMilliseconds: Int
    /// Whether this limit alone would have allowed the call.
    public var isAllowed: Bool

    public init(_ limit: RateLimit, remaining: Int, resetMilliseconds: Int, isAllowed: Bool) {
        name = limit.name
        self.limit = limit.limit
        windowSeconds = limit.windowSeconds
        self.remaining = remaining
        self.resetMilliseconds = resetMilliseconds
        self.isAllowed = isAllowed
    }
}

/// What several limits say of one call: all of them were charged, or none.
public struct RateDecision: Sendable, Equatable {
    public var isAllowed: Bool
    /// In the order of the limits.
    public var standings: [RateStanding]

    public init(isAllowed: Bool, standings: [RateStanding]) {
        self.isAllowed = isAllowed
        self.standings = standings
    }

    /// Allowed without any limit.
    public static let unlimited = RateDecision(isAllowed: true, standings: [])

    /// Whole seconds, at least 1, after which a refused call fits.
    public var retryAfterSeconds: Int {
        let longest = standings.filter { !$0.isAllowed }.map(\.resetMilliseconds).max() ?? 0
        return max(1, (longest + 999) / 1000)
    }
}

/// State that servers share (limits, nonces) can't be reached or read at the moment.
public struct SharedStateUnavailable: Error, Sendable, Equatable, CustomStringConvertible {
    /// For the log: which state and why; no value that was asked for.
    public var reason: String

    public init(reason: String) { self.reason = reason }

    public var description: String { reason }
}

/// Counts calls in sliding windows.
///
/// A window is cut into 60 cells (each at least a millisecond); a cell counts until the whole of it has left the window. So no
/// window ever holds more than the limit, and what is used comes back at most a sixtieth of a window late. A refused call costs
/// nothing. Calls may come from any thread and block for as long as the state behind them needs.
public protocol RateLimiter: Sendable {
    /// Charges every limit if all allow it; `SharedStateUnavailable` when that can't be found out (the caller decides what then).
    func check(_ limits: [RateLimit]) throws(SharedStateUnavailable) -> RateDecision
}
