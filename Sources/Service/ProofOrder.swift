import Storage

/// What a caller wants proven.
public struct ProofOrder: Sendable {
    public var subject: RuleSubject
    public var request: StatementRequest
    public var inputs: PrivateInputs
    public var idempotency: IdempotencyKey?
    /// True when the caller does not wait: the job then goes on whatever becomes of the connection.
    public var isDetached: Bool
    /// Higher goes sooner among the tenant's own jobs, -9...9.
    public var priority: Int
    /// Milliseconds since 1970 after which nobody wants the proof any more.
    public var deadlineAt: Int?
    /// The caller's trace (W3C `traceparent`), kept with the job.
    public var traceparent: String?

    public init(
        subject: RuleSubject, request: StatementRequest, inputs: PrivateInputs, idempotency: IdempotencyKey?, isDetached: Bool,
        priority: Int = 0, deadlineAt: Int? = nil
    ) {
        self.subject = subject
        self.request = request
        self.inputs = inputs
        self.idempotency = idempotency
        self.isDetached = isDetached
        self.priority = priority
        self.deadlineAt = deadlineAt
    }
}

/// An accepted order.
public struct ProofTicket: Sendable {
    public var job: JobRecord
    /// The salt the service chose for hash outputs; the holder needs it to open them. Nil when none was chosen.
    public var salt: [UInt8]?
    /// Whether an earlier order with the same key made the job.
    public var isRepetition: Bool
}

/// An order that was checked and executed once, ready to be written.
struct PreparedOrder: Sendable {
    var job: JobRecord
    let request: StatementRequest
    let inputs: PrivateInputs
    let choosesSalt: Bool
    let isDetached: Bool
    /// The proof, where one is kept.
    let kept: RuleProof?

    var ticket: ProofTicket { ProofTicket(job: job, salt: choosesSalt ? inputs.salt : nil, isRepetition: false) }
}
