extension Schema {
    /// The whole life of a job: attempts, batches, charges; deployments with versions; webhooks; kept proofs.
    static let jobLife =
        """
        ALTER TABLE jobs ADD COLUMN not_before INTEGER;
        ALTER TABLE jobs ADD COLUMN revision INTEGER;
        ALTER TABLE jobs ADD COLUMN batch_id TEXT;
        ALTER TABLE jobs ADD COLUMN batch_item INTEGER;
        ALTER TABLE jobs ADD COLUMN cycles INTEGER;
        ALTER TABLE jobs ADD COLUMN estimated_ms INTEGER;
        ALTER TABLE jobs ADD COLUMN cache_key BLOB;
        ALTER TABLE jobs ADD COLUMN cached INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE jobs ADD COLUMN charged INTEGER NOT NULL DEFAULT 0;
        CREATE INDEX jobs_by_batch ON jobs (batch_id, batch_item);
        CREATE INDEX jobs_by_end ON jobs (finished_at);
        CREATE TABLE job_attempts (
            job_id TEXT NOT NULL, number INTEGER NOT NULL, worker TEXT NOT NULL, started_at INTEGER NOT NULL, ended_at INTEGER,
            outcome TEXT, reason TEXT, PRIMARY KEY (job_id, number));
        CREATE TABLE batches (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, total INTEGER NOT NULL,
            created_at INTEGER NOT NULL, cancelled_at INTEGER);
        CREATE INDEX batches_by_tenant ON batches (tenant, number);
        CREATE INDEX batches_by_age ON batches (created_at);
        CREATE TABLE batch_items (
            batch_id TEXT NOT NULL, item INTEGER NOT NULL, job_id TEXT, refusal BLOB, PRIMARY KEY (batch_id, item));
        CREATE INDEX receipts_by_age ON receipts (created_at);
        """

    /// Versions of deployments that never change, the alias that moves between them, and the history of its moves.
    static let deploymentVersions =
        """
        CREATE TABLE deployment_versions (
            tenant TEXT NOT NULL, customer_id TEXT NOT NULL, revision INTEGER NOT NULL, image_id BLOB NOT NULL, use_case TEXT NOT NULL,
            description TEXT NOT NULL, version TEXT NOT NULL, document BLOB NOT NULL, created_at INTEGER NOT NULL,
            PRIMARY KEY (tenant, customer_id, revision));
        INSERT INTO deployment_versions (tenant, customer_id, revision, image_id, use_case, description, version, document, created_at)
            SELECT tenant, customer_id, revision, image_id, use_case, description, version, document, updated_at FROM deployments;
        CREATE INDEX deployment_versions_by_image ON deployment_versions (tenant, image_id);
        CREATE TABLE deployment_changes (
            number INTEGER PRIMARY KEY AUTOINCREMENT, tenant TEXT NOT NULL, customer_id TEXT NOT NULL, at INTEGER NOT NULL,
            action TEXT NOT NULL, revision INTEGER, from_revision INTEGER, share INTEGER, key_id TEXT);
        CREATE INDEX deployment_changes_by_customer ON deployment_changes (tenant, customer_id, number);
        ALTER TABLE deployments ADD COLUMN canary INTEGER;
        ALTER TABLE deployments ADD COLUMN canary_share INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE deployments ADD COLUMN keeps_proofs INTEGER NOT NULL DEFAULT 0;
        """

    /// Webhooks with their deliveries, and proofs that are kept for repetition.
    static let webhooks =
        """
        CREATE TABLE webhooks (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, url TEXT NOT NULL,
            events TEXT NOT NULL, description TEXT NOT NULL, sealed_secret BLOB NOT NULL, state TEXT NOT NULL, reason TEXT,
            failing_since INTEGER, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
        CREATE INDEX webhooks_by_tenant ON webhooks (tenant, number);
        CREATE TABLE webhook_deliveries (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, tenant TEXT NOT NULL, webhook_id TEXT NOT NULL,
            event TEXT NOT NULL, subject TEXT NOT NULL, body BLOB NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,
            next_at INTEGER, created_at INTEGER NOT NULL, finished_at INTEGER);
        CREATE INDEX webhook_deliveries_due ON webhook_deliveries (state, next_at);
        CREATE INDEX webhook_deliveries_by_webhook ON webhook_deliveries (webhook_id, number);
        CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (created_at);
        CREATE TABLE webhook_attempts (
            delivery_id TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, status INTEGER, error TEXT,
            milliseconds INTEGER NOT NULL, PRIMARY KEY (delivery_id, number));
        CREATE TABLE kept_proofs (
            key BLOB PRIMARY KEY, bytes INTEGER NOT NULL, used_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, value BLOB NOT NULL);
        CREATE INDEX kept_proofs_by_use ON kept_proofs (used_at, expires_at, bytes);
        CREATE INDEX kept_proofs_by_end ON kept_proofs (expires_at);
        """
}
