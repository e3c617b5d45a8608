extension Session {
    static let jobColumns = """
        id, tenant, state, customer_id, image_id, document, request, sealed_inputs, attempts, fence, worker, lease_until, priority,
        deadline_at, not_before, revision, batch_id, batch_item, cycles, estimated_ms, cache_key, cached, charged, credits, phase, receipt_id,
        failure, created_at, started_at, finished_at, traceparent
        """

    public func insertJob(_ job: JobRecord) throws(StorageError) {
        try connection.run(
            "INSERT INTO jobs (\(Self.jobColumns)) VALUES (\(Array(repeating: "?", count: 31).joined(separator: ", ")))",
            [
                .text(job.id), .text(job.tenant), .text(job.state.rawValue), Value(job.customerID), .blob(job.imageID),
                Value(job.document), .blob(job.request), Value(job.sealedInputs), .integer(job.attempts), .integer(job.fence),
                Value(job.worker), Value(job.leaseUntil), .integer(job.priority), Value(job.deadlineAt), Value(job.notBefore),
                Value(job.revision), Value(job.batchID), Value(job.batchItem), Value(job.cycles), Value(job.estimatedMilliseconds),
                Value(job.cacheKey), .integer(job.isCached ? 1 : 0), .integer(job.isCharged ? 1 : 0), .integer(job.credits),
                Value(job.phase),
                Value(job.receiptID), Value(job.failure), .integer(job.createdAt), Value(job.startedAt), Value(job.finishedAt),
                Value(job.traceparent),
            ])
    }

    /// Writes what changes in a job's life if the stored record still carries `fence` and has not ended; false, and nothing written, otherwise.
    public func updateJob(_ job: JobRecord, over fence: Int) throws(StorageError) -> Bool {
        try connection.run(
            """
            UPDATE jobs SET state = ?, document = ?, sealed_inputs = ?, attempts = ?, fence = ?, worker = ?, lease_until = ?,
            not_before = ?, cached = ?, charged = ?, credits = ?, phase = ?, receipt_id = ?, failure = ?, started_at = ?, finished_at = ?
            WHERE id = ? AND fence = ? AND finished_at IS NULL
            """,
            [
                .text(job.state.rawValue), Value(job.document), Value(job.sealedInputs), .integer(job.attempts), .integer(job.fence),
                Value(job.worker), Value(job.leaseUntil), Value(job.notBefore), .integer(job.isCached ? 1 : 0),
                .integer(job.isCharged ? 1 : 0), .integer(job.credits),
                Value(job.phase), Value(job.receiptID), Value(job.failure), Value(job.startedAt),
                Value(job.finishedAt), .text(job.id), .integer(fence),
            ])
    }

    /// Notes what a job has cost.
    public func setCredits(_ credits: Int, ofJob id: String) throws(StorageError) {
        try connection.run("UPDATE jobs SET credits = ? WHERE id = ?", [.integer(credits), .text(id)])
    }

    /// Those of these jobs that exist, in no order; at most some thousands.
    public func jobs(_ ids: [String]) throws(StorageError) -> [JobRecord] {
        guard !ids.isEmpty else { return [] }
        let marks = ids.map { _ in "?" }.joined(separator: ", ")
        return try connection.query("SELECT \(Self.jobColumns) FROM jobs WHERE id IN (\(marks))", ids.map { .text($0) }, Self.job)
    }

    public func job(_ id: String) throws(StorageError) -> JobRecord? {
        try connection.query("SELECT \(Self.jobColumns) FROM jobs WHERE id = ?", [.text(id)], Self.job).first
    }

    public func job(_ id: String, tenant: String) throws(StorageError) -> JobRecord? {
        try connection.query("SELECT \(Self.jobColumns) FROM jobs WHERE id = ? AND tenant = ?", [.text(id), .text(tenant)], Self.job).first
    }

    /// Jobs in one of these states, in the order of acceptance.
    public func jobs(in states: [JobState]) throws(StorageError) -> [JobRecord] {
        let marks = states.map { _ in "?" }.joined(separator: ", ")
        return try connection.query(
            "SELECT \(Self.jobColumns) FROM jobs WHERE state IN (\(marks)) ORDER BY number", states.map { .text($0.rawValue) }, Self.job)
    }

    /// The first jobs in a state that no other transaction has locked, in the order of acceptance, locked for this one.
    ///
    /// For claims, in `Store.write(at: .readCommitted)`: several then pass one another by.
    public func lockJobs(in state: JobState, limit: Int) throws(StorageError) -> [JobRecord] {
        try connection.query(
            "SELECT \(Self.jobColumns) FROM jobs WHERE state = ? ORDER BY number LIMIT ?\(skippingLocked)",
            [.text(state.rawValue), .integer(limit)], Self.job)
    }

    /// How many jobs of a tenant are in each state.
    public func jobCounts(tenant: String) throws(StorageError) -> [JobState: Int] {
        let rows = try connection.query("SELECT state, count(*) FROM jobs WHERE tenant = ? GROUP BY state", [.text(tenant)]) {
            (JobState(rawValue: $0.text(0)), $0.integer(1))
        }
        var counts: [JobState: Int] = [:]
        for case (let state?, let count) in rows { counts[state] = count }
        return counts
    }

    static func job(_ row: Row) -> JobRecord {
        JobRecord(
            id: row.text(0), tenant: row.text(1), state: JobState(rawValue: row.text(2)) ?? .failed, customerID: row.optionalText(3),
            imageID: row.blob(4), document: row.optionalBlob(5), request: row.blob(6), sealedInputs: row.optionalBlob(7),
            attempts: row.integer(8), fence: row.integer(9), worker: row.optionalText(10), leaseUntil: row.optionalInteger(11),
            priority: row.integer(12), deadlineAt: row.optionalInteger(13), notBefore: row.optionalInteger(14),
            revision: row.optionalInteger(15), batchID: row.optionalText(16), batchItem: row.optionalInteger(17),
            cycles: row.optionalInteger(18), estimatedMilliseconds: row.optionalInteger(19), cacheKey: row.optionalBlob(20),
            isCached: row.integer(21) != 0, isCharged: row.integer(22) != 0, credits: row.integer(23), phase: row.optionalText(24),
            receiptID: row.optionalText(25),
            failure: row.optionalBlob(26), createdAt: row.integer(27), startedAt: row.optionalInteger(28),
            finishedAt: row.optionalInteger(29), traceparent: row.optionalText(30))
    }
}
