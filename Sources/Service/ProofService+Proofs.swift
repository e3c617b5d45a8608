import Rules
import Storage

extension ProofService {
    private static let scope = "prove"

    /// Checks an order, executes its rule once, and accepts it as a job that survives `kill -9` if a seal key is configured.
    ///
    /// A false statement, faulty inputs and an unknown rule are refused here, before a job exists. Two orders with the same key
    /// give one job: the second joins the first.
    public func order(_ order: ProofOrder, by caller: Caller) throws(ServiceError) -> ProofTicket {
        try requireService()
        let start = ContinuousClock.now
        let digest = try order.idempotency.map { key throws(ServiceError) in try privateDigest(key) }
        if let key = order.idempotency, let digest, let ticket = try earlier(key, digest, caller) { return ticket }
        let prepared = try prepare(order, by: caller)
        guard board.reserve(1, tenant: caller.tenant) == 1 else {
            environment.notice(.limitHit(name: "queue", tenant: caller.tenant))
            throw .queueFull(retryAfterSeconds: retryAfterSeconds)
        }
        let accepted: Acceptance
        let tenant: Tenant
        do throws(ServiceError) {
            tenant = try self.tenant(of: caller)
            try gatekeeper.admitOrder(of: tenant)
            accepted = try accept(prepared.job, order.idempotency, digest, tenant, caller)
        } catch {
            board.release(tenant: caller.tenant)
            throw error
        }
        switch accepted {
        case .joined(let record):
            board.release(tenant: caller.tenant)
            return try join(record, digest)
        case .refused(let refusal):
            board.release(tenant: caller.tenant)
            throw error(refusal, of: tenant)
        case .made(let event):
            gatekeeper.tenants.forget(tenant.id)
            environment.observer.note(.orderAccepted(prepared.job, took: start.duration(to: .now)))
            enter(prepared, event)
            return prepared.ticket
        }
    }

    /// Checks and executes an order; nothing is written.
    func prepare(_ order: ProofOrder, by caller: Caller) throws(ServiceError) -> PreparedOrder {
        let now = environment.now()
        if let deadline = order.deadlineAt, deadline <= now { throw .invalidRequest(pointer: "/deadline", expected: "a time to come") }
        guard (-9...9).contains(order.priority) else { throw .invalidRequest(pointer: "/priority", expected: "an integer in -9...9") }
        let jobID = environment.newID("job")
        let resolved = try resolve(order.subject, choice: order.idempotency?.key ?? jobID, by: caller)
        let request = dated(order.request)
        let inputs = try salted(order.inputs, resolved.rule, jobID: jobID)
        let choosesSalt = order.inputs.salt == nil && inputs.salt != nil
        // A salt of our own is new each time, and so would the proof be.
        let cacheKey = resolved.keepsProofs && !choosesSalt ? kept.key(tenant: caller.tenant, resolved.imageID, request, inputs) : nil
        let known = kept.proof(cacheKey, now: now)
        let report = known == nil ? try requireTrue(resolved, request, inputs) : nil
        let sealed = try sealKey.map { key throws(ServiceError) in
            try keyed { () throws(ServiceKey.Failure) in try key.seal(inputs.sealable, context: Self.sealContext(jobID)) }
        }
        let job = JobRecord(
            id: jobID, tenant: caller.tenant, customerID: resolved.customerID, imageID: resolved.imageID, document: resolved.document,
            request: request.json(choosesSalt: choosesSalt).canonicalBytes, sealedInputs: sealed, priority: order.priority,
            deadlineAt: order.deadlineAt, revision: resolved.revision, cycles: report?.cycles ?? known?.cycles,
            estimatedMilliseconds: report?.estimate?.milliseconds, cacheKey: cacheKey, createdAt: now, traceparent: order.traceparent)
        // Whoever shows a key comes back with it, perhaps at another server, where nothing is known of who waits here.
        let isDetached = order.isDetached || order.idempotency != nil
        return PreparedOrder(
            job: job, request: request, inputs: inputs, choosesSalt: choosesSalt, isDetached: isDetached, kept: known)
    }

    /// Takes a job that has been written into the queue, or ends it at once where its proof is kept.
    func enter(_ prepared: PreparedOrder, _ event: JobEventRecord) {
        let job = prepared.job
        let isFront = settings.role == .front
        // A server that does not prove keeps no inputs: it follows the job for those who wait.
        let live = LiveJob(
            job, inputs: isFront || job.sealedInputs != nil ? nil : prepared.inputs,
            cost: expected(cycles: job.cycles, estimated: job.estimatedMilliseconds), isDetached: prepared.isDetached)
        if let proof = prepared.kept {
            board.release(tenant: job.tenant)
            publish(event)
            return succeed(job, proof, isCached: true, waits: false)
        }
        board.enqueue(live, now: environment.now())
        publish(event)
        if isFront { environment.exchange?.jobWaits(job.id) }
    }

