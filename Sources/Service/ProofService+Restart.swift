import Storage

/// What one process leaves to the next: sealed jobs wait for it, the others are lost.
extension ProofService {
    /// Jobs that one transaction ends, or that one read takes up.
    private static let portion = 1000

    /// Takes up the jobs that an earlier process left: those whose sealed inputs can be opened are queued again, the others end as `lost`.
    func recover() throws(StorageError) {
        let now = environment.now()
        var lost: [String] = []
        var after = 0
        while true {
            let page = try store.read { session throws(StorageError) in try session.openJobs(after: after, limit: Self.portion) }
            guard let number = page.last?.waiting.number else { break }
            after = number
            var restored: [(LiveJob, Int?)] = []
            for job in page {
                let id = job.waiting.id
                if job.state == .running, job.attempts >= settings.attempts {
                    if let record = try record(id) { giveUp(record) }
                } else if opened(job.sealedInputs, of: id) == nil {
                    lost.append(id)
                } else {
                    let cost = expected(cycles: job.cycles, estimated: job.waiting.estimatedMilliseconds)
                    restored.append((LiveJob(job, cost: cost), job.waiting.notBefore))
                    if job.state == .running, var record = try record(id), record.take(.putBack, at: now) {
                        end(record, nil, reason: "process_ended", waits: false)
                    }
                }
            }
            board.restore(restored.map { (job: $0.0, notBefore: $0.1) }, now: now)
        }
        lose(lost)
    }

    private func record(_ id: String) throws(StorageError) -> JobRecord? {
        try store.read { session throws(StorageError) in try session.job(id) }
    }

    /// Ends jobs whose private inputs are gone with their process as `lost`, many in one transaction.
    ///
    /// In the order of their acceptance, which is that of most indices: the pages of a transaction then lie together.
    func lose(_ ids: [String]) {
        guard !ids.isEmpty else { return }
        historian.sync {}
        let now = environment.now()
        for start in stride(from: 0, to: ids.count, by: Self.portion) {
            let portion = Array(ids[start..<min(start + Self.portion, ids.count)])
            let body = { @Sendable [self] (session: Session) throws(StorageError) in
                var written: [Ended] = []
                for var job in try session.jobs(portion) where job.take(.lost, at: now) {
                    if let ended = try write(Ending(job: job), session, at: now) { written.append(ended) }
                }
                return written
            }
            writeLater(body) { [self] in $0.forEach(tell) }
        }
    }

    /// Ends a job that runs here as `lost`.
    func loseRunning(_ job: JobRecord) {
        var job = job
        if job.take(.lost, at: environment.now()) { end(job, nil) }
    }

    /// The private inputs that lie sealed in a job's record; nil if there are none or this process's key does not open them.
    func opened(_ job: JobRecord) -> PrivateInputs? { opened(job.sealedInputs, of: job.id) }

    private func opened(_ sealed: [UInt8]?, of id: String) -> PrivateInputs? {
        guard let sealed, let sealKey, let bytes = try? sealKey.open(sealed, context: Self.sealContext(id)) else { return nil }
        return PrivateInputs(sealable: bytes.bytes)
    }
}
