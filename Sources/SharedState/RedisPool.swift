import Dispatch
import Synchronization

/// How to speak to Redis.
public struct RedisSettings: Sendable {
    public var address: RedisAddress
    /// Connections at most; a call waits for one as long as for an answer.
    public var connections = 32
    /// Seconds that connecting, and one command, may take.
    public var connectSeconds = 0.5
    public var commandSeconds = 0.5
    /// After a failure, calls fail at once for so many seconds; then one tries again.
    public var pauseSeconds = 0.5
    /// In front of every key.
    public var prefix = "burhan"

    public init(address: RedisAddress) { self.address = address }
}

/// Connections to one Redis server, opened when needed and replaced when they break.
///
/// Every call blocks for at most about `connectSeconds + commandSeconds` and may be made from any plain thread. While Redis is away, calls fail
/// at once but for one in `pauseSeconds`, so that a dead or frozen server does not hold the callers' threads.
public final class RedisPool: Sendable {
    private struct State {
        var idle: [RedisConnection] = []
        var scripts: [String: [UInt8]] = [:]
        var pausedUntil: ContinuousClock.Instant?
        var lastFailure = ""
    }

    public let settings: RedisSettings
    private let state = Mutex(State())
    private let places: DispatchSemaphore

    /// Opens nothing yet.
    public init(_ settings: RedisSettings) {
        self.settings = settings
        places = DispatchSemaphore(value: max(1, settings.connections))
    }

    /// Sends one command.
    ///
    /// A connection that broke while it was idle is replaced and the command sent again: so every command must bear being done twice.
    func send(_ words: [[UInt8]]) throws(SharedStateError) -> RedisReply {
        guard places.wait(timeout: .now() + settings.commandSeconds) == .success else {
            throw .disconnected(reason: "all \(settings.connections) connections are in use")
        }
        defer { places.signal() }
        try requireHope()
        do throws(SharedStateError) {
            while let idle = state.withLock({ $0.idle.popLast() }) {
                do throws(SharedStateError) { return try ask(idle, words) } catch {
                    // A frozen server is not asked twice; a restarted one is.
                    guard case .unanswered(let reason) = error, reason != Self.slow else { throw error }
                }
            }
            let fresh = try RedisConnection(
                settings.address, connectSeconds: settings.connectSeconds, commandSeconds: settings.commandSeconds)
            return try ask(fresh, words)
        } catch {
            noteFailure(error)
            throw error
        }
    }

    static let slow = "it took too long"

    private func ask(_ connection: RedisConnection, _ words: [[UInt8]]) throws(SharedStateError) -> RedisReply {
        let reply = try connection.send(words)
        state.withLock { state in
            state.idle.append(connection)
            state.pausedUntil = nil
        }
        return reply
    }

    private func requireHope() throws(SharedStateError) {
        let now = ContinuousClock.now
        let failure = state.withLock { state -> String? in
            guard let until = state.pausedUntil else { return nil }
            guard now >= until else { return state.lastFailure }
            // This call tries; the others go on failing until it knows.
            state.pausedUntil = now.advanced(by: .seconds(settings.pauseSeconds))
            return nil
        }
        if let failure { throw .disconnected(reason: failure) }
    }

    private func noteFailure(_ error: SharedStateError) {
        let reason =
            switch error {
            case .disconnected(let reason), .unanswered(let reason): reason
            default: error.description
            }
        state.withLock { state in
            state.pausedUntil = ContinuousClock.now.advanced(by: .seconds(settings.pauseSeconds))
            state.lastFailure = reason
            state.idle.removeAll()
        }
    }

    /// Runs a script by its digest, and sends the source once where Redis does not hold it (any more).
    func run(_ script: RedisScript, keys: [String], _ arguments: [[UInt8]]) throws(SharedStateError) -> RedisReply {
        let names = keys.map { Array("\(settings.prefix):\($0)".utf8) }
        let rest = [Array(String(keys.count).utf8)] + names + arguments
        let known = state.withLock { $0.scripts[script.name] }
        let digest = if let known { known } else { try load(script) }
        var reply = try send([Array("EVALSHA".utf8), digest] + rest)
        if case .error(let text) = reply, text.hasPrefix("NOSCRIPT") {
            // EVAL also keeps the script.
            reply = try send([Array("EVAL".utf8), Array(script.source.utf8)] + rest)
        }
        if case .error(let text) = reply { throw .refused(reason: "\(script.name): \(text)") }
        return reply
    }

    private func load(_ script: RedisScript) throws(SharedStateError) -> [UInt8] {
        let reply = try send([Array("SCRIPT".utf8), Array("LOAD".utf8), Array(script.source.utf8)])
        if case .error(let text) = reply { throw .refused(reason: "\(script.name): \(text)") }
        guard let digest = reply.bytes else { throw .unexpectedAnswer(command: "SCRIPT LOAD") }
        state.withLock { $0.scripts[script.name] = digest }
        return digest
    }

    /// Whether Redis answers.
    public func ping() throws(SharedStateError) {
        let reply = try send([Array("PING".utf8)])
        if case .error(let text) = reply { throw .refused(reason: text) }
        guard reply.text == "PONG" else { throw .unexpectedAnswer(command: "PING") }
    }

    /// What in the server's settings would lose nonces: nil when there is nothing.
    ///
    /// A nonce must outlive a crash (append-only file) and must not be evicted for want of memory.
    public func durabilityConcern() throws(SharedStateError) -> String? {
        func field(_ name: String, of section: String) throws(SharedStateError) -> String? {
            let reply = try send([Array("INFO".utf8), Array(section.utf8)])
            if case .error(let text) = reply { throw .refused(reason: text) }
            guard let text = reply.text else { throw .unexpectedAnswer(command: "INFO") }
            return text.split(separator: "\r\n").first { $0.hasPrefix("\(name):") }.map { String($0.dropFirst(name.count + 1)) }
        }
        if try field("aof_enabled", of: "persistence") != "1" { return "its append-only file is off: a restart forgets used nonces" }
        let policy = try field("maxmemory_policy", of: "memory") ?? "unknown"
        return policy == "noeviction" ? nil : "maxmemory-policy is \(policy): used nonces may be evicted"
    }
}

/// A Lua script that Redis runs as one step.
///
/// Redis' own clock counts in it (`TIME`), so that servers whose clocks differ agree.
struct RedisScript: Sendable {
    /// Names the script in errors.
    let name: String
    let source: String

    /// Milliseconds since 1970 as `now`.
    static let clock = """
        local time = redis.call('TIME')
        local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

        """

    init(_ name: String, _ body: String) {
        self.name = name
        source = Self.clock + body
    }
}

extension RedisPool {
    static func word(_ number: Int) -> [UInt8] { Array(String(number).utf8) }
    static func word(_ text: String) -> [UInt8] { Array(text.utf8) }
}
