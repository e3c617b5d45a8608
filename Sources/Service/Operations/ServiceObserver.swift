import Storage

/// Who is told what the service does, for metrics, traces and the log.
///
/// Called on the thread that does the work, often; must not block and must not call the service. Nothing that is told holds a private value.
public protocol ServiceObserver: Sendable {
    func note(_ event: ServiceEvent)
}

/// Hears nothing.
public struct NoObserver: ServiceObserver {
    public init() {}
    public func note(_ event: ServiceEvent) {}
}

/// Something the service has done, or that happened to it.
public enum ServiceEvent: Sendable {
    /// An order was checked, executed and accepted as a new job; `took` is the caller's wait for that.
    case orderAccepted(JobRecord, took: Duration)
    /// A job's computation begins; it has waited since it was accepted.
    case jobStarted(JobRecord)
    /// A job's computation has ended, well or not.
    case proofEnded(ProofRun)
    /// A job has reached its final state.
    case jobEnded(JobRecord)
    case receiptVerified(VerificationResult, took: Duration)
    /// The image ID of a stored rule was computed again and compared with the one on record.
    case imageChecked(isSame: Bool)
    /// One call to the database, including its wait for a connection.
    case databaseUsed(DatabaseUse, took: Duration, succeeded: Bool)
    case cacheAsked(CacheKind, tier: CacheTier, isHit: Bool)
    /// What waits in the stream that distributes work, and what workers hold unacknowledged.
    case streamMeasured(pending: Int, unacknowledged: Int)
    /// A job was set aside because it failed too often.
    case jobQuarantined
}

/// One computation of a proof.
public struct ProofRun: Sendable {
    public struct Phase: Sendable {
        public var name: String
        /// From the beginning of the computation.
        public var start: Duration
        public var took: Duration
    }

    /// How a computation came out; what becomes of its job is told apart from that.
    public enum Result: String, Sendable, CaseIterable {
        case succeeded
        case failed
        /// Cancelled, out of time, or the process stops.
        case stopped
    }

    /// The job as it was while it ran.
    public var job: JobRecord
    public var result: Result
    /// The stable code of what went wrong; nil when nothing did.
    public var code: String?
    public var took: Duration
    public var phases: [Phase]
    /// Steps of the proven execution; nil when there is no proof.
    public var cycles: Int?
}

/// What verifying some bytes came to.
public enum VerificationResult: String, Sendable, CaseIterable {
    case accepted
    case rejected
    /// The bytes are no receipt, or of an unknown version.
    case undecided
}

public enum DatabaseUse: String, Sendable, CaseIterable {
    case read
    case write
}

public enum CacheKind: String, Sendable, CaseIterable {
    case proof
    case program
}

public enum CacheTier: String, Sendable, CaseIterable {
    case memory
    case disk
    case shared
}
