import Rules
import Storage
import Synchronization

/// A job's life on a prover thread, and what becomes of jobs when a process ends.
extension ProofService {
    /// Runs one job to its end; called on a prover thread.
    func run(_ live: LiveJob) {
        defer { board.finished(live) }
        guard live.stopReason == nil, let job = begin(live) else {
            return endUnstarted(live.id, isSealed: live.isSealed, live.stopReason ?? .shutdown)
        }
        run(job, live)
    }

    /// Computes a job that has been claimed, and writes what comes of it.
    func run(_ job: JobRecord, _ live: LiveJob) {
        var job = job
        let deadline = ContinuousClock.now.advanced(by: .seconds(settings.secondsPerJob))
        let start = ContinuousClock.now
        let pace = ProgressPace()
        do throws(EngineError) {
            let proof = try engine.prove(
                live.document, live.request, live.inputs,
                progress: { [self] progress in note(progress, live, pace) },
                shouldStop: {
                    if ContinuousClock.now >= deadline { live.stop(.expired) }
                    return live.stopReason != nil
                })
            job.phase = pace.phase
            succeed(&job, proof, RunMeasure(start: start, marks: pace.marks))
        } catch {
            job.phase = pace.phase
            fail(&job, live, error, RunMeasure(start: start, marks: pace.marks))
        }
    }

    func begin(_ live: LiveJob) -> JobRecord? {
        let now = environment.now()
        let begun = writtenAtLast { session throws(StorageError) -> (job: JobRecord, event: JobEventRecord)? in
            guard var job = try session.job(live.id), !job.state.isFinal, isFree(job, at: now) else { return nil }
            let seen = job.fence
            job.state = .running
            job.attempts += 1
            job.fence += 1
            job.worker = settings.workerName
            job.leaseUntil = leaseEnd(now)
            job.startedAt = now
            guard try session.updateJob(job, over: seen) else { return nil }
            return (job, try session.appendEvent(jobID: job.id, name: "running", data: JobReport.data(job), at: now))
        }
        guard case let begun?? = begun else { return nil }
        live.state.withLock { $0.fence = begun.job.fence }
        publish(begun.event)
        environment.observer.note(.jobStarted(begun.job))
        return begun.job
    }

    private func note(_ progress: ProofProgress, _ live: LiveJob, _ pace: ProgressPace) {
        let step = pace.step(progress, now: environment.now())
        guard step != .nothing else { return }
        live.state.withLock { $0.progress = progress }
        let data = JSONValue.object(progress.members)
        guard step == .phase else {
            return tell(live.id, JobMessage(number: nil, name: "progress", data: data.canonicalBytes, isLast: false))
        }
        let now = environment.now()
        let fence = live.state.withLock { $0.fence }
        historian.async { [self] in
            // A phase that could not be written is not worth failing the proof for; the state is written at the end.
            let event = try? written { session throws(StorageError) -> JobEventRecord? in
                // A worker that has lost its claim has nothing to tell.
                guard try session.isRunning(live.id, fence: fence) else { return nil }
                return try session.appendEvent(jobID: live.id, name: "phase", data: data.canonicalBytes, at: now)
            }
            if let event { publish(event) }
        }
    }

    private func succeed(_ job: inout JobRecord, _ proof: RuleProof, _ measure: RunMeasure) {
        let receipt = ReceiptRecord(
            id: environment.newID("receipt"), tenant: job.tenant, imageID: proof.imageID, jobID: job.id,
            statement: JSONValue.object([JSONMember("statement", proof.statement), JSONMember("cycles", .integer(proof.cycles))])
                .canonicalBytes, encoded: proof.receipt, createdAt: environment.now())
        job.state = .succeeded
        job.receiptID = receipt.id
        if let started = job.startedAt { noteProofTime(environment.now() - started) }
        end(&job, receipt, measure.run(cycles: proof.cycles, of: job), cycles: proof.cycles)
    }

    private func fail(_ job: inout JobRecord, _ live: LiveJob, _ error: EngineError, _ measure: RunMeasure) {
        if case .stopped = error, let reason = live.stopReason { return settle(&job, live.isSealed, reason, measure) }
        job.state = .failed
        switch error {
        case .statementFalse(let failure):
            job.failure = JobReport.failure("statement_false", "The statement is false.", rule: failure)
        case .overLimit(let reason): job.failure = JobReport.failure("over_limit", reason)
        case .refused: job.failure = JobReport.failure("invalid_rule", "The rule or its inputs were refused when they were to be proven.")
        case .malformedReceipt(let reason), .failed(let reason), .unreliable(let reason):
            job.failure = JobReport.failure("engine_failed", reason)
        case .stopped: job.failure = JobReport.failure("engine_failed", "The computation ended early.")
        }
        end(&job, nil, measure.run(of: job))
    }

    /// Ends a job that was stopped while it ran.
    private func settle(_ job: inout JobRecord, _ isSealed: Bool, _ reason: StopReason, _ measure: RunMeasure? = nil) {
        switch reason {
        case .cancelled:
            job.state = .cancelled
            job.failure = JobReport.failure("cancelled", "The job was cancelled.")
        case .clientGone:
            job.state = .cancelled
            job.failure = JobReport.failure("client_disconnected", "The caller closed the connection before the proof was ready.")
        case .expired:
            job.state = .expired
            job.failure = JobReport.failure("time_limit", "The proof took longer than \(Int(settings.secondsPerJob)) seconds.")
        case .shutdown where isSealed:
            job.state = .queued
            // A stop by the operator is no fault of the job.
            job.attempts -= 1
        case .shutdown:
            job.state = .lost
            job.failure = Self.lostFailure
        }
        end(&job, nil, measure?.run(of: job))
    }

