import Rules
import Storage

/// What a caller wants proven.
public struct ProofOrder: Sendable {
    public var subject: RuleSubject
    public var request: StatementRequest
    public var inputs: PrivateInputs
    public var idempotency: IdempotencyKey?
    /// True when the caller does not wait: the job then goes on whatever becomes of the connection.
    public var isDetached: Bool
    /// The caller's trace (W3C `traceparent`), kept with the job.
    public var traceparent: String?

    public init(subject: RuleSubject, request: StatementRequest, inputs: PrivateInputs, idempotency: IdempotencyKey?, isDetached: Bool) {
        self.subject = subject
        self.request = request
        self.inputs = inputs
        self.idempotency = idempotency
        self.isDetached = isDetached
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

extension ProofService {
    private static let scope = "prove"

    /// Checks an order, executes its rule once, and accepts it as a job that survives `kill -9` if a seal key is configured.
    ///
    /// A false statement, faulty inputs and an unknown rule are refused here, before a job exists. Two orders with the same key
    /// give one job: the second joins the first.
    public func order(_ order: ProofOrder, by caller: Caller) throws(ServiceError) -> ProofTicket {
        try requireService()
        let start = ContinuousClock.now
        let digest = try order.idempotency.map { key throws(ServiceError) in
            try keyed { () throws(ServiceKey.Failure) in try digestKey.mac("burhan idempotency", key.body) }
        }
        if let key = order.idempotency, let digest, let ticket = try earlier(key, digest, order, caller) { return ticket }
        let resolved = try resolve(order.subject, by: caller)
        let request = dated(order.request)
        let jobID = environment.newID("job")
        let inputs = try salted(order.inputs, resolved.rule, jobID: jobID)
        let cycles = try requireTrue(resolved, request, inputs)
        let choosesSalt = order.inputs.salt == nil && inputs.salt != nil
        let sealed = try sealKey.map { key throws(ServiceError) in
            try keyed { () throws(ServiceKey.Failure) in try key.seal(inputs.sealable, context: Self.sealContext(jobID)) }
        }
        let job = JobRecord(
            id: jobID, tenant: caller.tenant, customerID: resolved.customerID, imageID: resolved.imageID, document: resolved.document,
            request: request.json(choosesSalt: choosesSalt).canonicalBytes, sealedInputs: sealed, createdAt: environment.now(),
            traceparent: order.traceparent)
        guard board.reserve() else {
            environment.notice(.limitHit(name: "queue", tenant: caller.tenant))
            throw .queueFull(retryAfterSeconds: retryAfterSeconds)
        }
        let accepted: Acceptance
        let tenant: Tenant
        do throws(ServiceError) {
            tenant = try self.tenant(of: caller)
            try gatekeeper.admitOrder(of: tenant)
            accepted = try accept(job, order, digest, cycles, tenant, caller)
        } catch {
            board.release()
            throw error
        }
        switch accepted {
        case .joined(let record):
            board.release()
            return try join(record, order, digest)
        case .refused(let refusal):
            board.release()
            throw error(refusal, of: tenant)
        case .made(let event):
            let isFront = settings.role == .front
            // A server that does not prove keeps no inputs: it follows the job for those who wait.
            gatekeeper.tenants.forget(tenant.id)
            board.enqueue(
                LiveJob(
                    id: jobID, document: resolved.document, request: request,
                    inputs: isFront ? PrivateInputs(json: SecretBytes([])) : inputs, isSealed: sealed != nil,
                    isDetached: order.isDetached, acceptedAt: job.createdAt))
            environment.observer.note(.orderAccepted(job, took: start.duration(to: .now)))
            publish(event)
            if isFront { environment.exchange?.jobWaits(jobID) }
            return ProofTicket(job: job, salt: choosesSalt ? inputs.salt : nil, isRepetition: false)
        }
    }

    private enum Acceptance {
        case made(JobEventRecord)
        /// Another order with the same key came first.
        case joined(IdempotencyRecord)
        /// A limit of the tenant is reached.
        case refused(OrderRefusal)
    }

    /// Writes the job, its first event and the key's record in one transaction; a record that came first instead, if there is one.
    private func accept(
        _ job: JobRecord, _ order: ProofOrder, _ digest: [UInt8]?, _ cycles: Int, _ tenant: Tenant, _ caller: Caller
    ) throws(ServiceError) -> Acceptance {
        let entry = entry("proof.order", job.id, [JSONMember("image_id", .string(Hex.text(job.imageID)))], by: caller)
        return try written { session throws(StorageError) in
            if let key = order.idempotency,
                let rival = try session.idempotency(tenant: job.tenant, scope: Self.scope, key: key.key), try !Self.isVoid(rival, session)
            {
                return .joined(rival)
            }
            if let refusal = try book(job, cycles: cycles, for: tenant, in: session) { return .refused(refusal) }
            if let key = order.idempotency, let digest {
                try session.deleteIdempotency(before: job.createdAt - settings.idempotencyDays * 86_400_000)
                try session.putIdempotency(
                    IdempotencyRecord(
                        tenant: job.tenant, scope: Self.scope, key: key.key, digest: digest, digestKey: digestKeyName, jobID: job.id,
                        createdAt: job.createdAt))
            }
            try session.insertJob(job)
            try session.appendAudit(entry)
            return .made(try session.appendEvent(jobID: job.id, name: "queued", data: JobReport.data(job), at: job.createdAt))
        }
    }

    /// The ticket of an earlier order with the same key, nil when there is none.
    private func earlier(_ key: IdempotencyKey, _ digest: [UInt8], _ order: ProofOrder, _ caller: Caller) throws(ServiceError)
        -> ProofTicket?
    {
        let record = try stored { session throws(StorageError) -> IdempotencyRecord? in
            guard let record = try session.idempotency(tenant: caller.tenant, scope: Self.scope, key: key.key),
                try !Self.isVoid(record, session)
            else {
                return nil
            }
            return record
        }
        guard let record else { return nil }
        return try join(record, order, digest)
    }

    private func join(_ record: IdempotencyRecord, _ order: ProofOrder, _ digest: [UInt8]?) throws(ServiceError) -> ProofTicket {
        guard let jobID = record.jobID else { throw .idempotencyConflict(jobID: nil) }
        guard record.digestKey == digestKeyName else { throw .idempotencyUnverifiable(jobID: jobID) }
        guard record.digest == digest else { throw .idempotencyConflict(jobID: jobID) }
        if order.isDetached { board.live(jobID)?.state.withLock { $0.isDetached = true } }
        let job = try anyJob(jobID)
        let salt = try JobReport.request(job)["salt_chosen"] == .bool(true) ? chosenSalt(jobID) : nil
        return ProofTicket(job: job, salt: salt, isRepetition: true)
    }

    /// A key is free again when its job came to nothing through no doing of the rule: lost, or left by its only caller.
    private static func isVoid(_ record: IdempotencyRecord, _ session: Session) throws(StorageError) -> Bool {
        guard let jobID = record.jobID, let job = try session.job(jobID) else { return false }
        return job.state == .lost || (job.state == .cancelled && JobReport.failureCode(job) == StopReason.clientGone.rawValue)
    }

    /// The cycles of the execution.
    private func requireTrue(_ resolved: ResolvedRule, _ request: StatementRequest, _ inputs: PrivateInputs) throws(ServiceError) -> Int {
        do throws(EngineError) {
            let evaluation = try engine.evaluate(resolved.document, request, inputs)
            if let failure = evaluation.failure, !request.allowsNegativeResult || failure.error != nil { throw .statementFalse(failure) }
            return evaluation.cycles
        } catch { throw ServiceError(error, inputs: true) }
    }

    static func sealContext(_ jobID: String) -> String { "burhan job inputs 1:\(jobID)" }

    // MARK: Salts

    /// The inputs with a salt where the rule needs one and the caller gave none.
    func salted(_ inputs: PrivateInputs, _ rule: RuleSummary?, jobID: String) throws(ServiceError) -> PrivateInputs {
        guard inputs.salt == nil, let rule, rule.usesSalt else { return inputs }
        return PrivateInputs(json: inputs.json, salt: try chosenSalt(jobID))
    }

    /// A salt that a repetition of the same answer can give again, and nobody without the key.
    private func chosenSalt(_ jobID: String) throws(ServiceError) -> [UInt8] {
        try keyed { () throws(ServiceKey.Failure) in try digestKey.mac("burhan salt", Array(jobID.utf8)) }
    }
}
