/// Brings a database on a server up to date.
enum PostgreSQLSchema {
    /// Names the lock under which one process at a time changes the format ("burhan" as a number).
    private static let lock = 0x6275_7268_616e

    /// Tables that belong to this back end and to no record.
    static let ownTables = ["storage_format", "write_marks"]

    private static let foundation = """
        CREATE TABLE storage_format (version BIGINT NOT NULL);
        INSERT INTO storage_format VALUES (0);
        CREATE TABLE write_marks (mark BYTEA PRIMARY KEY, at TIMESTAMPTZ NOT NULL DEFAULT now());
        """

    /// Takes the steps that are missing, up to `format`, in one transaction; several processes may do so at once.
    static func migrate(_ connection: PostgreSQLConnection, to format: Int = Schema.migrations.count) throws(StorageError) {
        if let version = try version(connection), try Schema.steps(after: version).isEmpty { return }
        connection.isPatient = true
        defer { connection.isPatient = false }
        do throws(StorageError) {
            try connection.begin(
                "BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SELECT pg_advisory_xact_lock(\(lock));")
            if try version(connection) == nil {
                let encoding = try connection.query("SELECT current_setting('server_encoding')") { $0.text(0) }.first ?? ""
                guard encoding == "UTF8" else {
                    throw .cannotOpen(path: "on the server", reason: "its encoding must be UTF8 and is \(encoding)")
                }
                try connection.execute(foundation)
            }
            for (index, step) in try Schema.steps(after: version(connection) ?? 0) where index < format {
                try connection.execute(PostgreSQLDialect.schema(step))
                try connection.run("UPDATE storage_format SET version = ?", [.integer(index + 1)])
            }
            try connection.commit()
        } catch {
            connection.rollback()
            throw error
        }
    }

    /// The format of the database; nil when it is empty.
    private static func version(_ connection: PostgreSQLConnection) throws(StorageError) -> Int? {
        // Not `to_regclass`: that would remember from before the wait for the lock that there is no such table.
        let exists = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'storage_format'"
        guard try connection.integer(exists) == 1 else { return nil }
        return try connection.integer("SELECT version FROM storage_format")
    }
}
