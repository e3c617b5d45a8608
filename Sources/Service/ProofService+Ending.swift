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

    /// Ends a job or puts it back: writes it with what belongs to it in one transaction, then tells the listeners.
    ///
    /// `cycles` are those of the proof, `reason` says why it went back. While the database refuses, a prover thread `waits`; elsewhere
    /// the end is written when it can be.
    func end(_ job: JobRecord, _ receipt: ReceiptRecord?, cycles: Int? = nil, reason: String? = nil, waits: Bool = true) {
        end(Ending(job: job, receipt: receipt, cycles: cycles, reason: reason), waits: waits)
    }

    private func end(_ ending: Ending, waits: Bool) {
        // The phases before the end come first.
        historian.sync {}
        let now = environment.now()
        let body = { @Sendable [self] (session: Session) throws(StorageError) in try write(ending, session, at: now) }
        if waits { tell(writtenAtLast(body) ?? nil) } else { writeLater(body) { [self] in tell($0) } }
    }

    /// How a job ends, or why it goes back to the queue.
    struct Ending: Sendable {
        var job: JobRecord
        var receipt: ReceiptRecord?
        var cycles: Int?
        var reason: String?
        /// What is kept of a job that is quarantined.
        var quarantined: QuarantinedInputs?
    }

    /// What was written of an end, to be told.
    typealias Ended = (job: JobRecord, event: JobEventRecord)

    /// The one place where a job ends or goes back to the queue: its state, its receipt, the end of its attempt, its event, its account and
    /// what its webhooks are owed. Nil, and nothing written, when somebody else has claimed or ended the job meanwhile.
    func write(_ ending: Ending, _ session: Session, at now: Int) throws(StorageError) -> Ended? {
        var job = ending.job
        // A commit whose outcome was not known may have been made after all: then the job has ended.
        guard try session.updateJob(job, over: job.fence) else { return nil }
        if job.state.isFinal {
            job.credits = try settleAccount(of: job, cycles: ending.cycles, in: session)
            if job.credits > 0 { try session.setCredits(job.credits, ofJob: job.id) }
            try session.appendAudit(entry("proof.\(job.state.rawValue)", job.id, tenant: job.tenant, by: .service))
        }
        if let receipt = ending.receipt { try session.insertReceipt(receipt) }
        // A job that has never run has no attempt to end.
        if job.startedAt != nil {
            try session.endAttempts(jobID: job.id, outcome: job.state, reason: ending.reason ?? JobReport.failureCode(job), at: now)
        }
        if let inputs = ending.quarantined { try session.keepQuarantined(inputs) }
        if job.state.isFinal { try webhooks.owe(job, session, at: now) }
        // A job that waits for its next attempt here has not come to rest; one that waits for the next start has.
        let name = job.state == .queued && job.notBefore != nil ? "retrying" : job.state.rawValue
        return (job, try session.appendEvent(jobID: job.id, name: name, data: JobReport.data(job), at: now))
    }

    /// Tells of an end; nil when somebody else has claimed the job meanwhile, so that this run's result counts for nothing.
    func tell(_ ended: Ended?) {
        guard let (job, event) = ended else { return }
        gatekeeper.tenants.forget(job.tenant)
        if job.state.isFinal { environment.observer.note(.jobEnded(job)) }
        publish(event)
        guard job.state.isFinal else { return }
        if settings.role != .worker { webhooks.wake() }
    }

    /// Ends a job whose process died too often while it ran. Of one that is quarantined, the sealed inputs stay for a while if the operator wants it.
    func giveUp(_ job: JobRecord) {
        var job = job
        let now = environment.now()
        let inputs = quarantined(job, at: now)
        guard job.take(.gaveUp(attempts: job.attempts, last: nil), at: now) else { return }
        end(Ending(job: job, quarantined: inputs), waits: false)
    }
}
