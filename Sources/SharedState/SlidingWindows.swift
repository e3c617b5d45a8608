/// One limit: at most `limit` units in any `windowMilliseconds`.
public struct WindowLimit: Sendable, Equatable {
    /// Names what is counted; limits with the same key and window share a count.
    public var key: String
    public var limit: Int
    public var windowMilliseconds: Int
    /// Units this call takes, 0 to look only.
    public var cost: Int

    public init(key: String, limit: Int, windowMilliseconds: Int, cost: Int = 1) {
        self.key = key
        self.limit = limit
        self.windowMilliseconds = windowMilliseconds
        self.cost = cost
    }
}

/// Where one limit stands after the call.
public struct WindowStanding: Sendable, Equatable {
    /// Units left.
    public var remaining: Int
    /// Milliseconds until this call's cost fits again (if it was refused), or until some of what is used comes back. 0 if nothing is used.
    public var resetMilliseconds: Int
    /// Whether this limit allowed the call.
    public var isAllowed: Bool
}

/// Counts in sliding windows, shared by all servers.
///
/// A window is cut into 60 cells (each at least a millisecond), and a cell counts until the whole of it has left the window. So no window of
/// the given length, wherever it begins, ever holds more than the limit, and what is used comes back at most a sixtieth of a window late.
/// Several limits are judged in one step: all of them are charged, or none.
public struct SlidingWindows: Sendable {
    private let pool: RedisPool

    public init(_ pool: RedisPool) { self.pool = pool }

    /// Charges every limit if all allow it; the standings in the order of the limits.
    ///
    /// Should the connection break before the answer, the call may be counted twice, never less than once.
    public func take(_ limits: [WindowLimit]) throws(SharedStateError) -> (isAllowed: Bool, standings: [WindowStanding]) {
        guard !limits.isEmpty else { return (true, []) }
        var arguments: [[UInt8]] = []
        for limit in limits {
            arguments += [
                RedisPool.word(max(0, limit.limit)), RedisPool.word(max(1, limit.windowMilliseconds)), RedisPool.word(max(0, limit.cost)),
            ]
        }
        let reply = try pool.run(Self.script, keys: limits.map { "window:\($0.key):\($0.windowMilliseconds)" }, arguments)
        guard let numbers = reply.integers, numbers.count == 1 + 3 * limits.count else {
            throw .unexpectedAnswer(command: Self.script.name)
        }
        let standings = limits.indices.map { index in
            WindowStanding(
                remaining: numbers[1 + 3 * index], resetMilliseconds: numbers[2 + 3 * index], isAllowed: numbers[3 + 3 * index] == 1)
        }
        return (numbers[0] == 1, standings)
    }

    static let script = RedisScript(
        "sliding windows",
        """
        local all, plans = true, {}
        for i = 1, #KEYS do
            local limit, window, cost = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
            local width = math.max(1, math.ceil(window / 60))
            local cell, oldest = math.floor(now / width), math.floor((now - window) / width)
            local stored, used, cells, gone = redis.call('HGETALL', KEYS[i]), 0, {}, {}
            for j = 1, #stored, 2 do
                local at, count = tonumber(stored[j]), tonumber(stored[j + 1])
                -- A cell of the future comes from a clock that was set back.
                if at < oldest or at > cell then gone[#gone + 1] = stored[j]
                else
                    used = used + count
                    cells[#cells + 1] = {at, count}
                end
            end
            if #gone > 0 then redis.call('HDEL', KEYS[i], unpack(gone)) end
            table.sort(cells, function(a, b) return a[1] < b[1] end)
            local allowed = used + cost <= limit
            all = all and allowed
            plans[i] = {limit = limit, window = window, cost = cost, width = width, cell = cell, used = used, cells = cells, allowed = allowed}
        end
        local answer = {all and 1 or 0}
        for i = 1, #KEYS do
            local plan = plans[i]
            if all and plan.cost > 0 then
                redis.call('HINCRBY', KEYS[i], string.format('%.0f', plan.cell), plan.cost)
                redis.call('PEXPIRE', KEYS[i], plan.window + plan.width)
                plan.used = plan.used + plan.cost
                if #plan.cells == 0 then plan.cells[1] = {plan.cell, plan.cost} end
            end
            -- When the cells that must go for the cost to fit have gone; the oldest one if it fits now.
            local free, reset = plan.limit - plan.used, 0
            for _, entry in ipairs(plan.cells) do
                reset = (entry[1] + 1) * plan.width + plan.window - now
                free = free + entry[2]
                if plan.allowed or free >= plan.cost then break end
            end
            answer[#answer + 1] = math.max(0, plan.limit - plan.used)
            answer[#answer + 1] = reset
            answer[#answer + 1] = plan.allowed and 1 or 0
        end
        return answer
        """)
}
