/// The memory of a request that carried an Idempotency-Key: a keyed digest of it, and its answer or its job.
public struct IdempotencyRecord: Sendable, Equatable {
    public var tenant: String
    /// The operation the key belongs to.
    public var scope: String
    public var key: String
    /// Keyed digest of the body; the body itself is never stored.
    public var digest: [UInt8]
    /// Which key made the digest.
    public var digestKey: String
    public var jobID: String?
    public var status: Int?
    public var answer: [UInt8]?
    /// Milliseconds since 1970.
    public var createdAt: Int

    public init(
        tenant: String, scope: String, key: String, digest: [UInt8], digestKey: String, jobID: String? = nil, status: Int? = nil,
        answer: [UInt8]? = nil,
        createdAt: Int
    ) {
        self.tenant = tenant
        self.scope = scope
        self.key = key
        self.digest = digest
        self.digestKey = digestKey
        self.jobID = jobID
        self.status = status
        self.answer = answer
        self.createdAt = createdAt
    }
}

extension Session {
    public func idempotency(tenant: String, scope: String, key: String) throws(StorageError) -> IdempotencyRecord? {
        try connection.query(
            "SELECT tenant, scope, key, digest, digest_key, job_id, status, answer, created_at FROM idempotency WHERE tenant = ? AND scope = ? AND key = ?",
            [.text(tenant), .text(scope), .text(key)]
        ) {
            IdempotencyRecord(
                tenant: $0.text(0), scope: $0.text(1), key: $0.text(2), digest: $0.blob(3), digestKey: $0.text(4),
                jobID: $0.optionalText(5), status: $0.optionalInteger(6), answer: $0.optionalBlob(7), createdAt: $0.integer(8))
        }.first
    }

    public func putIdempotency(_ record: IdempotencyRecord) throws(StorageError) {
        try connection.run(
            """
            INSERT INTO idempotency (tenant, scope, key, digest, digest_key, job_id, status, answer, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, scope, key) DO UPDATE SET digest = excluded.digest,
            digest_key = excluded.digest_key, job_id = excluded.job_id, status = excluded.status, answer = excluded.answer,
            created_at = excluded.created_at
            """,
            [
                .text(record.tenant), .text(record.scope), .text(record.key), .blob(record.digest), .text(record.digestKey),
                Value(record.jobID),
                Value(record.status), Value(record.answer), .integer(record.createdAt),
            ])
    }

    /// Forgets records made before that time.
    public func deleteIdempotency(before time: Int) throws(StorageError) {
        try connection.run("DELETE FROM idempotency WHERE created_at < ?", [.integer(time)])
    }
}
