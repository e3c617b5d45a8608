/// The memory of a request that carried an Idempotency-Key: a keyed digest of it, and its answer or its job.
public struct IdempotencyRecord: Sendable, Equatable {
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
        scope: String, key: String, digest: [UInt8], digestKey: String, jobID: String? = nil, status: Int? = nil, answer: [UInt8]? = nil,
        createdAt: Int
    ) {
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
    public func idempotency(scope: String, key: String) throws(StorageError) -> IdempotencyRecord? {
        try connection.query(
            "SELECT scope, key, digest, digest_key, job_id, status, answer, created_at FROM idempotency WHERE scope = ? AND key = ?",
            [.text(scope), .text(key)]
        ) {
            IdempotencyRecord(
                scope: $0.text(0), key: $0.text(1), digest: $0.blob(2), digestKey: $0.text(3), jobID: $0.optionalText(4),
                status: $0.optionalInteger(5), answer: $0.optionalBlob(6), createdAt: $0.integer(7))
        }.first
    }

    public func putIdempotency(_ record: IdempotencyRecord) throws(StorageError) {
        try connection.run(
            """
            INSERT INTO idempotency (scope, key, digest, digest_key, job_id, status, answer, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (scope, key) DO UPDATE SET digest = excluded.digest, digest_key = excluded.digest_key,
            job_id = excluded.job_id, status = excluded.status, answer = excluded.answer, created_at = excluded.created_at
            """,
            [
                .text(record.scope), .text(record.key), .blob(record.digest), .text(record.digestKey), Value(record.jobID),
                Value(record.status), Value(record.answer), .integer(record.createdAt),
            ])
    }

    /// Forgets records made before that time.
    public func deleteIdempotency(before time: Int) throws(StorageError) {
        try connection.run("DELETE FROM idempotency WHERE created_at < ?", [.integer(time)])
    }
}
