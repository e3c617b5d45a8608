/// One view of the database, valid inside `Store.read` or `Store.write`.
public struct Session {
    let connection: any Connection

    init(_ connection: any Connection) { self.connection = connection }

    /// What a `SELECT` of a claim ends with: locks the rows and passes over those that another claim holds.
    ///
    /// ` FOR UPDATE SKIP LOCKED` on PostgreSQL; empty on SQLite, where one transaction writes at a time.
    var skippingLocked: String { connection.skippingLocked }

    /// A named value of the installation.
    public func meta(_ name: String) throws(StorageError) -> [UInt8]? {
        try connection.query("SELECT value FROM meta WHERE name = ?", [.text(name)]) { $0.blob(0) }.first
    }

    public func setMeta(_ name: String, _ value: [UInt8]) throws(StorageError) {
        try connection.run(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [.text(name), .blob(value)])
    }
}
