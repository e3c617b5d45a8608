/// One dimension of what is counted, for example `tenant` = `acme`.
public struct RateDescriptorEntry: Sendable, Hashable {
    public var key: String
    public var value: String

    public init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }
}

/// How one counted thing stands.
public struct RateState: Sendable, Equatable {
    public var isOver: Bool
    /// Hits per window; nil when nothing bounds this descriptor.
    public var limit: Int?
    public var windowSeconds: Int
    public var remaining: Int
    /// Seconds until the window is fresh; when over, until the next hit passes.
    public var resetSeconds: Int

    public init(isOver: Bool, limit: Int?, windowSeconds: Int, remaining: Int, resetSeconds: Int) {
        self.isOver = isOver
        self.limit = limit
        self.windowSeconds = windowSeconds
        self.remaining = remaining
        self.resetSeconds = resetSeconds
    }

    init(_ standing: RateStanding) {
        self.init(
            isOver: !standing.isAllowed, limit: standing.limit, windowSeconds: standing.windowSeconds, remaining: standing.remaining,
            resetSeconds: max(1, (standing.resetMilliseconds + 999) / 1000))
    }

    public static let unlimited = RateState(isOver: false, limit: nil, windowSeconds: 0, remaining: .max, resetSeconds: 0)

    /// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-09); none without a limit.
    public func headers(policy: String) -> [GatewayPermit.Field] {
        guard let limit else { return [] }
        return [
            GatewayPermit.Field("RateLimit-Policy", "\"\(policy)\";q=\(limit);w=\(windowSeconds)"),
            GatewayPermit.Field("RateLimit", "\"\(policy)\";r=\(remaining);t=\(resetSeconds)"),
        ]
    }
}

/// Counts hits of descriptors. Called on worker threads, many at a time.
public protocol GatewayRateLimiter: Sendable {
    /// The state of each descriptor after `hits` of each; when one of them is over its limit, none is charged.
    /// `SharedStateUnavailable` when that can't be found out.
    func take(domain: String, descriptors: [[RateDescriptorEntry]], hits: Int) throws(SharedStateUnavailable) -> [RateState]
}
