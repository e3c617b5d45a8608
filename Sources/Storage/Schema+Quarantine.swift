extension Schema {
    /// Inputs of quarantined jobs, where the operator keeps them, and holds of jobs that were started again.
    static let quarantine =
        """
        CREATE TABLE quarantined_inputs (
            job_id TEXT PRIMARY KEY, document BLOB NOT NULL, sealed_inputs BLOB NOT NULL, expires_at INTEGER NOT NULL);
        CREATE INDEX quarantined_inputs_by_end ON quarantined_inputs (expires_at);
        ALTER TABLE job_accounts ADD COLUMN reference TEXT;
        CREATE INDEX job_accounts_by_reference ON job_accounts (reference);
        """
}
