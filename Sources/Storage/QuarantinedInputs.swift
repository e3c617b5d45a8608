/// What a quarantined job needs to be started again; kept apart from the job, which has ended and holds nothing private.
public struct QuarantinedInputs: Sendable, Equatable {
    public var jobID: String
    public var document: [UInt8]
    /// Under the operator's key, bound to the job's id.
    public var sealedInputs: [UInt8]
    /// When they are forgotten, milliseconds since 1970.
    public var expiresAt: Int

    public init(jobID: String, document: [UInt8], sealedInputs: [UInt8], expiresAt: Int) {
        self.jobID = jobID
        self.document = document
        self.sealedInputs = sealedInputs
        self.expiresAt = expiresAt
    }
}

extension Session {
    public func keepQuarantined(_ inputs: QuarantinedInputs) throws(StorageError) {
        try connection.run(
            """
            INSERT INTO quarantined_inputs (job_id, document, sealed_inputs, expires_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (job_id) DO UPDATE SET document = excluded.document, sealed_inputs = excluded.sealed_inputs,
            expires_at = excluded.expires_at
            """, [.text(inputs.jobID), .blob(inputs.document), .blob(inputs.sealedInputs), .integer(inputs.expiresAt)])
    }

    public func quarantinedInputs(of jobID: String) throws(StorageError) -> QuarantinedInputs? {
        try connection.query("SELECT job_id, document, sealed_inputs, expires_at FROM quarantined_inputs WHERE job_id = ?", [.text(jobID)])
        {
            QuarantinedInputs(jobID: $0.text(0), document: $0.blob(1), sealedInputs: $0.blob(2), expiresAt: $0.integer(3))
        }.first
    }

    public func dropQuarantined(_ jobID: String) throws(StorageError) {
        try connection.run("DELETE FROM quarantined_inputs WHERE job_id = ?", [.text(jobID)])
    }

    public func dropQuarantined(expiredAt now: Int) throws(StorageError) {
        try connection.run("DELETE FROM quarantined_inputs WHERE expires_at <= ?", [.integer(now)])
    }

    /// Writes a failed job as one that waits again and was sent at `time`, if it still carries `fence`; false, and nothing written, otherwise.
    public func restartJob(_ job: JobRecord, over fence: Int, sentAt time: Int) throws(StorageError) -> Bool {
        try connection.run(
            """
            UPDATE jobs SET state = ?, document = ?, sealed_inputs = ?, attempts = ?, fence = ?, worker = NULL, lease_until = NULL,
            not_before = NULL, charged = 0, credits = 0, phase = NULL, failure = NULL, started_at = NULL, finished_at = NULL,
            stop_reason = NULL, sent_at = ?, sends = sends + 1 WHERE id = ? AND fence = ? AND state = 'failed'
            """,
            [
                .text(job.state.rawValue), Value(job.document), Value(job.sealedInputs), .integer(job.attempts), .integer(job.fence),
                .integer(time), .text(job.id), .integer(fence),
            ])
    }
}
