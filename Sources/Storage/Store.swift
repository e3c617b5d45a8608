import Foundation
import Synchronization

/// The embedded database: deployments, jobs, receipts, idempotency records in one SQLite file.
///
/// Write-ahead log with `synchronous=FULL`: when `write` has returned, its changes survive `kill -9` and power loss; when it
/// has not, none of them is seen. Cost of a write: one `fsync` of the log.
public final class Store: Sendable {
    /// `@unchecked Sendable`: reached only inside the lock.
    private struct Guarded: @unchecked Sendable {
        let connection: Connection
    }

    private let guarded: Mutex<Guarded>
    private let lock: FileLock?

    /// Opens or makes the file, holds an exclusive lock on `path + ".lock"`, and brings the format up to date.
    ///
    /// `:memory:` gives a database that ends with the process.
    public init(path: String) throws(StorageError) {
        let isFile = path != ":memory:"
        lock = isFile ? try FileLock(path: path) : nil
        let connection = try Connection(path: path)
        if isFile {
            try connection.query("PRAGMA journal_mode=WAL") { _ in () }
            try connection.execute("PRAGMA synchronous=FULL")
        }
        // Deleted content is overwritten with zeros.
        try connection.query("PRAGMA secure_delete=ON") { _ in () }
        try Self.migrate(connection)
        guarded = Mutex(Guarded(connection: connection))
    }

    /// Runs `body` in one transaction: all of its changes become durable, or, if it throws, none.
    public func write<Result: Sendable>(_ body: (Session) throws(StorageError) -> Result) throws(StorageError) -> Result {
        try guarded.withLock { guarded throws(StorageError) in
            let connection = guarded.connection
            try connection.execute("BEGIN IMMEDIATE")
            do throws(StorageError) {
                let result = try body(Session(connection))
                try connection.execute("COMMIT")
                return result
            } catch {
                // The first error tells what happened; a failing rollback adds nothing (SQLite has then rolled back itself).
                do throws(StorageError) { try connection.execute("ROLLBACK") } catch {}
                throw error
            }
        }
    }

    /// Runs `body` without a transaction of its own, for reading.
    public func read<Result: Sendable>(_ body: (Session) throws(StorageError) -> Result) throws(StorageError) -> Result {
        try guarded.withLock { guarded throws(StorageError) in try body(Session(guarded.connection)) }
    }

    private static func migrate(_ connection: Connection) throws(StorageError) {
        let version = try connection.integer("PRAGMA user_version")
        guard version <= Schema.migrations.count else { throw .newerFormat(found: version, known: Schema.migrations.count) }
        for (index, step) in Schema.migrations.enumerated().dropFirst(version) {
            try connection.execute("BEGIN IMMEDIATE; \(step) PRAGMA user_version=\(index + 1); COMMIT;")
        }
    }
}

/// One view of the database, valid inside `Store.read` or `Store.write`.
public struct Session {
    let connection: Connection

    init(_ connection: Connection) { self.connection = connection }

    /// A named value of the installation.
    public func meta(_ name: String) throws(StorageError) -> [UInt8]? {
        try connection.query("SELECT value FROM meta WHERE name = ?", [.text(name)]) { $0.blob(0) }.first
    }

    public func setMeta(_ name: String, _ value: [UInt8]) throws(StorageError) {
        try connection.run("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", [.text(name), .blob(value)])
    }
}
