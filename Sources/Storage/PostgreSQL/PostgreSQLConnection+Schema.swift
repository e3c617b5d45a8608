extension PostgreSQLConnection {
    /// Names the lock under which one process at a time changes the format ("burhan" as a number).
    private static let lock = 0x6275_7268_616e

    /// What belongs to this back end and to no record.
    private static let foundation = """
        CREATE TABLE storage_format (version BIGINT NOT NULL);
        INSERT INTO storage_format VALUES (0);
        CREATE TABLE write_marks (mark BYTEA PRIMARY KEY, at TIMESTAMPTZ NOT NULL DEFAULT now());
        """

    /// Takes the steps that are missing, in one transaction; several processes may do so at once.
    func migrate() throws(StorageError) {
        if try hasFoundation(), try Schema.steps(after: format()).isEmpty { return }
        try alone { () throws(StorageError) in try advance(to: Schema.migrations.count) }
    }

    func alone<Result>(_ body: () throws(StorageError) -> Result) throws(StorageError) -> Result {
        try patiently("BEGIN; \(Self.patience); SELECT pg_advisory_xact_lock(\(Self.lock))", body)
    }

    func snapshot<Result>(_ body: () throws(StorageError) -> Result) throws(StorageError) -> Result {
        try patiently("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \(Self.patience)", body)
    }

    private static let patience =
        "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0"

    private func patiently<Result>(
        _ beginning: String, _ body: () throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        isPatient = true
        defer { isPatient = false }
        do throws(StorageError) {
            try begin(beginning)
            let result = try body()
            try commit()
            return result
        } catch {
            rollback()
            throw error
        }
    }

    func format() throws(StorageError) -> Int { try hasFoundation() ? integer("SELECT version FROM storage_format") : 0 }

    func advance(to format: Int) throws(StorageError) {
        if try !hasFoundation() {
            let encoding = try query("SELECT current_setting('server_encoding')") { $0.text(0) }.first ?? ""
            guard encoding == "UTF8" else {
                throw .cannotOpen(path: "on the server", reason: "its encoding must be UTF8 and is \(encoding)")
            }
            try execute(Self.foundation)
        }
        for (index, step) in try Schema.steps(after: self.format()) where index < format {
            try execute(PostgreSQLDialect.schema(step))
            try run("UPDATE storage_format SET version = ?", [.integer(index + 1)])
        }
    }

    func tables() throws(StorageError) -> [Table] {
        var tables: [Table] = []
        let rows = try query(
            """
            SELECT c.relname, a.attname, format_type(a.atttypid, NULL) FROM pg_class c
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
            AND c.relname NOT IN ('storage_format', 'write_marks') ORDER BY c.oid, a.attnum
            """
        ) { ($0.text(0), $0.text(1), $0.text(2)) }
        for (table, column, type) in rows {
            if tables.last?.name != table { tables.append(Table(name: table, columns: [])) }
            let kind: Table.Kind =
                switch type {
                case "bigint": .integer
                case "text": .text
                default: .blob
                }
            tables[tables.count - 1].columns.append(Table.Column(name: column, kind: kind))
        }
        return tables
    }

    func adoptNumbers(of table: Table) throws(StorageError) {
        let identities = try query(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(?) AND attidentity <> ''", [.text(table.name)]
        ) { $0.text(0) }
        for column in identities {
            try execute(
                """
                SELECT setval(pg_get_serial_sequence('\(table.name)', '\(column)'), coalesce(max(\(column)), 1), max(\(column)) IS NOT NULL)
                FROM \(table.name)
                """)
        }
    }

    private func hasFoundation() throws(StorageError) -> Bool {
        // Not `to_regclass`: that would remember from before the wait for the lock that there is no such table.
        try integer("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'storage_format'") == 1
    }
}
