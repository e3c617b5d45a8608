/// What a start needs to know of a job that an earlier process left; the rule and the request stay in the database.
public struct OpenJob: Sendable, Equatable {
    public var waiting: WaitingJob
    public var state: JobState
    public var attempts: Int
    public var cycles: Int?
    public var cacheKey: [UInt8]?
    /// Nil as well where the rule is missing, without which the inputs are of no use.
    public var sealedInputs: [UInt8]?
}

extension Session {
    /// Jobs that have not ended, after a number, in the order of acceptance.
    public func openJobs(after number: Int, limit: Int) throws(StorageError) -> [OpenJob] {
        try connection.query(
            """
            SELECT number, id, tenant, created_at, priority, deadline_at, not_before, estimated_ms, state, attempts, cycles, cache_key,
            CASE WHEN document IS NULL THEN NULL ELSE sealed_inputs END
            FROM jobs WHERE state IN ('queued', 'running') AND number > ? ORDER BY number LIMIT ?
            """, [.integer(number), .integer(limit)]
        ) {
            OpenJob(
                waiting: Self.waitingJob($0), state: JobState(rawValue: $0.text(8)) ?? .failed, attempts: $0.integer(9),
                cycles: $0.optionalInteger(10), cacheKey: $0.optionalBlob(11), sealedInputs: $0.optionalBlob(12))
        }
    }
}
