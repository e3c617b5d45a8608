/// The database: deployments, jobs, receipts, idempotency records; in one SQLite file or on a PostgreSQL server.
///
/// When `write` has returned, its changes survive `kill -9` and power loss; when it has thrown, none of them is seen (but see
/// `StorageError.outcomeUnknown`). Calls block the calling thread, for milliseconds as a rule.
public final class Store: Sendable {
    private let database: any Database

    /// Opens or makes the SQLite file, holds an exclusive lock on `path + ".lock"`, and brings the format up to date.
    ///
    /// `:memory:` gives a database that ends with the process.
    public init(path: String) throws(StorageError) {
        try Self.prepare()
        database = try SQLiteDatabase(path: path)
    }

    /// Opens a database on a PostgreSQL server (14 or later) and brings its format up to date.
    public init(postgresql url: String, settings: PostgreSQLSettings = PostgreSQLSettings()) throws(StorageError) {
        try Self.prepare()
        database = try PostgreSQLDatabase(url: url, settings: settings)
    }

    private static func prepare() throws(StorageError) {
        guard Libcrypto.isReady else { throw .failed(code: "libcrypto", reason: "it can't be initialised") }
    }

    /// Opens what the setting `database` names: `postgresql://…`, or the path of an SQLite file.
    public convenience init(location: String, settings: PostgreSQLSettings = PostgreSQLSettings()) throws(StorageError) {
        if PostgreSQLSettings.isURL(location) {
            try self.init(postgresql: location, settings: settings)
        } else {
            try self.init(path: location)
        }
    }

    /// Whether other processes may work on the same records at this moment.
    public var isShared: Bool { database.isShared }

    public var counters: StoreCounters { database.counters }

    /// Runs `body` in one transaction: all of its changes become durable, or, if it throws, none.
    ///
    /// On a server `body` runs again after a conflict with another transaction or a lost connection, so it must have no effect
    /// outside the session. It must also pass on the session's errors: after one, the transaction can't be committed any more.
    public func write<Result: Sendable>(
        at isolation: Isolation = .serializable, _ body: (Session) throws(StorageError) -> Result
    ) throws(StorageError) -> Result { try database.write(isolation, body) }

    /// Runs `body` on one state of the database, for reading; it may run again after a lost connection.
    public func read<Result: Sendable>(_ body: (Session) throws(StorageError) -> Result) throws(StorageError) -> Result {
        try database.read(body)
    }

    /// How long the database takes to answer the smallest question; throws if it does not answer.
    public func probe() throws(StorageError) -> Duration {
        let start = ContinuousClock.now
        try database.probe()
        return ContinuousClock.now - start
    }
}
