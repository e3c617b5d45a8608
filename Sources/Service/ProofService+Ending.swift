import Rules
import Storage

/// How jobs end, or go back to the queue: every such step goes through `end`.
extension ProofService {
    /// Ends a job with a proof, whether it was computed for it or before.
    func succeed(_ job: JobRecord, _ proof: RuleProof, isCached: Bool, waits: Bool = true) {
        var job = job
        let now = environment.now()
        guard job.take(.succeed, at: now) else { return }
        let receipt = ReceiptRecord(
            id: environment.newID("receipt"), tenant: job.tenant, imageID: proof.imageID, jobID: job.id,
            statement: JSONValue.object([JSONMember("statement", proof.statement), JSONMember("cycles", .integer(proof.cycles))])
                .canonicalBytes, encoded: proof.receipt, createdAt: now)
        job.receiptID = receipt.id
        job.isCached = isCached
        end(job, receipt, cycles: proof.cycles, waits: waits)
    }

    /// Ends an attempt that gave no proof; the time of the next one if there will be one.
    func fail(_ job: JobRecord, _ live: LiveJob, _ error: EngineError) -> Int? {
        var job = job
        let now = environment.now()
        if case .stopped = error, let reason = live.stopReason {
            settle(&job, reason, isSealed: live.isSealed, at: now, waits: true)
            return nil
        }
        let failure = JobFailure(error)
        guard failure.failureClass.isRetried else {
            if job.take(failure, at: now) { end(job, nil) }
            return nil
        }
        guard job.attempts < settings.attempts else {
            if job.take(.gaveUp(attempts: job.attempts, last: failure.detail), at: now) { end(job, nil) }
            return nil
        }
        guard job.take(.putBack, at: now) else { return nil }
        let moment = now + Self.retryDelay(after: job.attempts)
        job.notBefore = moment
        end(job, nil, reason: failure.code)
        return moment
    }

    /// Milliseconds before the next attempt: one second, doubled each time, at most a minute.
    static func retryDelay(after attempts: Int) -> Int { 1000 << min(max(attempts - 1, 0), 6) < 60_000 ? 1000 << (attempts - 1) : 60_000 }

    /// Ends a job that was stopped while it ran, or puts it back for the next start.
    private func settle(_ job: inout JobRecord, _ reason: StopReason, isSealed: Bool, at now: Int, waits: Bool) {
        let failure: JobFailure
        switch reason {
        case .cancelled: failure = .cancelled
        case .clientGone: failure = .clientGone
        case .timeLimit: failure = .timeLimit(settings.secondsPerJob)
        case .deadline: failure = .deadlinePassed
        case .shutdown where isSealed:
            guard job.take(.putBack, at: now) else { return }
            // A stop by the operator is no fault of the job.
            job.attempts -= 1
            return end(job, nil, reason: "shutdown", waits: waits)
        case .shutdown: failure = .lost
        }
        if job.take(failure, at: now) { end(job, nil, waits: waits) }
    }

    /// Ends a job that had not started.
    func endUnstarted(_ id: String, isSealed: Bool, _ reason: StopReason) {
        guard var job = try? anyJob(id), !job.state.isFinal else { return }
        if reason == .shutdown, isSealed { return }
        settle(&job, reason, isSealed: isSealed, at: environment.now(), waits: false)
    }

    /// The one place where a job ends or goes back to the queue: writes its state, its receipt, the end of its attempt, its event and
    /// its account and what its webhooks are owed in one transaction, then tells the listeners.
    ///
    /// `cycles` are those of the proof, `reason` says why it went back. While the database refuses, a prover thread `waits`; elsewhere
    /// the end is written when it can be.
    private func end(_ job: JobRecord, _ receipt: ReceiptRecord?, cycles: Int? = nil, reason: String? = nil, waits: Bool = true) {
        // The phases before the end come first.
        historian.sync {}
        let now = environment.now()
        // A job that waits for its next attempt here has not come to rest; one that waits for the next start has.
        let name = job.state == .queued && job.notBefore != nil ? "retrying" : job.state.rawValue
        let entry = entry("proof.\(job.state.rawValue)", job.id, tenant: job.tenant, by: .service)
        let body = { @Sendable [self] (session: Session) throws(StorageError) -> (job: JobRecord, event: JobEventRecord)? in
            // A commit whose outcome was not known may have been made after all.
            guard try session.job(job.id)?.state.isFinal == false, try session.updateJob(job, over: job.fence) else { return nil }
            var job = job
            if job.state.isFinal {
                job.credits = try settleAccount(of: job, cycles: cycles, in: session)
                if job.credits > 0 { _ = try session.updateJob(job, over: job.fence) }
                try session.appendAudit(entry)
            }
            if let receipt { try session.insertReceipt(receipt) }
            try session.endAttempts(jobID: job.id, outcome: job.state, reason: reason ?? JobReport.failureCode(job), at: now)
            if job.state.isFinal { try webhooks.owe(job, session, at: now) }
            return (job, try session.appendEvent(jobID: job.id, name: name, data: JobReport.data(job), at: now))
        }
        if waits { tell(writtenAtLast(body) ?? nil) } else { writeLater(body) { [self] in tell($0) } }
    }

    /// Tells of an end; nil when somebody else has claimed the job meanwhile, so that this run's result counts for nothing.
    private func tell(_ ended: (job: JobRecord, event: JobEventRecord)?) {
        guard let (job, event) = ended else { return }
        gatekeeper.tenants.forget(job.tenant)
        if job.state.isFinal { environment.observer.note(.jobEnded(job)) }
        publish(event)
        guard job.state.isFinal else { return }
        if settings.role != .worker { webhooks.wake() }
    }

    /// Takes up the jobs that an earlier process left: those with sealed inputs are queued again, the others end as `lost`.
    func recover() throws(StorageError) {
        let left = try store.read { session throws(StorageError) in try session.jobs(in: [.queued, .running]) }
        let now = environment.now()
        var restored: [(LiveJob, Int?)] = []
        for var job in left {
            if job.state == .running, job.attempts >= settings.attempts {
                giveUp(job)
            } else if let live = reopened(job) {
                restored.append((live, job.notBefore))
                if job.take(.putBack, at: now) { end(job, nil, reason: "process_ended", waits: false) }
            } else if job.take(.lost, at: now) {
                end(job, nil, waits: false)
            }
        }
        board.restore(restored.map { (job: $0.0, notBefore: $0.1) }, now: now)
    }

    /// Ends a job whose process died too often while it ran.
    func giveUp(_ job: JobRecord) {
        var job = job
        if job.take(.gaveUp(attempts: job.attempts, last: nil), at: environment.now()) { end(job, nil, waits: false) }
    }

    func reopened(_ job: JobRecord) -> LiveJob? {
        guard let sealed = job.sealedInputs, let document = job.document, let sealKey else { return nil }
        guard let opened = try? sealKey.open(sealed, context: Self.sealContext(job.id)), let inputs = PrivateInputs(sealable: opened.bytes)
        else { return nil }
        return LiveJob(
            job, document: document, request: StatementRequest(stored: JobReport.request(job)), inputs: inputs,
            cost: expected(cycles: job.cycles, estimated: job.estimatedMilliseconds), isDetached: true)
    }
}
