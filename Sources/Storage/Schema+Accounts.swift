extension Schema {
    /// API keys, limits, nonces, credits and usage, the audit log.
    static let accounts =
        """
        CREATE TABLE api_keys (
            id TEXT PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, digest BLOB NOT NULL, digest_key TEXT NOT NULL,
            scopes TEXT NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER, revoked_at INTEGER, successor TEXT,
            last_used_at INTEGER);
        CREATE INDEX api_keys_by_tenant ON api_keys (tenant, id);
        CREATE TABLE rate_cells (
            key TEXT NOT NULL, window_ms INTEGER NOT NULL, cell INTEGER NOT NULL, units INTEGER NOT NULL, expires_at INTEGER NOT NULL,
            PRIMARY KEY (key, window_ms, cell));
        CREATE INDEX rate_cells_by_age ON rate_cells (expires_at);
        CREATE TABLE nonces (key TEXT PRIMARY KEY, holder TEXT NOT NULL, is_used INTEGER NOT NULL, expires_at INTEGER);
        CREATE INDEX nonces_by_age ON nonces (expires_at);
        CREATE TABLE accounts (
            tenant TEXT PRIMARY KEY, available INTEGER NOT NULL CHECK (available >= 0), held INTEGER NOT NULL CHECK (held >= 0),
            entries INTEGER NOT NULL);
        CREATE TABLE ledger (
            tenant TEXT NOT NULL, number INTEGER NOT NULL, kind TEXT NOT NULL, debit TEXT NOT NULL, credit TEXT NOT NULL,
            amount INTEGER NOT NULL CHECK (amount >= 0), reference TEXT NOT NULL, note TEXT NOT NULL,
            available INTEGER NOT NULL CHECK (available >= 0), held INTEGER NOT NULL CHECK (held >= 0), at INTEGER NOT NULL,
            PRIMARY KEY (tenant, number), UNIQUE (tenant, reference, kind));
        CREATE TABLE holds (
            tenant TEXT NOT NULL, reference TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount >= 0), state TEXT NOT NULL,
            charged INTEGER NOT NULL CHECK (charged >= 0), made_at INTEGER NOT NULL, ended_at INTEGER, PRIMARY KEY (tenant, reference));
        CREATE INDEX holds_by_state ON holds (state, made_at);
        CREATE TABLE usage_counters (
            tenant TEXT NOT NULL, period TEXT NOT NULL, measure TEXT NOT NULL, used INTEGER NOT NULL CHECK (used >= 0),
            reserved INTEGER NOT NULL CHECK (reserved >= 0), PRIMARY KEY (tenant, period, measure));
        CREATE TABLE job_accounts (
            job_id TEXT PRIMARY KEY, tenant TEXT NOT NULL, cycles INTEGER NOT NULL, credits INTEGER NOT NULL, day TEXT NOT NULL,
            month TEXT NOT NULL, state TEXT NOT NULL);
        CREATE TABLE prices (
            tenant TEXT NOT NULL, customer_id TEXT NOT NULL, credits INTEGER NOT NULL CHECK (credits >= 0),
            PRIMARY KEY (tenant, customer_id));
        CREATE TABLE audit_pending (
            id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, tenant TEXT NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT NOT NULL);
        CREATE TABLE audit_log (
            number INTEGER PRIMARY KEY, at INTEGER NOT NULL, tenant TEXT NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT NOT NULL, digest BLOB NOT NULL);
        CREATE INDEX audit_log_by_tenant ON audit_log (tenant, number);
        ALTER TABLE jobs ADD COLUMN credits INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX jobs_by_tenant_state ON jobs (tenant, state);
        """
}