    /// Ends a job that had not started.
    func endUnstarted(_ id: String, isSealed: Bool, _ reason: StopReason) {
        guard var job = try? anyJob(id), !job.state.isFinal else { return }
        if reason == .shutdown, isSealed { return }
        settle(&job, isSealed, reason)
    }

    private static let lostFailure = JobReport.failure(
        "lost",
        "The server stopped before the proof was ready and holds no copy of the private inputs; send the request again. Jobs survive a restart when the operator configures a seal key."
    )

    /// Writes a job's new state, its receipt and its event in one transaction, then tells the listeners.
    ///
    /// If the database refuses for a while, the thread of a run waits; elsewhere the record is written when it can be.
    private func end(_ job: inout JobRecord, _ receipt: ReceiptRecord?, _ run: ProofRun? = nil, cycles: Int? = nil) {
        if job.state.isFinal {
            job.finishedAt = environment.now()
            job.worker = nil
            job.leaseUntil = nil
            job.document = nil
            job.sealedInputs = nil
        }
        let record = job
        // The phases before the end come first.
        historian.sync {}
        let entry = entry("proof.\(record.state.rawValue)", record.id, tenant: record.tenant, by: .service)
        let body = { @Sendable [self] (session: Session) throws(StorageError) -> (job: JobRecord, event: JobEventRecord)? in
            // A commit whose outcome was not known may have been made after all.
            guard try session.job(record.id)?.state.isFinal == false, try session.updateJob(record, over: record.fence) else { return nil }
            var record = record
            if record.state.isFinal {
                record.credits = try settleAccount(of: record, cycles: cycles, in: session)
                if record.credits > 0 { _ = try session.updateJob(record, over: record.fence) }
                try session.appendAudit(entry)
            }
            if let receipt { try session.insertReceipt(receipt) }
            let event = try session.appendEvent(
                jobID: record.id, name: record.state.rawValue, data: JobReport.data(record), at: environment.now())
            return (record, event)
        }
        if let run {
            environment.observer.note(.proofEnded(run))
            tell(writtenAtLast(body) ?? nil)
        } else {
            writeLater(body) { [self] in tell($0) }
        }
    }

    /// Tells of a job's end; nil when somebody else has claimed it meanwhile, so that this run's result counts for nothing.
    private func tell(_ ended: (job: JobRecord, event: JobEventRecord)?) {
        guard let (job, event) = ended else { return }
        gatekeeper.tenants.forget(job.tenant)
        if job.state.isFinal { environment.observer.note(.jobEnded(job)) }
        publish(event)
    }

    /// Takes up the jobs that an earlier process left: those with sealed inputs are queued again, the others end as `lost`.
    func recover() throws(StorageError) {
        let left = try store.read { session throws(StorageError) in try session.jobs(in: [.queued, .running]) }
        var restored: [LiveJob] = []
        for var job in left {
            if job.state == .running, job.attempts >= settings.attempts {
                giveUp(job)
            } else if let live = reopened(job) {
                restored.append(live)
                guard job.state == .running else { continue }
                job.state = .queued
                end(&job, nil)
            } else {
                job.state = .lost
                job.failure = Self.lostFailure
                end(&job, nil)
            }
        }
        board.restore(restored)
    }

    /// Ends a job whose process died too often while it ran.
    func giveUp(_ job: JobRecord) {
        var job = job
        job.state = .failed
        job.failure = JobReport.failure("gave_up", "The server ended \(job.attempts) times while it ran this job.")
        end(&job, nil)
    }

    func reopened(_ job: JobRecord) -> LiveJob? {
        guard let sealed = job.sealedInputs, let document = job.document, let sealKey else { return nil }
        guard let opened = try? sealKey.open(sealed, context: Self.sealContext(job.id)), let inputs = PrivateInputs(sealable: opened.bytes)
        else { return nil }
        return LiveJob(
            id: job.id, document: document, request: StatementRequest(stored: JobReport.request(job)), inputs: inputs, isSealed: true,
            isDetached: true, acceptedAt: job.createdAt)
    }
}

/// When a computation began, and each of its phases.
private struct RunMeasure {
    let start: ContinuousClock.Instant
    let marks: [(name: String, at: ContinuousClock.Instant)]

    /// The computation as it ends now.
    func run(cycles: Int? = nil, of job: JobRecord) -> ProofRun {
        let took = start.duration(to: .now)
        let starts = marks.map { max(start.duration(to: $0.at), .zero) }
        let phases = zip(marks, zip(starts, starts.dropFirst() + [took])).map { mark, span in
            ProofRun.Phase(name: mark.name, start: span.0, took: max(span.1 - span.0, .zero))
        }
        return ProofRun(job: job, took: took, phases: phases, cycles: cycles)
    }
}

/// Decides which progress is worth telling: every new phase, and otherwise four times a second at most.
private final class ProgressPace: Sendable {
    enum Step { case nothing, progress, phase }

    private struct State {
        var phase: String?
        var percent = -1
        var told = 0
        var marks: [(name: String, at: ContinuousClock.Instant)] = []
    }

    private let state = Mutex(State())

    var phase: String? { state.withLock { $0.phase } }

    /// When each phase began.
    var marks: [(name: String, at: ContinuousClock.Instant)] { state.withLock { $0.marks } }

    func step(_ progress: ProofProgress, now: Int) -> Step {
        state.withLock { state in
            if state.phase != progress.phase {
                let marks = state.marks + [(progress.phase, .now)]
                state = State(phase: progress.phase, percent: progress.percent, told: now, marks: marks)
                return .phase
            }
            guard progress.percent > state.percent, now - state.told >= 250 else { return .nothing }
            state.percent = progress.percent
            state.told = now
            return .progress
        }
    }
}
