import Service
import SharedState

/// Rate limits that all servers share.
public struct RedisRateLimiter: RateLimiter {
    private let windows: SlidingWindows

    public init(_ pool: RedisPool) { windows = SlidingWindows(pool) }

    public func check(_ limits: [RateLimit]) throws(SharedStateUnavailable) -> RateDecision {
        let answer = try available("rate limits") { () throws(SharedStateError) in
            try windows.take(
                limits.map {
                    WindowLimit(key: $0.key, limit: $0.limit, windowMilliseconds: max(1, $0.windowSeconds) * 1000, cost: $0.cost)
                })
        }
        return RateDecision(
            isAllowed: answer.isAllowed,
            standings: zip(limits, answer.standings).map { limit, standing in
                RateStanding(
                    limit, remaining: standing.remaining, resetMilliseconds: standing.resetMilliseconds, isAllowed: standing.isAllowed)
            })
    }
}

/// Nonces that all servers share.
public struct RedisNonceBook: NonceBook {
    private let nonces: Nonces

    public init(_ pool: RedisPool) { nonces = Nonces(pool) }

    public func reserve(_ key: String, holder: String, milliseconds: Int) throws(SharedStateUnavailable) -> Service.NonceReservation {
        let answer = try available("nonces") { () throws(SharedStateError) in
            try nonces.reserve(key, holder: holder, milliseconds: milliseconds)
        }
        return switch answer {
        case .reserved: .reserved
        case .held(let milliseconds): .held(milliseconds: milliseconds)
        case .used: .used
        }
    }

    public func commit(_ key: String, holder: String, keep milliseconds: Int) throws(SharedStateUnavailable) -> Bool {
        try available("nonces") { () throws(SharedStateError) in try nonces.commit(key, holder: holder, keep: milliseconds) }
    }

    public func release(_ key: String, holder: String) throws(SharedStateUnavailable) -> Bool {
        try available("nonces") { () throws(SharedStateError) in try nonces.release(key, holder: holder) }
    }
}

private func available<Result>(_ what: String, _ body: () throws(SharedStateError) -> Result) throws(SharedStateUnavailable) -> Result {
    do throws(SharedStateError) { return try body() } catch { throw SharedStateUnavailable(reason: "\(what): \(error)") }
}

/// Proofs kept for repetition, for all servers and workers.
public struct RedisProofTier: ProofCacheTier {
    public let name = "redis"
    private let cache: SharedCache

    public init(_ pool: RedisPool, _ settings: SharedCacheSettings = SharedCacheSettings()) { cache = SharedCache(pool, settings) }

    public func value(of key: [UInt8], now: Int) throws(ProofCacheError) -> [UInt8]? {
        try answered { () throws(SharedStateError) in try cache.get(Hex.text(key)) }
    }

    public func keep(_ value: [UInt8], as key: [UInt8], until expiresAt: Int, now: Int) throws(ProofCacheError) {
        guard expiresAt > now else { return }
        try answered { () throws(SharedStateError) in
            do throws(SharedStateError) {
                try cache.set(Hex.text(key), value, milliseconds: expiresAt - now)
            } catch {
                // What is too long for this tier is not kept in it.
                if case .tooLarge = error { return }
                throw error
            }
        }
    }

    public func forget(_ key: [UInt8]) throws(ProofCacheError) {
        try answered { () throws(SharedStateError) in try cache.remove(Hex.text(key)) }
    }

    private func answered<Result>(_ body: () throws(SharedStateError) -> Result) throws(ProofCacheError) -> Result {
        do throws(SharedStateError) { return try body() } catch { throw .unavailable(reason: "\(error)") }
    }
}
