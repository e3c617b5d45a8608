import Rules
import Storage

/// A job's computation on a prover thread.
extension ProofService {
    /// Runs one job to its end; called on a prover thread.
    func run(_ live: LiveJob) {
        guard live.stopReason == nil, let job = begin(live) else {
            endUnstarted(live, live.stopReason ?? .shutdown)
            return release(board.finished(live, milliseconds: nil))
        }
        if let proof = kept.proof(job.cacheKey, now: environment.now()) {
            succeed(job, proof, isCached: true)
            return serve(board.finished(live, milliseconds: nil), proof)
        }
        prove(job, live)
    }

    private func prove(_ job: JobRecord, _ live: LiveJob) {
        var job = job
        let start = ContinuousClock.now
        let limit = start.advanced(by: .seconds(settings.secondsPerJob))
        let pace = ProgressPace()
        do throws(EngineError) {
            let proof = try engine.prove(
                live.document, live.request, live.inputs,
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
            environment.observer.note(.proofEnded(pace.run(of: job, since: start)))
            let retry = fail(job, live, error)
            release(board.finished(live, milliseconds: nil))
            // Only now, so that a thread that takes it up again finds it off the board.
            if let retry { board.putBack(live, until: retry, now: environment.now()) }
        }
    }

    private func begin(_ live: LiveJob) -> JobRecord? {
        let now = environment.now()
        let begun = try? written { session throws(StorageError) -> (job: JobRecord, event: JobEventRecord)? in
            guard var job = try session.job(live.id) else { return nil }
            let seen = job.fence
            guard job.take(.claim, at: now) else { return nil }
            job.attempts += 1
            job.fence += 1
            job.worker = settings.workerName
            job.notBefore = nil
            job.startedAt = now
            guard try session.updateJob(job, over: seen) else { return nil }
            try session.beginAttempt(jobID: job.id, worker: settings.workerName, at: now)
            return (job, try session.appendEvent(jobID: job.id, name: "running", data: JobReport.data(job), at: now))
        }
        guard let begun else { return nil }
        noteStart(live, at: now)
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
            return feed.publish(live.id, JobMessage(number: nil, name: "progress", data: data.canonicalBytes, isLast: false))
        }
        let now = environment.now()
        historian.async { [self] in
            // A phase that could not be written is not worth failing the proof for; the state is written at the end.
            let event = try? written { session throws(StorageError) in
                try session.appendEvent(jobID: live.id, name: "phase", data: data.canonicalBytes, at: now)
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
