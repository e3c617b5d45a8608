import Messaging
import ScaleOut
import Service
import SharedState

/// How this process works together with others.
public struct SharedWorkSettings: Sendable {
    /// Servers of the NATS cluster that hands jobs to workers; empty: this process proves what it accepts.
    public var nats: [NATSAddress] = []
    public var natsCredentials: String?
    public var stream = JobStreamSettings()
    public var ahead = 16
    /// The Redis server for limits, nonces and kept proofs that all servers share; nil for the database and memory.
    public var redis: RedisAddress?

    public init() {}

    /// Settings for one process; `holder` names it.
    func scaleOut(holder: String, attempts: Int) -> ScaleOutSettings {
        var messaging = MessagingSettings(addresses: nats)
        messaging.name = holder
        messaging.credentialsFile = natsCredentials
        var settings = ScaleOutSettings(messaging: messaging, holder: holder)
        settings.stream = stream
        // Attempts are counted in the database; this bounds messages that never get as far as an attempt.
        settings.stream.maxDeliveries = 2 * attempts + 10
        settings.ahead = ahead
        return settings
    }
}

extension ServerConfiguration {
    static let sharedWorkSettings: [Setting] = [
        Setting(
            name: "nats", help: "comma-separated NATS servers that hand jobs to `burhan worker` (default none: this process proves)",
            expected: "addresses such as nats://a:4222,nats://b:4222", kind: .addresses(defaultPort: 4222)
        ) { configuration, text in
            guard let list = try? NATSAddress.list(text) else { return false }
            configuration.sharedWork.nats = list
            return true
        },
        Setting(name: "nats-credentials", help: "file with the JWT and the seed of a NATS user", expected: "a path", kind: .privateFile) {
            $0.sharedWork.natsCredentials = $1
            return !$1.isEmpty
        },
        number("nats-replicas", "servers that keep each message: 1, or 3 to outlive one (default 1)", 1...5) {
            $0.sharedWork.stream.replicas = $1
        },
        number("ack-seconds", "time without a sign of life after which a job goes to another worker (default 30)", 1...3600) {
            $0.sharedWork.stream.ackSeconds = Double($1)
            $0.service.leaseSeconds = Double($1)
        },
        number("dispatch-ahead", "jobs that wait in the stream; the others wait in the database, in order (default 16)", 1...10_000) {
            $0.sharedWork.ahead = $1
        },
        Setting(
            name: "redis", help: "Redis server for limits, nonces and kept proofs that all servers share (default none)",
            expected: "redis://[[user:]password@]host[:port][/database]", kind: .addresses(defaultPort: 6379)
        ) { configuration, text in
            configuration.sharedWork.redis = try? RedisAddress(text)
            return configuration.sharedWork.redis != nil
        },
    ]

    /// Throws if what processes share is not there to be shared.
    func checkSharedWork() throws(ConfigurationError) {
        guard !sharedWork.nats.isEmpty else { return }
        guard database.hasPrefix("postgresql://") || database.hasPrefix("postgres://") else {
            throw .contradiction(reason: "nats is set, but database is not postgresql://…: workers would not find the jobs.")
        }
        guard sealKey != nil else {
            throw .contradiction(
                reason: "nats is set, but there is no seal-key-file: private inputs pass from servers to workers under that key only.")
        }
    }
}
