/// Where a NATS server listens.
public struct NATSAddress: Sendable, Equatable, CustomStringConvertible {
    /// As libnats takes it, with user and password.
    let url: String
    /// Without user and password, for logs.
    public let description: String

    /// Reads `nats://[user[:password]@]host[:port]`, `tls://…`, or `host[:port]`.
    public init(_ text: String) throws(MessagingError) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        let scheme = parts.count == 2 ? String(parts[0]) : "nats"
        let authority = parts.count == 2 ? parts[1] : parts[0]
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        let shown = "\(scheme)://\(host)"
        let port = host.hasSuffix("]") ? nil : host.split(separator: ":", omittingEmptySubsequences: false).dropFirst().last
        guard scheme == "nats" || scheme == "tls", !host.isEmpty, !host.hasPrefix(":"),
            host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != 0x2f && $0 != 0x2c }),
            port.map({ UInt16($0).map { $0 > 0 } ?? false }) ?? true
        else { throw .invalidAddress(shown) }
        url = "\(scheme)://\(authority)"
        description = shown
    }

    /// Reads a list separated by commas, the servers of one cluster.
    public static func list(_ text: String) throws(MessagingError) -> [NATSAddress] {
        var list: [NATSAddress] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) { list.append(try NATSAddress(String(part.trimmed))) }
        return list
    }
}

extension Substring {
    fileprivate var trimmed: Substring { drop { $0 == " " }.reversedDropSpaces }
    private var reversedDropSpaces: Substring {
        var rest = self
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}

/// How a client connects.
public struct MessagingSettings: Sendable {
    /// Servers of one cluster, tried in random order.
    public var addresses: [NATSAddress]
    /// Shown by the server beside the connection.
    public var name = "burhan"
    /// A file with a user's JWT and seed, nil for none.
    public var credentialsFile: String?
    /// Seconds one attempt to connect may take.
    public var connectSeconds = 2.0
    /// Seconds to wait for an answer of JetStream.
    public var requestSeconds = 5.0
    /// Seconds between attempts to reconnect, with a random addition of up to half of it.
    public var reconnectSeconds = 0.25

    public init(addresses: [NATSAddress]) { self.addresses = addresses }
}

/// How jobs are handed out. The stream and its consumer are made or brought to these values by `JobStream.ensure()`.
public struct JobStreamSettings: Sendable {
    /// Names of the stream and of its durable consumer; subjects are `subjects.<job id>`.
    public var stream = "BURHAN_JOBS"
    public var consumer = "provers"
    public var subjects = "burhan.jobs"
    /// Name and subjects of the stream that keeps quarantined jobs.
    public var deadLetterStream = "BURHAN_DEAD_LETTERS"
    public var deadLetterSubjects = "burhan.dead"
    /// Copies of each message: 1, or 3 to outlive one server.
    public var replicas = 1
    /// Seconds in which a message id is taken once.
    public var duplicateSeconds = 120.0
    /// Bounds of the stream; a further message is refused.
    public var maxMessages = 100_000
    public var maxBytes = 64 << 20
    /// Seconds without a sign of life after which a job goes to somebody else.
    public var ackSeconds = 30.0
    /// Deliveries of one message after which it is quarantined.
    public var maxDeliveries = 5
    /// Jobs that may be under way at the same time, of all workers together.
    public var maxAckPending = 1000
    /// Seconds a dead letter is kept.
    public var deadLetterSeconds = 30 * 86_400.0

    public init() {}
}
