/// What became of the wish to use a nonce.
public enum NonceReservation: Sendable, Equatable {
    /// It is the caller's until it commits, releases, or the time runs out.
    case reserved
    /// Somebody else holds it; it may come free after so many milliseconds.
    case held(milliseconds: Int)
    /// It was used.
    case used
}

/// Numbers that may be used once, in the order reserve, verify, commit: a proof that turns out bad burns nothing.
///
/// A nonce is named by a key (a digest, made by the caller). Every step is one script, so that of two servers one wins. All steps bear
/// repetition by the same holder.
public struct Nonces: Sendable {
    private let pool: RedisPool

    public init(_ pool: RedisPool) { self.pool = pool }

    /// Holds an unused nonce for `holder` for some time; for the holder itself the time begins anew.
    public func reserve(_ key: String, holder: String, milliseconds: Int) throws(SharedStateError) -> NonceReservation {
        let reply = try pool.run(Self.reserve, keys: ["nonce:\(key)"], [RedisPool.word(holder), RedisPool.word(max(1, milliseconds))])
        guard let numbers = reply.integers, numbers.count == 2 else { throw .unexpectedAnswer(command: Self.reserve.name) }
        return switch numbers[0] {
        case 0: .reserved
        case 1: .held(milliseconds: max(0, numbers[1]))
        default: .used
        }
    }

    /// Marks a nonce as used and remembers it for `milliseconds`; false if somebody else has used or reserved it meanwhile.
    ///
    /// It succeeds after the reservation has run out too, as long as nobody came in between.
    public func commit(_ key: String, holder: String, keep milliseconds: Int) throws(SharedStateError) -> Bool {
        let reply = try pool.run(Self.commit, keys: ["nonce:\(key)"], [RedisPool.word(holder), RedisPool.word(max(1, milliseconds))])
        guard let done = reply.integer else { throw .unexpectedAnswer(command: Self.commit.name) }
        return done == 1
    }

    /// Gives a reservation back; false if the holder has none.
    public func release(_ key: String, holder: String) throws(SharedStateError) -> Bool {
        let reply = try pool.run(Self.release, keys: ["nonce:\(key)"], [RedisPool.word(holder)])
        guard let done = reply.integer else { throw .unexpectedAnswer(command: Self.release.name) }
        return done == 1
    }

    // A value is `r` (reserved) or `u` (used) and the holder.

    static let reserve = RedisScript(
        "reserve a nonce",
        """
        local stored = redis.call('GET', KEYS[1])
        if not stored or stored == 'r' .. ARGV[1] then
            redis.call('SET', KEYS[1], 'r' .. ARGV[1], 'PX', ARGV[2])
            return {0, 0}
        end
        if string.sub(stored, 1, 1) == 'u' then return {2, 0} end
        return {1, redis.call('PTTL', KEYS[1])}
        """)

    static let commit = RedisScript(
        "commit a nonce",
        """
        local stored = redis.call('GET', KEYS[1])
        if stored == 'u' .. ARGV[1] then return 1 end
        if stored and stored ~= 'r' .. ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], 'u' .. ARGV[1], 'PX', ARGV[2])
        return 1
        """)

    static let release = RedisScript(
        "release a nonce",
        """
        if redis.call('GET', KEYS[1]) ~= 'r' .. ARGV[1] then return 0 end
        return redis.call('DEL', KEYS[1])
        """)
}
