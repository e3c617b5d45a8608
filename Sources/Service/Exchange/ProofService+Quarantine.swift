import Rules
import Storage

/// A dead letter and what is known of its job.
public struct DeadLetterReport: Sendable {
    public var letter: QuarantinedJob
    /// Nil when the job was forgotten.
    public var job: JobRecord?
    /// Until when its sealed inputs are kept, milliseconds since 1970; nil when they are gone, so that it can't be replayed.
    public var inputsUntil: Int?
}

/// What an operator does about quarantined jobs.
extension ProofService {
    /// The sealed inputs of a job that a worker is about to quarantine, if the operator wants them kept.
    func quarantined(_ job: JobRecord, at now: Int) -> QuarantinedInputs? {
        guard settings.role == .worker, settings.quarantinedInputHours > 0, let document = job.document, let sealed = job.sealedInputs
        else { return nil }
        return QuarantinedInputs(
            jobID: job.id, document: document, sealedInputs: sealed, expiresAt: now + settings.quarantinedInputHours * 3_600_000)
    }

    /// At most `limit` dead letters after a number, in order.
    public func deadLetters(after number: Int, limit: Int, by caller: Caller) throws(ServiceError) -> [DeadLetterReport] {
        let quarantine = try quarantine(for: caller)
        let letters = try reached { () throws(QuarantineUnavailable) in try quarantine.letters(after: number, limit: limit) }
        return try stored { session throws(StorageError) in
            var reports: [DeadLetterReport] = []
            for letter in letters {
                reports.append(
                    DeadLetterReport(
                        letter: letter, job: try session.job(letter.jobID),
                        inputsUntil: try session.quarantinedInputs(of: letter.jobID)?.expiresAt))
            }
            return reports
        }
    }

    /// Starts a quarantined job again: it waits as if it were new, under a fresh fence, its price is held anew, and its message goes back into the stream.
    ///
    /// First the job, then the message: a process that dies in between leaves a job that waits and is sent by the dispatcher, and a letter that
    /// can be replayed once more without harm.
    public func replayDeadLetter(_ number: String, by caller: Caller) throws(ServiceError) -> JobRecord {
        let quarantine = try quarantine(for: caller)
        let letter = try letter(number, in: quarantine)
        let job = try restart(letter, by: caller)
        _ = try reached { () throws(QuarantineUnavailable) in try quarantine.release(letter.number) }
        return job
    }

    /// Drops a dead letter and the inputs that were kept for it; its job stays as it ended.
    public func discardDeadLetter(_ number: String, by caller: Caller) throws(ServiceError) {
        let quarantine = try quarantine(for: caller)
        let letter = try letter(number, in: quarantine)
        let entry = entry("dead_letter.discard", letter.jobID, [JSONMember("number", .integer(letter.number))], by: caller)
        try written { session throws(StorageError) in
            try session.dropQuarantined(letter.jobID)
            try session.appendAudit(entry)
        }
        _ = try reached { () throws(QuarantineUnavailable) in try quarantine.discard(letter.number) }
    }

    // MARK: Steps

    private enum Restart: Sendable {
        case restarted(JobRecord, JobEventRecord)
        /// A replay before was broken off after it had come this far.
        case waits(JobRecord)
        case impossible(reason: String)
        case refused(OrderRefusal)
    }

    private func restart(_ letter: QuarantinedJob, by caller: Caller) throws(ServiceError) -> JobRecord {
        let now = environment.now()
        let entry = entry("dead_letter.replay", letter.jobID, [JSONMember("number", .integer(letter.number))], by: caller)
        let found = try stored { session throws(StorageError) in try session.job(letter.jobID) }
        guard let found else {
            throw .notReplayable(reason: "Job \(letter.jobID) was forgotten.")
        }
        let tenant = try tenant(of: Caller(tenant: found.tenant))
        let outcome = try written { session throws(StorageError) -> Restart in
            guard var job = try session.job(letter.jobID) else { return .impossible(reason: "Job \(letter.jobID) was forgotten.") }
            guard job.state.isFinal else { return .waits(job) }
            guard job.state == .failed, JobReport.failureCode(job) == JobFailure.gaveUpCode else {
                return .impossible(reason: "Job \(job.id) has ended as \(job.state.rawValue) since.")
            }
            guard let inputs = try session.quarantinedInputs(of: job.id), inputs.expiresAt > now else {
                return .impossible(
                    reason:
                        "The private inputs of job \(job.id) are not kept any more; its caller has to order again (setting quarantined-input-hours)."
                )
            }
            let fence = job.fence
            guard job.take(.replay, at: now) else { return .impossible(reason: "Job \(job.id) can't be started again.") }
            job.fence += 1
            (job.document, job.sealedInputs) = (inputs.document, inputs.sealedInputs)
            var active: Int?
            if let refusal = try book(
                job, cycles: job.cycles ?? 0, for: tenant, at: now, active: &active, reference: "\(job.id)-\(job.fence)", in: session)
            {
                return .refused(refusal)
            }
            guard try session.restartJob(job, over: fence, sentAt: now) else {
                // The job was read in this transaction, so nobody can have changed it.
                throw .conflict(attempts: 1)
            }
            try session.dropQuarantined(job.id)
            try session.appendAudit(entry)
            return .restarted(job, try session.appendEvent(jobID: job.id, name: "queued", data: JobReport.data(job), at: now))
        }
        switch outcome {
        case .restarted(let job, let event):
            gatekeeper.tenants.forget(job.tenant)
            publish(event)
            return job
        case .waits(let job): return job
        case .impossible(let reason): throw .notReplayable(reason: reason)
        case .refused(let refusal): throw error(refusal)
        }
    }

    private func quarantine(for caller: Caller) throws(ServiceError) -> any JobQuarantine {
        try requireOperator(caller)
        guard let quarantine = environment.quarantine else { throw .notScaledOut }
        return quarantine
    }

    /// The letter with a number as a caller wrote it.
    private func letter(_ text: String, in quarantine: any JobQuarantine) throws(ServiceError) -> QuarantinedJob {
        guard let number = Int(text), number > 0 else { throw .unknownDeadLetter(text) }
        let found = try reached { () throws(QuarantineUnavailable) in try quarantine.letters(after: number - 1, limit: 1) }
        guard let letter = found.first, letter.number == number else { throw .unknownDeadLetter(text) }
        return letter
    }

    private func reached<Result>(_ body: () throws(QuarantineUnavailable) -> Result) throws(ServiceError) -> Result {
        do throws(QuarantineUnavailable) { return try body() } catch { throw .quarantineUnavailable(reason: error.reason) }
    }
}
