/// A bound on descriptors of one shape.
public struct RateRule: Sendable {
    /// A short word for headers and metrics.
    public var name: String
    public var domain: String
    /// The keys of the descriptor in order; a nil value stands for any, each with a count of its own.
    public var entries: [(key: String, value: String?)]
    public var limit: Int
    public var windowSeconds: Int

    /// `limit` ≥ 1 hits in each window of `windowSeconds` ≥ 1.
    public init(_ name: String, domain: String, _ entries: [(key: String, value: String?)], limit: Int, windowSeconds: Int) {
        self.name = name
        self.domain = domain
        self.entries = entries
        self.limit = max(1, limit)
        self.windowSeconds = max(1, windowSeconds)
    }

    func matches(_ domain: String, _ descriptor: [RateDescriptorEntry]) -> Bool {
        guard domain == self.domain, descriptor.count == entries.count else { return false }
        return zip(entries, descriptor).allSatisfy { $0.key == $1.key && ($0.value == nil || $0.value == $1.value) }
    }
}

/// Bounds descriptors by rules: the first that matches counts, a descriptor without a rule is unlimited.
public struct RuleRateLimiter: GatewayRateLimiter {
    private let rules: [RateRule]
    private let limiter: any RateLimiter

    public init(_ rules: [RateRule], limiter: any RateLimiter) {
        self.rules = rules
        self.limiter = limiter
    }

    public func take(domain: String, descriptors: [[RateDescriptorEntry]], hits: Int) throws(SharedStateUnavailable) -> [RateState] {
        var states = [RateState](repeating: .unlimited, count: descriptors.count)
        var bounded: [Int] = []
        var limits: [RateLimit] = []
        for (index, descriptor) in descriptors.enumerated() {
            guard let rule = rules.first(where: { $0.matches(domain, descriptor) }) else { continue }
            // Each value with its length, so that no two descriptors share a count.
            let key = "gateway:\(domain):\(rule.name)" + descriptor.map { ":\($0.value.utf8.count):\($0.value)" }.joined()
            bounded.append(index)
            limits.append(RateLimit(name: rule.name, key: key, limit: rule.limit, windowSeconds: rule.windowSeconds, cost: hits))
        }
        guard !limits.isEmpty else { return states }
        for (index, standing) in zip(bounded, try limiter.check(limits).standings) { states[index] = RateState(standing) }
        return states
    }
}
