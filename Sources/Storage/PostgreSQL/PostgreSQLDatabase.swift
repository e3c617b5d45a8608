import Foundation
import Synchronization

/// A database on a PostgreSQL server, shared by any number of processes.
///
/// A write is one transaction at the level SERIALIZABLE, tried again after a conflict (SQLSTATE 40001, 40P01) and after a
/// connection that broke before the commit, for then nothing has happened. A read sees one state (REPEATABLE READ).
///
/// A connection that breaks *during* the commit leaves its outcome open. Therefore each write leaves a mark, a random row in
/// `write_marks`, as part of itself. To find out, a second connection inserts the same mark: that waits until the first
/// transaction has ended, and then either meets the mark (it was committed) or places it (it was not, and never will be,
/// because its mark is taken). Numbers of transactions would not do: a crash of the server can give one out again.
final class PostgreSQLDatabase: Database {
    private let pool: PostgreSQLPool
    private let nextPruning = Mutex(ContinuousClock.now + PostgreSQLDatabase.pruningInterval)
    private static let pruningInterval = Duration.seconds(600)

    let isShared = true

    var counters: StoreCounters { pool.counters }

    init(url: String, settings: PostgreSQLSettings) throws(StorageError) {
        pool = PostgreSQLPool(url: url, settings: settings)
        try pool.withConnection { connection throws(StorageError) in try connection.migrate() }
    }

    func write<Result: Sendable>(_ isolation: Isolation, _ body: (Session) throws(StorageError) -> Result) throws(StorageError) -> Result {
        let level = isolation == .serializable ? "SERIALIZABLE" : "READ COMMITTED"
        return try persistently(pool.settings.patienceSeconds) { () throws(StorageError) -> Result in
            let mark = WriteMark()
            let (result, isCertain) = try pool.withConnection { connection throws(StorageError) -> (Result, Bool) in
                let result = try transaction(connection, "BEGIN ISOLATION LEVEL \(level); \(mark.insertion)", body)
                return (result, try commit(connection))
            }
            let isCommitted = if isCertain { true } else { try wasCommitted(mark) }
            guard isCommitted else { throw .unavailable(reason: "the connection broke before a commit") }
            return result
        }
    }

    func read<Result: Sendable>(_ body: (Session) throws(StorageError) -> Result) throws(StorageError) -> Result {
        // Who only reads is told soon that the server is away.
        try persistently(min(1, pool.settings.patienceSeconds)) { () throws(StorageError) -> Result in
            try pool.withConnection { connection throws(StorageError) -> Result in
                let result = try transaction(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", body)
                try connection.commit()
                return result
            }
        }
    }

    func probe() throws(StorageError) {
        try pool.withConnection(within: 1) { connection throws(StorageError) in try connection.execute("SELECT 1") }
    }

    // MARK: One try

    /// Begins and runs the body; rolls back if it throws.
    private func transaction<Result>(
        _ connection: PostgreSQLConnection, _ beginning: String, _ body: (Session) throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        do throws(StorageError) {
            try connection.begin(beginning)
            return try body(Session(connection))
        } catch {
            // What the database said counts more than what the body made of it: a conflict is tried again in any case.
            let cause = connection.failure ?? error
            connection.rollback()
            throw cause
        }
    }

    /// Commits; false if the connection broke meanwhile, or the server broke off, so that nobody knows.
    private func commit(_ connection: PostgreSQLConnection) throws(StorageError) -> Bool {
        if let failure = connection.failure {
            connection.rollback()
            throw failure
        }
        do throws(StorageError) { try connection.commit() } catch {
            let isOpen = if case .unavailable = error { true } else { connection.isBroken }
            connection.rollback()
            if isOpen { return false }
            throw error
        }
        prune(connection)
        return true
    }

    /// Looks up the outcome of a commit on another connection.
    private func wasCommitted(_ mark: WriteMark) throws(StorageError) -> Bool {
        pool.count { $0.doubtfulCommits += 1 }
        do throws(StorageError) {
            return try persistently(pool.settings.patienceSeconds) { () throws(StorageError) -> Bool in
                try pool.withConnection { connection throws(StorageError) in try mark.wasCommitted(connection) }
            }
        } catch {
            pool.count { $0.unknownOutcomes += 1 }
            throw .outcomeUnknown
        }
    }

    private func prune(_ connection: PostgreSQLConnection) {
        let isDue = nextPruning.withLock { next in
            guard ContinuousClock.now >= next else { return false }
            next = .now + Self.pruningInterval
            return true
        }
        // Marks that stay longer do no harm, so a failure here is none of the caller's business.
        if isDue { try? WriteMark.prune(connection) }
    }

    // MARK: Further tries

    /// Tries again after conflicts and lost connections until the time or the number of tries is used up.
    private func persistently<Result>(_ seconds: Double, _ attempt: () throws(StorageError) -> Result) throws(StorageError) -> Result {
        let deadline = ContinuousClock.now + .seconds(seconds)
        var tries = 0
        while true {
            tries += 1
            do throws(StorageError) { return try attempt() } catch {
                let isLast = tries >= pool.settings.attempts || ContinuousClock.now >= deadline
                switch error {
                case .conflict:
                    pool.count { if isLast { $0.conflicts += 1 } else { $0.retries += 1 } }
                    if isLast { throw .conflict(attempts: tries) }
                    pause(milliseconds: min(1 << min(tries, 10), 100))
                case .unavailable:
                    if isLast { throw error }
                    // The first loss may be that of a connection that was idle while the server started again.
                    if tries > 1 { pause(milliseconds: min(25 << min(tries, 5), 400)) }
                default: throw error
                }
            }
        }
    }

    /// Sleeps for a random part of this time, so that those who met once do not meet again.
    private func pause(milliseconds: Int) { usleep(UInt32.random(in: 0...UInt32(milliseconds) * 1000)) }
}
