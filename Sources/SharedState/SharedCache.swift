/// Bounds of the shared cache.
public struct SharedCacheSettings: Sendable {
    /// Longest value.
    public var valueBytes = 4 << 20
    /// All values together; the least recently used go first.
    public var totalBytes = 256 << 20
    /// Milliseconds a value is kept.
    public var keepMilliseconds = 24 * 3_600_000

    public init() {}
}

/// A cache of bytes that all servers share. Callers seal the values and make keys that tell nothing: Redis sees neither inputs nor proofs.
///
/// Losing an entry costs time, never a result. Memory is accounted inside the scripts, so that the cache keeps its bound without Redis'
/// eviction, which would also take nonces and limits.
public struct SharedCache: Sendable {
    private let pool: RedisPool
    public let settings: SharedCacheSettings

    public init(_ pool: RedisPool, _ settings: SharedCacheSettings = SharedCacheSettings()) {
        self.pool = pool
        self.settings = settings
    }

    /// The value of a key, nil if there is none.
    public func get(_ key: String) throws(SharedStateError) -> [UInt8]? {
        let reply = try pool.run(Self.get, keys: Self.keys(key), [RedisPool.word(key)])
        if case .null = reply { return nil }
        guard let bytes = reply.bytes else { throw .unexpectedAnswer(command: Self.get.name) }
        return bytes
    }

    /// Keeps a value, for `keepMilliseconds` or less; others go when the bound is reached.
    public func set(_ key: String, _ value: [UInt8], milliseconds: Int = .max) throws(SharedStateError) {
        let limit = min(settings.valueBytes, settings.totalBytes)
        guard value.count <= limit else { throw .tooLarge(bytes: value.count, limit: limit) }
        _ = try pool.run(
            Self.set, keys: Self.keys(key),
            [
                RedisPool.word(key), value, RedisPool.word(max(1, min(milliseconds, settings.keepMilliseconds))),
                RedisPool.word(settings.totalBytes), prefix,
            ])
    }

    /// Forgets a key.
    public func remove(_ key: String) throws(SharedStateError) {
        _ = try pool.run(Self.remove, keys: Self.keys(key), [RedisPool.word(key)])
    }

    private var prefix: [UInt8] { RedisPool.word("\(pool.settings.prefix):{cache}:value:") }

    // The value; sizes by key; keys by their last use; the sum of the sizes. The braces keep them on one node of a cluster.
    private static func keys(_ key: String) -> [String] {
        ["{cache}:value:\(key)", "{cache}:sizes", "{cache}:uses", "{cache}:bytes"]
    }

    static let get = RedisScript(
        "read the cache",
        """
        local value = redis.call('GET', KEYS[1])
        if value then
            redis.call('ZADD', KEYS[3], 'XX', now, ARGV[1])
        else
            local size = redis.call('HGET', KEYS[2], ARGV[1])
            if size then
                redis.call('DECRBY', KEYS[4], size)
                redis.call('HDEL', KEYS[2], ARGV[1])
                redis.call('ZREM', KEYS[3], ARGV[1])
            end
        end
        return value
        """)

    static let set = RedisScript(
        "write the cache",
        """
        local total, size = tonumber(ARGV[4]), string.len(ARGV[2])
        local function forget(key, path)
            local old = redis.call('HGET', KEYS[2], key)
            if old then
                redis.call('DECRBY', KEYS[4], old)
                redis.call('HDEL', KEYS[2], key)
            end
            redis.call('ZREM', KEYS[3], key)
            redis.call('DEL', path)
        end
        forget(ARGV[1], KEYS[1])
        while tonumber(redis.call('GET', KEYS[4]) or '0') + size > total do
            local oldest = redis.call('ZRANGE', KEYS[3], 0, 0)[1]
            if not oldest then
                redis.call('SET', KEYS[4], 0)
                break
            end
            forget(oldest, ARGV[5] .. oldest)
        end
        redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
        redis.call('HSET', KEYS[2], ARGV[1], size)
        redis.call('ZADD', KEYS[3], now, ARGV[1])
        return redis.call('INCRBY', KEYS[4], size)
        """)

    static let remove = RedisScript(
        "forget in the cache",
        """
        local old = redis.call('HGET', KEYS[2], ARGV[1])
        if old then
            redis.call('DECRBY', KEYS[4], old)
            redis.call('HDEL', KEYS[2], ARGV[1])
        end
        redis.call('ZREM', KEYS[3], ARGV[1])
        return redis.call('DEL', KEYS[1])
        """)
}
