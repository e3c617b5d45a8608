import CHiredis
import Foundation

/// One connection to Redis, used by one thread at a time.
///
/// `@unchecked Sendable`: the pool hands it to one thread at a time.
@safe final class RedisConnection: @unchecked Sendable {
    private let context: UnsafeMutablePointer<redisContext>

    /// hiredis writes without MSG_NOSIGNAL: a server that closes must not end this process.
    private static let ignoresPipeSignals: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return true
    }()

    /// Connects, signs in and chooses the database.
    init(_ address: RedisAddress, connectSeconds: Double, commandSeconds: Double) throws(SharedStateError) {
        _ = Self.ignoresPipeSignals
        guard let context = unsafe redisConnectWithTimeout(address.host, Int32(address.port), Self.interval(connectSeconds)) else {
            throw .disconnected(reason: "no memory")
        }
        unsafe self.context = unsafe context
        guard unsafe context.pointee.err == 0 else { throw .disconnected(reason: reason) }
        unsafe redisSetTimeout(context, Self.interval(commandSeconds))
        unsafe redisEnableKeepAlive(context)
        if let password = address.password {
            let words = ["AUTH"] + (address.user.map { [$0] } ?? []) + [password]
            try prepare(words.map { Array($0.utf8) }, "it did not accept user and password")
        }
        if address.database != 0 {
            try prepare([Array("SELECT".utf8), Array(String(address.database).utf8)], "it has no database \(address.database)")
        }
    }

    deinit { unsafe redisFree(context) }

    private func prepare(_ words: [[UInt8]], _ complaint: String) throws(SharedStateError) {
        if case .error = try send(words) { throw .disconnected(reason: complaint) }
    }

    /// Sends one command and waits for its answer; after an error the connection must not be used again.
    func send(_ words: [[UInt8]]) throws(SharedStateError) -> RedisReply {
        let lengths = words.map(\.count)
        let joined = words.flatMap { $0 }
        let answer = unsafe joined.withUnsafeBufferPointer { bytes -> UnsafeMutableRawPointer? in
            guard let first = bytes.baseAddress else { return nil }
            // hiredis reads every word by its length.
            var start: UnsafePointer<CChar>? = unsafe UnsafeRawPointer(first).assumingMemoryBound(to: CChar.self)
            var pointers = unsafe [UnsafePointer<CChar>?]()
            for length in lengths {
                unsafe pointers.append(start)
                unsafe start = start?.advanced(by: length)
            }
            return unsafe redisCommandArgv(context, Int32(lengths.count), &pointers, lengths)
        }
        guard let answer = unsafe answer else { throw .unanswered(reason: reason) }
        defer { unsafe freeReplyObject(answer) }
        return unsafe RedisReply(answer.assumingMemoryBound(to: redisReply.self))
    }

    private var reason: String {
        let code = unsafe context.pointee.err
        if code == REDIS_ERR_IO, errno == EAGAIN { return RedisPool.slow }
        return unsafe withUnsafeBytes(of: context.pointee.errstr) { bytes in
            let text = unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            return text.isEmpty ? "error \(code)" : text
        }
    }

    private static func interval(_ seconds: Double) -> timeval {
        timeval(tv_sec: Int(seconds), tv_usec: Int((seconds - seconds.rounded(.down)) * 1_000_000))
    }
}
