import Rules
import Storage

/// A job's computation on a prover thread.
extension ProofService {
    /// Runs one job to its end; called on a prover thread.
    func run(_ live: LiveJob) {
        guard live.stopReason == nil, let job = begin(live) else {
            endUnstarted(live.id, isSealed: live.isSealed, live.stopReason ?? .shutdown)
            return release(board.finished(live, milliseconds: nil))
        }
        run(job, live)
    }

    /// Computes a job that has been claimed, unless its proof is kept, and writes what comes of it.
    func run(_ job: JobRecord, _ live: LiveJob) {
        if let proof = kept.proof(job.cacheKey, now: environment.now()) {
            succeed(job, proof, isCached: true)
            return serve(board.finished(live, milliseconds: nil), proof)
        }
        guard let inputs = live.inputs ?? opened(job) else {
            // They were good when the job was accepted or taken up: the record has changed since, or libcrypto fails.
            loseRunning(job)
            return release(board.finished(live, milliseconds: nil))
        }
        prove(job, live, inputs)
    }

    private func prove(_ job: JobRecord, _ live: LiveJob, _ inputs: PrivateInputs) {
        var job = job
        let start = ContinuousClock.now
        let limit = start.advanced(by: .seconds(settings.secondsPerJob))
        let pace = ProgressPace()
        do throws(EngineError) {
            let proof = try engine.prove(
                job.document ?? [], StatementRequest(stored: JobReport.request(job)), inputs,
                progress: { [self] progress in note(progress, live, pace) },
                shouldStop: { [environment] in
                    if ContinuousClock.now >= limit { live.stop(.timeLimit) }
                    if let deadline = live.deadlineAt, environment.now() >= deadline { live.stop(.deadline) }
                    return live.stopReason != nil
                })
            job.phase = pace.phase
            let taken = environment.now() - (job.startedAt ?? 0)
            noteProof(job, milliseconds: taken)
            environment.observer.note(.proofEnded(pace.run(of: job, since: start, cycles: proof.cycles)))
            kept.keep(proof, as: job.cacheKey, now: environment.now())
            succeed(job, proof, isCached: false)
            serve(board.finished(live, milliseconds: taken), proof)
        } catch {
            job.phase = pace.phase
            environment.observer.note(.proofEnded(pace.run(of: job, since: start, failure: error)))
            let retry = fail(job, live, error)
            release(board.finished(live, milliseconds: nil))
            // Only now, so that a thread that takes it up again finds it off the board.
            // A worker hands it back to the stream instead.
            if let retry, settings.role == .alone { board.putBack(live, until: retry, now: environment.now()) }
        }
    }

    func begin(_ live: LiveJob) -> JobRecord? {
        let now = environment.now()
        let begun = writtenAtLast { session throws(StorageError) -> (job: JobRecord, event: JobEventRecord)? in
            guard var job = try session.job(live.id), isFree(job, at: now) else { return nil }
            let seen = job.fence
            guard job.take(.claim, at: now) else { return nil }
            job.attempts += 1
            job.fence += 1
            job.worker = settings.workerName
            job.notBefore = nil
            job.leaseUntil = leaseEnd(now)
            job.startedAt = now
            guard try session.updateJob(job, over: seen) else { return nil }
            try session.beginAttempt(jobID: job.id, worker: settings.workerName, at: now)
            return (job, try session.appendEvent(jobID: job.id, name: "running", data: JobReport.data(job), at: now))
        }
        guard case let begun?? = begun else { return nil }
        noteStart(live, at: now)
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

    // MARK: Twins

    /// Ends the jobs that waited for a proof that is there now.
    private func serve(_ twins: [LiveJob], _ proof: RuleProof) {
        for twin in twins {
            guard let job = try? anyJob(twin.id), !job.state.isFinal else { continue }
            succeed(job, proof, isCached: true)
        }
    }

    /// Queues the jobs that waited for a proof that did not come about.
    private func release(_ twins: [LiveJob]) {
        for twin in twins { board.putBack(twin, until: 0, now: environment.now()) }
    }
}
