/// One start of a job's computation and how it ended.
public struct JobAttemptRecord: Sendable, Equatable {
    public var jobID: String
    /// Rises by 1 from 1, whatever `JobRecord.attempts` counts.
    public var number: Int
    public var worker: String
    /// Milliseconds since 1970.
    public var startedAt: Int
    /// Nil while it runs, or when the process that ran it ended without a word.
    public var endedAt: Int?
    /// The state that the attempt led to, `queued` when the job was put back.
    public var outcome: String?
    /// Why it ended, the code of a failure; nil after success.
    public var reason: String?

    public init(
        jobID: String, number: Int, worker: String, startedAt: Int, endedAt: Int? = nil, outcome: String? = nil, reason: String? = nil
    ) {
        self.jobID = jobID
        self.number = number
        self.worker = worker
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
        self.reason = reason
    }
}

extension Session {
    /// Notes that a job's computation starts.
    public func beginAttempt(jobID: String, worker: String, at: Int) throws(StorageError) {
        let number = try connection.integer("SELECT coalesce(max(number), 0) + 1 FROM job_attempts WHERE job_id = ?", [.text(jobID)])
        try connection.run(
            "INSERT INTO job_attempts (job_id, number, worker, started_at) VALUES (?, ?, ?, ?)",
            [.text(jobID), .integer(number), .text(worker), .integer(at)])
    }

    /// Notes how the attempts of a job that are still open have ended.
    public func endAttempts(jobID: String, outcome: JobState, reason: String?, at: Int) throws(StorageError) {
        try connection.run(
            "UPDATE job_attempts SET ended_at = ?, outcome = ?, reason = ? WHERE job_id = ? AND ended_at IS NULL",
            [.integer(at), .text(outcome.rawValue), Value(reason), .text(jobID)])
    }

    /// A job's attempts, first to last.
    public func attempts(jobID: String) throws(StorageError) -> [JobAttemptRecord] {
        try connection.query(
            "SELECT job_id, number, worker, started_at, ended_at, outcome, reason FROM job_attempts WHERE job_id = ? ORDER BY number",
            [.text(jobID)]
        ) {
            JobAttemptRecord(
                jobID: $0.text(0), number: $0.integer(1), worker: $0.text(2), startedAt: $0.integer(3), endedAt: $0.optionalInteger(4),
                outcome: $0.optionalText(5), reason: $0.optionalText(6))
        }
    }
}
