/// Bounds of the service's work.
public struct ServiceSettings: Sendable {
    /// Jobs that may wait; a further one is refused with a hint when to come back.
    public var queueCapacity = 64
    /// Proofs computed at the same time; each uses all cores in its parallel parts.
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
    /// What a tenant may have of the provers and of the queue; asked whenever it orders.
    public var share: @Sendable (String) -> TenantShare = { _ in .standard }
    /// Tells other processes what happens to jobs; nil where there are none.
    public var exchange: (any JobExchange)?
    /// Hears what the service does.
    public var observer: any ServiceObserver = NoObserver()
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
