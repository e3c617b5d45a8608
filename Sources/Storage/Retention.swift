/// Times before which records are forgotten, milliseconds since 1970; nil keeps them.
public struct RetentionLimits: Sendable, Equatable {
    public var jobs: Int?
    public var receipts: Int?
    public var deliveries: Int?
    public var idempotency: Int?

    public init(jobs: Int?, receipts: Int?, deliveries: Int?, idempotency: Int?) {
        self.jobs = jobs
        self.receipts = receipts
        self.deliveries = deliveries
        self.idempotency = idempotency
    }
}

extension Session {
    /// Forgets a portion of what is older than the limits, at most `limit` records of each kind; true when there may be more.
    ///
    /// Jobs go with their events and attempts, deliveries with theirs, batches with their items once their last job is gone. A job that
    /// has not ended stays whatever its age.
    public func forget(_ limits: RetentionLimits, limit: Int) throws(StorageError) -> Bool {
        var isMore = false
        if let time = limits.jobs {
            let ids = try ids("SELECT id FROM jobs WHERE finished_at < ? ORDER BY finished_at LIMIT ?", time, limit)
            for id in ids {
                try connection.run("DELETE FROM job_events WHERE job_id = ?", [.text(id)])
                try connection.run("DELETE FROM job_attempts WHERE job_id = ?", [.text(id)])
                try dropQuarantined(id)
                try connection.run("DELETE FROM jobs WHERE id = ?", [.text(id)])
            }
            let batches = try self.ids(
                """
                SELECT id FROM batches WHERE created_at < ? AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.batch_id = batches.id)
                ORDER BY created_at LIMIT ?
                """, time, limit)
            for id in batches {
                try connection.run("DELETE FROM batch_items WHERE batch_id = ?", [.text(id)])
                try connection.run("DELETE FROM batches WHERE id = ?", [.text(id)])
            }
            isMore = ids.count == limit || batches.count == limit
        }
        if let time = limits.receipts {
            let ids = try ids("SELECT id FROM receipts WHERE created_at < ? ORDER BY created_at LIMIT ?", time, limit)
            for id in ids { try connection.run("DELETE FROM receipts WHERE id = ?", [.text(id)]) }
            isMore = isMore || ids.count == limit
        }
        if let time = limits.deliveries {
            let ids = try ids(
                "SELECT id FROM webhook_deliveries WHERE created_at < ? AND state <> 'pending' ORDER BY created_at LIMIT ?", time, limit)
            for id in ids {
                try connection.run("DELETE FROM webhook_attempts WHERE delivery_id = ?", [.text(id)])
                try connection.run("DELETE FROM webhook_deliveries WHERE id = ?", [.text(id)])
            }
            isMore = isMore || ids.count == limit
        }
        if let time = limits.idempotency { try deleteIdempotency(before: time) }
        return isMore
    }

    private func ids(_ sql: String, _ time: Int, _ limit: Int) throws(StorageError) -> [String] {
        try connection.query(sql, [.integer(time), .integer(limit)]) { $0.text(0) }
    }
}
