/// A place among a bounded number, or how long to wait for one.
public enum LeaseAnswer: Sendable, Equatable {
    /// The place is held until `milliseconds` have passed, or longer if it is renewed; so many are held now.
    case held(count: Int)
    /// All places are taken; the first runs out after so many milliseconds.
    case full(milliseconds: Int)
}

/// Semaphores with expiry, shared by all servers: who dies gives its place back by and by.
public struct ConcurrencyLeases: Sendable {
    private let pool: RedisPool

    public init(_ pool: RedisPool) { self.pool = pool }

    /// Takes or renews the place of `holder`, if fewer than `limit` others hold one.
    public func acquire(_ key: String, holder: String, limit: Int, milliseconds: Int) throws(SharedStateError) -> LeaseAnswer {
        let reply = try pool.run(
            Self.acquire, keys: ["lease:\(key)"],
            [RedisPool.word(holder), RedisPool.word(max(0, limit)), RedisPool.word(max(1, milliseconds))])
        guard let numbers = reply.integers, numbers.count == 2 else { throw .unexpectedAnswer(command: Self.acquire.name) }
        return numbers[0] == 1 ? .held(count: numbers[1]) : .full(milliseconds: max(0, numbers[1]))
    }

    /// Gives a place back; false if the holder has none (any more).
    public func release(_ key: String, holder: String) throws(SharedStateError) -> Bool {
        let reply = try pool.run(Self.release, keys: ["lease:\(key)"], [RedisPool.word(holder)])
        guard let done = reply.integer else { throw .unexpectedAnswer(command: Self.release.name) }
        return done == 1
    }

    static let acquire = RedisScript(
        "acquire a lease",
        """
        local limit, life = tonumber(ARGV[2]), tonumber(ARGV[3])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
        local count = redis.call('ZCARD', KEYS[1])
        if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
            if count >= limit then
                local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
                return {0, first[2] and (tonumber(first[2]) - now) or 0}
            end
            count = count + 1
        end
        redis.call('ZADD', KEYS[1], now + life, ARGV[1])
        local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
        redis.call('PEXPIRE', KEYS[1], math.max(1, tonumber(last[2]) - now))
        return {1, count}
        """)

    static let release = RedisScript(
        "release a lease",
        """
        return redis.call('ZREM', KEYS[1], ARGV[1])
        """)
}
