extension Schema {
    /// Every record belongs to a tenant; what was there before belongs to `local`. Jobs get a fence, a lease, a rank.
    static let tenants =
        """
        CREATE TABLE tenants (
            id TEXT PRIMARY KEY, name TEXT NOT NULL, state TEXT NOT NULL, plan TEXT NOT NULL, limits BLOB NOT NULL,
            created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
        INSERT INTO tenants (id, name, state, plan, limits, created_at, updated_at) VALUES ('local', 'This machine', 'active', 'local', '{}', 0, 0);
        CREATE TABLE tenant_deployments (
            tenant TEXT NOT NULL, customer_id TEXT NOT NULL, image_id BLOB NOT NULL, revision INTEGER NOT NULL, use_case TEXT NOT NULL,
            description TEXT NOT NULL, version TEXT NOT NULL, document BLOB NOT NULL, created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL, PRIMARY KEY (tenant, customer_id));
        INSERT INTO tenant_deployments (tenant, customer_id, image_id, revision, use_case, description, version, document, created_at, updated_at)
            SELECT 'local', customer_id, image_id, revision, use_case, description, version, document, created_at, updated_at FROM deployments;
        DROP TABLE deployments;
        ALTER TABLE tenant_deployments RENAME TO deployments;
        CREATE INDEX deployments_by_image ON deployments (tenant, image_id, customer_id);
        ALTER TABLE jobs ADD COLUMN tenant TEXT NOT NULL DEFAULT 'local';
        ALTER TABLE jobs ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE jobs ADD COLUMN worker TEXT;
        ALTER TABLE jobs ADD COLUMN lease_until INTEGER;
        ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE jobs ADD COLUMN deadline_at INTEGER;
        CREATE INDEX jobs_by_tenant ON jobs (tenant, number);
        ALTER TABLE receipts ADD COLUMN tenant TEXT NOT NULL DEFAULT 'local';
        CREATE TABLE tenant_idempotency (
            tenant TEXT NOT NULL, scope TEXT NOT NULL, key TEXT NOT NULL, digest BLOB NOT NULL, digest_key TEXT NOT NULL, job_id TEXT,
            status INTEGER, answer BLOB, created_at INTEGER NOT NULL, PRIMARY KEY (tenant, scope, key));
        INSERT INTO tenant_idempotency (tenant, scope, key, digest, digest_key, job_id, status, answer, created_at)
            SELECT 'local', scope, key, digest, digest_key, job_id, status, answer, created_at FROM idempotency;
        DROP TABLE idempotency;
        ALTER TABLE tenant_idempotency RENAME TO idempotency;
        CREATE INDEX idempotency_by_age ON idempotency (created_at);
        """
}
