import Synchronization

/// A bound on descriptors of one shape.
public struct RateRule: Sendable {
    public var domain: String
    /// The keys of the descriptor in order; a nil value stands for any, each with a count of its own.
    public var entries: [(key: String, value: String?)]
    public var limit: Int
    public var windowSeconds: Int

    /// `limit` ≥ 1 hits in each window of `windowSeconds` ≥ 1.
    public init(domain: String, _ entries: [(key: String, value: String?)], limit: Int, windowSeconds: Int) {
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

/// Counts in memory, by sliding windows: hits of the window before count by the share of it that still lies within the last `windowSeconds`.
///
/// The first rule that matches a descriptor bounds it; a descriptor without a rule is unlimited. Holds at most `capacity` counts: beyond,
/// one that is stale or, failing that, any other is forgotten. Counts end with the process.
public final class SlidingWindowLimiter: GatewayRateLimiter {
    private struct Key: Hashable {
        let rule: Int
        let values: [String]
    }

    private struct Count {
        var window: Int
        var hits = 0
        var hitsBefore = 0
    }

    private struct State {
        var counts: [Key: Count] = [:]
        var lastPurge = 0
    }

    private let rules: [RateRule]
    private let capacity: Int
    private let now: @Sendable () -> Int
    private let state = Mutex(State())

    /// `now` gives milliseconds since 1970.
    public init(_ rules: [RateRule], capacity: Int = 100_000, now: @escaping @Sendable () -> Int) {
        self.rules = rules
        self.capacity = capacity
        self.now = now
    }

    public func take(domain: String, descriptors: [[RateDescriptorEntry]], hits: Int) -> [RateState] {
        let bounds: [(rule: Int, key: Key)?] = descriptors.map { descriptor in
            rules.firstIndex { $0.matches(domain, descriptor) }.map { ($0, Key(rule: $0, values: descriptor.map(\.value))) }
        }
        guard bounds.contains(where: { $0 != nil }) else { return descriptors.map { _ in .unlimited } }
        let now = now()
        return state.withLock { state in
            let seen = bounds.map { bound in bound.map { look($0.key, rules[$0.rule], now, hits, state) } }
            guard !seen.contains(where: { $0?.state.isOver == true }) else { return seen.map { $0?.state ?? .unlimited } }
            for (bound, seen) in zip(bounds, seen) {
                guard let bound, var count = seen?.count else { continue }
                count.hits += hits
                if state.counts.updateValue(count, forKey: bound.key) == nil, state.counts.count > capacity {
                    makeRoom(&state, now, keeping: bound.key)
                }
            }
            return seen.map { $0?.state ?? .unlimited }
        }
    }

    /// A count brought to the present, and how it stands once `hits` are added.
    private func look(_ key: Key, _ rule: RateRule, _ now: Int, _ hits: Int, _ state: State) -> (count: Count, state: RateState) {
        let length = rule.windowSeconds * 1000
        let window = now / length
        var count = state.counts[key] ?? Count(window: window)
        if count.window != window {
            count = Count(window: window, hits: 0, hitsBefore: count.window == window - 1 ? count.hits : 0)
        }
        let elapsed = Double(now % length) / Double(length)
        let used = Double(count.hitsBefore) * (1 - elapsed) + Double(count.hits)
        let left = Double(rule.limit) - used - Double(hits)
        let isOver = left < 0
        let wait = isOver ? wait(count, rule.limit - hits, elapsed) : 1 - elapsed
        let seconds = Int((wait * Double(rule.windowSeconds)).rounded(.up))
        return (
            count,
            RateState(
                isOver: isOver, limit: rule.limit, windowSeconds: rule.windowSeconds, remaining: isOver ? 0 : Int(left),
                resetSeconds: max(1, seconds))
        )
    }

    /// Windows until at most `room` hits count.
    private func wait(_ count: Count, _ room: Int, _ elapsed: Double) -> Double {
        let room = Double(max(0, room))
        if Double(count.hits) <= room, count.hitsBefore > 0 {
            return 1 - (room - Double(count.hits)) / Double(count.hitsBefore) - elapsed
        }
        return 1 - elapsed + (1 - room / Double(max(1, count.hits)))
    }

    private func makeRoom(_ state: inout State, _ now: Int, keeping key: Key) {
        if now - state.lastPurge > 1000 {
            state.lastPurge = now
            state.counts = state.counts.filter { entry in
                now / (rules[entry.key.rule].windowSeconds * 1000) - entry.value.window <= 1
            }
        }
        while state.counts.count > capacity, let victim = state.counts.keys.first(where: { $0 != key }) {
            state.counts[victim] = nil
        }
    }
}
