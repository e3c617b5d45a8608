/// Bounds of the service's work.
public struct ServiceSettings: Sendable {
    /// Jobs that may wait; a further one is refused with a hint when to come back.
    public var queueCapacity = 1024
    /// What a tenant may have of provers and queue, unless the environment says otherwise.
    public var tenantShare = TenantShare.standard
    /// Proofs computed at the same time; each uses all cores in its parallel parts. 0: jobs wait for others to prove them.
    public var provers = 1
    /// Seconds one proof may take before its job ends as `expired`.
    public var secondsPerJob = 600.0
    /// How often a job is started before it is given up, counting starts that ended with the whole process.
    public var attempts = 10
    /// Names this process in the records of the jobs it runs.
    public var workerName = "local"
    public var role = ServiceRole.alone
    /// Seconds after which a worker that is not heard of loses the job it runs.
    public var leaseSeconds = 30.0
    /// Days an idempotency key is remembered.
    public var idempotencyDays = 7
    /// Days after which a job that has ended is forgotten with its events and attempts; 0 keeps them.
    public var jobDays = 90
    /// Hours for which the sealed inputs of a quarantined job are kept, so that an operator can start it again; 0 drops them when it ends.
    public var quarantinedInputHours = 0
    /// Days after which a receipt is forgotten; 0 keeps them.
    public var receiptDays = 365
    /// Days after which a webhook delivery that has ended is forgotten; 0 keeps them.
    public var deliveryDays = 30
    /// Hours a proof is kept for repetition, where a deployment keeps proofs.
    public var keptProofHours = 24
    /// Bytes of kept proofs in memory and in the database; 0 keeps none there.
    public var keptProofMemoryBytes = 64 << 20
    public var keptProofDatabaseBytes = 512 << 20
    /// Where webhooks may go.
    public var webhooks = WebhookSettings()
    /// Price of a proof for tenants that pay with credits, unless its deployment has a price; rounded up, at least 1.
    public var creditsPerMillionCycles = 1
    /// Where calls are counted when the environment brings no limiter of its own.
    public var rateLimits = RateLimitPlace.memory

    public init() {}
}

/// Where calls are counted.
public enum RateLimitPlace: String, Sendable, CaseIterable {
    /// In this process: for one server.
    case memory
    /// In the database: for several servers on one, a transaction for each request of a tenant with limits.
    case database
}

/// Where time and identifiers come from; tests pass their own.
public struct ServiceEnvironment: Sendable {
    /// Milliseconds since 1970.
    public var now: @Sendable () -> Int
    /// An unguessable identifier with this prefix.
    public var newID: @Sendable (String) -> String
    /// Tells other processes what happens to jobs; nil where there are none.
    public var exchange: (any JobExchange)?
    /// Where quarantined jobs lie; nil where none are.
    public var quarantine: (any JobQuarantine)?
    /// Hears what the service does.
    public var observer: any ServiceObserver = NoObserver()
    /// What a tenant may have of the provers and of the queue; asked whenever it orders. Nil gives every tenant `tenantShare`.
    public var share: (@Sendable (String) -> TenantShare)?
    /// Carries messages to webhooks; nil for HTTP.
    public var webhookTransport: (any WebhookTransport)?
    /// Called with what an operator may want to count; must not block.
    public var notice: @Sendable (ServiceNotice) -> Void = { _ in }
    /// Counts calls; nil for `ServiceSettings.rateLimits`.
    public var rateLimiter: (any RateLimiter)?
    /// Remembers used challenges; nil for the database.
    public var nonces: (any NonceBook)?
    /// Takes payment for proofs.
    public var payments: any PaymentVerifier = LedgerPayments()

    public init(now: @escaping @Sendable () -> Int, newID: @escaping @Sendable (String) -> String) {
        self.now = now
        self.newID = newID
    }

    /// The wall clock, and 128 random bits in hexadecimal.
    public static let system = ServiceEnvironment(
        now: { SystemTime.milliseconds() },
        newID: { prefix in
            var generator = SystemRandomNumberGenerator()
            return prefix + "_" + Hex.text((0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) })
        })
}
