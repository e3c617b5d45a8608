/// Orders that came together.
public struct BatchRecord: Sendable, Equatable {
    public var id: String
    public var tenant: String
    /// Items, refused ones too.
    public var total: Int
    /// Milliseconds since 1970.
    public var createdAt: Int
    public var cancelledAt: Int?

    public init(id: String, tenant: String, total: Int, createdAt: Int, cancelledAt: Int? = nil) {
        self.id = id
        self.tenant = tenant
        self.total = total
        self.createdAt = createdAt
        self.cancelledAt = cancelledAt
    }
}

/// One item of a batch: the job it became, or why it was refused.
public struct BatchItemRecord: Sendable, Equatable {
    /// Place in the batch, from 0.
    public var item: Int
    public var jobID: String?
    /// A problem document.
    public var refusal: [UInt8]?

    public init(item: Int, jobID: String?, refusal: [UInt8]?) {
        self.item = item
        self.jobID = jobID
        self.refusal = refusal
    }
}

extension Session {
    public func insertBatch(_ batch: BatchRecord, items: [BatchItemRecord]) throws(StorageError) {
        try connection.run(
            "INSERT INTO batches (id, tenant, total, created_at, cancelled_at) VALUES (?, ?, ?, ?, ?)",
            [.text(batch.id), .text(batch.tenant), .integer(batch.total), .integer(batch.createdAt), Value(batch.cancelledAt)])
        for item in items {
            try connection.run(
                "INSERT INTO batch_items (batch_id, item, job_id, refusal) VALUES (?, ?, ?, ?)",
                [.text(batch.id), .integer(item.item), Value(item.jobID), Value(item.refusal)])
        }
    }

    public func batch(_ id: String, tenant: String) throws(StorageError) -> BatchRecord? {
        try connection.query(
            "SELECT id, tenant, total, created_at, cancelled_at FROM batches WHERE id = ? AND tenant = ?", [.text(id), .text(tenant)],
            Self.batch
        ).first
    }

    /// A tenant's batches, the newest first, after one of them if given.
    public func batches(tenant: String, after id: String?, limit: Int) throws(StorageError) -> [BatchRecord] {
        try connection.query(
            """
            SELECT id, tenant, total, created_at, cancelled_at FROM batches WHERE tenant = ?
            AND number < coalesce((SELECT number FROM batches WHERE id = ? AND tenant = ?), 9223372036854775807)
            ORDER BY number DESC LIMIT ?
            """, [.text(tenant), .text(id ?? ""), .text(tenant), .integer(limit)], Self.batch)
    }

    public func markBatchCancelled(_ id: String, at now: Int) throws(StorageError) {
        try connection.run("UPDATE batches SET cancelled_at = ? WHERE id = ? AND cancelled_at IS NULL", [.integer(now), .text(id)])
    }

    /// The items of a batch from a place on, in order.
    public func batchItems(_ id: String, from item: Int, limit: Int) throws(StorageError) -> [BatchItemRecord] {
        try connection.query(
            "SELECT item, job_id, refusal FROM batch_items WHERE batch_id = ? AND item >= ? ORDER BY item LIMIT ?",
            [.text(id), .integer(item), .integer(limit)]
        ) { BatchItemRecord(item: $0.integer(0), jobID: $0.optionalText(1), refusal: $0.optionalBlob(2)) }
    }

    /// The jobs of a batch in the order of its items.
    public func jobs(batchID: String) throws(StorageError) -> [JobRecord] {
        try connection.query(
            "SELECT \(Self.jobColumns) FROM jobs WHERE batch_id = ? ORDER BY batch_item", [.text(batchID)], Self.job)
    }

    /// How many jobs of a batch are in each state.
    public func batchCounts(_ id: String) throws(StorageError) -> [JobState: Int] {
        try connection.query("SELECT state, count(*) FROM jobs WHERE batch_id = ? GROUP BY state", [.text(id)]) {
            (JobState(rawValue: $0.text(0)), $0.integer(1))
        }.reduce(into: [:]) { if let state = $1.0 { $0[state] = $1.1 } }
    }

    /// How many jobs of a batch have not ended.
    public func openCount(batchID: String) throws(StorageError) -> Int {
        try connection.integer(
            "SELECT count(*) FROM jobs WHERE batch_id = ? AND state IN ('queued', 'running')", [.text(batchID)])
    }

    private static func batch(_ row: Row) -> BatchRecord {
        BatchRecord(
            id: row.text(0), tenant: row.text(1), total: row.integer(2), createdAt: row.integer(3), cancelledAt: row.optionalInteger(4))
    }
}
