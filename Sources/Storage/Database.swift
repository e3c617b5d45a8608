/// What runs transactions: an SQLite file, or a PostgreSQL server.
protocol Database: Sendable {
    /// Whether other processes may work on the same records at this moment.
    var isShared: Bool { get }
    var counters: StoreCounters { get }
    func write<Result: Sendable>(_ isolation: Isolation, _ body: (Session) throws(StorageError) -> Result) throws(StorageError) -> Result
    func read<Result: Sendable>(_ body: (Session) throws(StorageError) -> Result) throws(StorageError) -> Result
    /// Throws unless the database answers now; never waits for it to come back.
    func probe() throws(StorageError)
}

/// How far a transaction is kept apart from those beside it; on SQLite there are none beside it.
public enum Isolation: Sendable {
    /// As if transactions ran one after another. What should be used unless there is a reason.
    case serializable
    /// For work queues: what the transaction decides by, it has locked itself (`Session.skippingLocked`), and nothing else.
    /// Claims then pass one another by instead of ending in conflicts.
    case readCommitted
}

/// What a store has waited for since it was opened.
public struct StoreCounters: Sendable, Equatable {
    /// Connections to the server that are open now.
    public var connections = 0
    /// Of these, how many no transaction uses.
    public var idle = 0
    /// Transactions that had to wait for a free connection, and how long all of them together.
    public var waits = 0
    public var waitedMilliseconds = 0
    /// Transactions that got no connection in time.
    public var exhausted = 0
    /// Transactions that ran again after a conflict with another.
    public var retries = 0
    /// Transactions that were given up after their last retry.
    public var conflicts = 0
    /// Connections that broke while they were used.
    public var lostConnections = 0
    /// Commits whose outcome had to be looked up, and those where that failed.
    public var doubtfulCommits = 0
    public var unknownOutcomes = 0

    public init() {}
}