    /// Keyed digest of a body that may hold private inputs.
    func privateDigest(_ key: IdempotencyKey) throws(ServiceError) -> [UInt8] {
        try keyed { () throws(ServiceKey.Failure) in try digestKey.mac("burhan idempotency", key.body) }
    }

    private enum Acceptance {
        case made(JobEventRecord)
        /// Another order with the same key came first.
        case joined(IdempotencyRecord)
        case refused(OrderRefusal)
    }

    /// Writes the job, its first event and the key's record in one transaction; a record that came first instead, if there is one.
    private func accept(_ job: JobRecord, _ key: IdempotencyKey?, _ digest: [UInt8]?, _ tenant: Tenant, _ caller: Caller)
        throws(ServiceError) -> Acceptance
    {
        let entry = orderEntry(job, caller)
        return try written { session throws(StorageError) in
            if let key, let rival = try session.idempotency(tenant: job.tenant, scope: Self.scope, key: key.key),
                try !Self.isVoid(rival, session)
            {
                return .joined(rival)
            }
            var active: Int?
            if let refusal = try book(job, cycles: job.cycles ?? 0, for: tenant, at: job.createdAt, active: &active, in: session) {
                return .refused(refusal)
            }
            if let key, let digest {
                try session.putIdempotency(
                    IdempotencyRecord(
                        tenant: job.tenant, scope: Self.scope, key: key.key, digest: digest, digestKey: digestKeyName, jobID: job.id,
                        createdAt: job.createdAt))
            }
            try session.appendAudit(entry)
            return .made(try Self.insert(job, session))
        }
    }

    /// The entry of the audit log about an accepted order.
    func orderEntry(_ job: JobRecord, _ caller: Caller) -> AuditRecord {
        entry("proof.order", job.id, [JSONMember("image_id", .string(Hex.text(job.imageID)))], by: caller)
    }

    /// Writes a job and its first event.
    static func insert(_ job: JobRecord, _ session: Session) throws(StorageError) -> JobEventRecord {
        try session.insertJob(job)
        return try session.appendEvent(jobID: job.id, name: "queued", data: JobReport.data(job), at: job.createdAt)
    }

    /// The ticket of an earlier order with the same key, nil when there is none.
    private func earlier(_ key: IdempotencyKey, _ digest: [UInt8], _ caller: Caller) throws(ServiceError) -> ProofTicket? {
        let record = try stored { session throws(StorageError) -> IdempotencyRecord? in
            guard let record = try session.idempotency(tenant: caller.tenant, scope: Self.scope, key: key.key),
                try !Self.isVoid(record, session)
            else {
                return nil
            }
            return record
        }
        guard let record else { return nil }
        return try join(record, digest)
    }

    private func join(_ record: IdempotencyRecord, _ digest: [UInt8]?) throws(ServiceError) -> ProofTicket {
        guard let jobID = record.jobID else { throw .idempotencyConflict(jobID: nil) }
        guard record.digestKey == digestKeyName else { throw .idempotencyUnverifiable(jobID: jobID) }
        guard record.digest == digest else { throw .idempotencyConflict(jobID: jobID) }
        let job = try anyJob(jobID)
        return ProofTicket(job: job, salt: try salt(of: job), isRepetition: true)
    }

    /// The salt that the service chose for a job; nil when it chose none.
    func salt(of job: JobRecord) throws(ServiceError) -> [UInt8]? {
        try JobReport.request(job)["salt_chosen"] == .bool(true) ? chosenSalt(job.id) : nil
    }

    /// A key is free again when its job came to nothing through no doing of the rule: lost or forgotten.
    private static func isVoid(_ record: IdempotencyRecord, _ session: Session) throws(StorageError) -> Bool {
        guard let jobID = record.jobID else { return false }
        guard let job = try session.job(jobID) else { return true }
        return job.state == .lost
    }

    private func requireTrue(_ resolved: ResolvedRule, _ request: StatementRequest, _ inputs: PrivateInputs) throws(ServiceError)
        -> EvaluationReport
    {
        do throws(EngineError) {
            let report = try engine.evaluate(resolved.document, request, inputs)
            if let failure = report.failure, !request.allowsNegativeResult || failure.error != nil { throw .statementFalse(failure) }
            return report
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
