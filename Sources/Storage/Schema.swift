/// The steps from an empty database to the current format; a format's number is the number of steps taken.
///
/// A step is SQL that both engines understand (see `Connection`).
package enum Schema {
    package static let migrations = [first, tenants, jobLife, deploymentVersions, webhooks, dispatch, accounts, traces, quarantine]

    /// The steps that a database of this format lacks, with their indices.
    static func steps(after version: Int) throws(StorageError) -> ArraySlice<(index: Int, sql: String)> {
        guard version <= migrations.count else { throw .newerFormat(found: version, known: migrations.count) }
        return migrations.enumerated().map { (index: $0.offset, sql: $0.element) }.dropFirst(version)
    }

    private static let first =
        """
        CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE deployments (
            customer_id TEXT PRIMARY KEY, image_id BLOB NOT NULL, revision INTEGER NOT NULL, use_case TEXT NOT NULL,
            description TEXT NOT NULL, version TEXT NOT NULL, document BLOB NOT NULL, created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL);
        CREATE INDEX deployments_by_image ON deployments (image_id, customer_id);
        CREATE TABLE jobs (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, state TEXT NOT NULL, customer_id TEXT,
            image_id BLOB NOT NULL, document BLOB, request BLOB NOT NULL, sealed_inputs BLOB, attempts INTEGER NOT NULL,
            phase TEXT, receipt_id TEXT, failure BLOB, created_at INTEGER NOT NULL, started_at INTEGER, finished_at INTEGER);
        CREATE INDEX jobs_by_state ON jobs (state, number);
        CREATE TABLE job_events (
            job_id TEXT NOT NULL, number INTEGER NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL, at INTEGER NOT NULL,
            PRIMARY KEY (job_id, number)) WITHOUT ROWID;
        CREATE TABLE receipts (
            id TEXT PRIMARY KEY, image_id BLOB NOT NULL, job_id TEXT NOT NULL, statement BLOB NOT NULL, encoded BLOB NOT NULL,
            created_at INTEGER NOT NULL);
        CREATE TABLE idempotency (
            scope TEXT NOT NULL, key TEXT NOT NULL, digest BLOB NOT NULL, digest_key TEXT NOT NULL, job_id TEXT, status INTEGER,
            answer BLOB, created_at INTEGER NOT NULL, PRIMARY KEY (scope, key)) WITHOUT ROWID;
        CREATE INDEX idempotency_by_age ON idempotency (created_at);
        """
}
