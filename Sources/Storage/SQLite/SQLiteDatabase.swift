import Synchronization

/// One SQLite file with one connection, held by one process.
///
/// Write-ahead log with `synchronous=FULL`: a committed write survives `kill -9` and power loss. Cost of a write: one `fsync`
/// of the log.
final class SQLiteDatabase: Database {
    /// `@unchecked Sendable`: reached only inside the lock.
    private struct Guarded: @unchecked Sendable {
        let connection: SQLiteConnection
    }

    private let guarded: Mutex<Guarded>
    private let lock: FileLock?

    let isShared = false

    /// Opens or makes the file, holds an exclusive lock on `path + ".lock"`, and brings the format up to date.
    init(path: String) throws(StorageError) {
        let isFile = path != ":memory:"
        lock = isFile ? try FileLock(path: path) : nil
        let connection = try SQLiteConnection(path: path)
        if isFile {
            try connection.run("PRAGMA journal_mode=WAL")
            try connection.execute("PRAGMA synchronous=FULL")
            // 16 MiB of pages: a transaction that ends a thousand jobs does not write its pages twice.
            try connection.execute("PRAGMA cache_size=-16384")
        }
        // Deleted content is overwritten with zeros.
        try connection.run("PRAGMA secure_delete=ON")
        try Self.migrate(connection)
        guarded = Mutex(Guarded(connection: connection))
    }

    func write<Result: Sendable>(_ isolation: Isolation, _ body: (Session) throws(StorageError) -> Result) throws(StorageError) -> Result {
        try guarded.withLock { guarded throws(StorageError) in
            let connection = guarded.connection
            return try connection.alone { () throws(StorageError) in try body(Session(connection)) }
        }
    }

    func read<Result: Sendable>(_ body: (Session) throws(StorageError) -> Result) throws(StorageError) -> Result {
        try guarded.withLock { guarded throws(StorageError) in try body(Session(guarded.connection)) }
    }

    func probe() throws(StorageError) {
        _ = try read { session throws(StorageError) in try session.connection.integer("SELECT count(*) FROM meta") }
    }

    /// One writer at a time and no server: nothing is waited for that is worth counting.
    var counters: StoreCounters { StoreCounters() }

    private static func migrate(_ connection: SQLiteConnection) throws(StorageError) {
        if try Schema.steps(after: connection.format()).isEmpty { return }
        try connection.alone { () throws(StorageError) in try connection.advance(to: Schema.migrations.count) }
    }
}
