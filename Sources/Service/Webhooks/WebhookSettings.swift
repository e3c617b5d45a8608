/// Where webhooks may go and how long they are tried.
public struct WebhookSettings: Sendable {
    /// Lets webhooks reach this machine over plain HTTP, for development.
    public var allowsLoopback = false
    /// File of certificates that are trusted instead of the system's.
    public var authorities: String?
    /// Threads that deliver.
    public var threads = 4
    /// Seconds for a connection, and for a whole delivery.
    public var connectSeconds = 5
    public var seconds = 15
    /// Bytes of head and body that are read of an answer.
    public var answerBytes = 65_536
    /// Milliseconds before the second attempt; each further one waits twice as long, with a fifth of jitter either way.
    public var firstDelay = 30_000
    /// The longest wait between attempts, and how long after its making a delivery is tried, milliseconds.
    public var longestDelay = 4 * 3_600_000
    public var lifetime = 24 * 3_600_000
    /// Milliseconds without a single success after which a webhook is disabled.
    public var disableAfter = 3 * 24 * 3_600_000
    /// Webhooks that a tenant may have.
    public var perTenant = 32

    public init() {}

    /// Milliseconds before the attempt after `attempts`; the jitter follows from `seed`.
    package func delay(after attempts: Int, seed: UInt8) -> Int {
        let base = min(firstDelay << min(max(attempts - 1, 0), 20), longestDelay)
        return base * 4 / 5 + base * 2 / 5 * Int(seed) / 255
    }
}
