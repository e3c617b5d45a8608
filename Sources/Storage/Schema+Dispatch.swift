extension Schema {
    /// Jobs that are handed out through a stream: the job's row is its own outbox. Leases name the process that does a task for all.
    static let dispatch =
        """
        ALTER TABLE jobs ADD COLUMN sent_at INTEGER;
        ALTER TABLE jobs ADD COLUMN sends INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE jobs ADD COLUMN stop_reason TEXT;
        CREATE INDEX jobs_by_sending ON jobs (state, sent_at, number);
        CREATE TABLE leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, expires_at INTEGER NOT NULL);
        """
}
