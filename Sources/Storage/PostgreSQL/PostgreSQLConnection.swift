import CPostgreSQL
import Foundation

/// One connection to a PostgreSQL server with its prepared statements; used by one thread at a time.
///
/// Values travel in binary form. The server ends a statement that takes too long; should the server itself stand still, the
/// connection is given up a little later, so that no call hangs.
@safe final class PostgreSQLConnection: Connection {
    private struct Shape: Hashable {
        let sql: String
        let types: [Oid]
    }

    private let handle: OpaquePointer
    private let settings: PostgreSQLSettings
    private var statements: [Shape: String] = [:]

    /// The first error since the transaction began; after it the server refuses everything but a rollback.
    private(set) var failure: StorageError?
    /// The connection can't be used any more.
    private(set) var isBroken = false
    /// Seconds that a statement gets beyond the server's own limit.
    private static let grace = 3.0
    /// Set while work is under way that takes as long as it takes, such as a copy of everything.
    var isPatient = false

    var skippingLocked: String { " FOR UPDATE SKIP LOCKED" }

    init(url: String, settings: PostgreSQLSettings) throws(StorageError) {
        self.settings = settings
        // What comes before `dbname` is a default that the URL may change, what comes after it is fixed.
        let parameters = [
            ("fallback_application_name", "burhan"), ("connect_timeout", String(settings.connectSeconds)), ("keepalives_idle", "10"),
            ("keepalives_interval", "5"), ("keepalives_count", "3"), ("tcp_user_timeout", "15000"), ("dbname", url),
            ("client_encoding", "UTF8"),
        ]
        let keys = unsafe parameters.map { unsafe strdup($0.0) } + [nil]
        let values = unsafe parameters.map { unsafe strdup($0.1) } + [nil]
        defer {
            for index in unsafe keys.indices {
                unsafe free(keys[index])
                unsafe free(values[index])
            }
        }
        let opened = unsafe PQconnectdbParams(keys.map { unsafe UnsafePointer($0) }, values.map { unsafe UnsafePointer($0) }, 1)
        guard let opened = unsafe opened else { throw .unavailable(reason: "out of memory") }
        unsafe handle = unsafe opened
        guard unsafe PQstatus(opened) == CONNECTION_OK else {
            throw .unavailable(reason: unsafe Self.sentence(PQerrorMessage(opened)))
        }
        guard unsafe PQserverVersion(opened) >= 140_000 else {
            throw .cannotOpen(path: PostgreSQLSettings.displayed(url), reason: "PostgreSQL 14 or later is needed")
        }
        unsafe PQsetnonblocking(opened, 1)
        unsafe PQsetNoticeProcessor(opened, { _, _ in }, nil)
        try execute(
            """
            SET statement_timeout = \(Int(settings.statementSeconds * 1000));
            SET lock_timeout = \(Int(settings.lockSeconds * 1000));
            SET idle_in_transaction_session_timeout = \(Int((settings.statementSeconds + settings.lockSeconds) * 2000));
            SET client_connection_check_interval = 2000;
            SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
            """)
    }

    deinit { unsafe PQfinish(handle) }

    func execute(_ sql: String) throws(StorageError) {
        try send(unsafe PQsendQuery(handle, sql))
        _ = try results { (_) throws(StorageError) in }
    }

    func perform(_ sql: String, _ values: [Value], each: (Row) throws(StorageError) -> Void) throws(StorageError) -> Int {
        let parameters = try PostgreSQLParameters(values)
        let name = try prepared(Shape(sql: sql, types: parameters.types))
        let formats = [Int32](repeating: 1, count: values.count)
        let accepted = unsafe parameters.withPointers {
            unsafe PQsendQueryPrepared(handle, name, Int32(values.count), $0, parameters.lengths, formats, 1)
        }
        try send(accepted)
        // Rows come one by one: a result of any size takes the memory of one row.
        unsafe PQsetSingleRowMode(handle)
        return try results(each)
    }

    /// Begins a transaction; the statements run in one exchange.
    func begin(_ statements: String) throws(StorageError) {
        failure = nil
        try execute(statements)
    }

    /// Commits. After a `failure` that the body kept to itself, the server would roll back instead and call that a success.
    func commit() throws(StorageError) {
        if let failure { throw failure }
        try execute("COMMIT")
    }

    /// Rolls back, if there is still something to roll back.
    func rollback() {
        if isBroken { return }
        do throws(StorageError) { try execute("ROLLBACK") } catch { isBroken = true }
        failure = nil
    }

    private func prepared(_ shape: Shape) throws(StorageError) -> String {
        if let name = statements[shape] { return name }
        let name = "s\(statements.count)"
        try send(unsafe PQsendPrepare(handle, name, PostgreSQLDialect.statement(shape.sql), Int32(shape.types.count), shape.types))
        _ = try results { (_) throws(StorageError) in }
        statements[shape] = name
        return name
    }

    // MARK: The exchange

    private func send(_ accepted: Int32) throws(StorageError) {
        guard accepted == 1 else { throw lost() }
        let deadline = deadline
        while true {
            switch unsafe PQflush(handle) {
            case 0: return
            case 1: try wait(POLLIN | POLLOUT, deadline)
            default: throw lost()
            }
        }
    }

    /// Takes every result of what was sent; the number of rows that the last one changed.
    private func results(_ each: (Row) throws(StorageError) -> Void) throws(StorageError) -> Int {
        var changed = 0
        var problem: StorageError?
        while let result = unsafe try next() {
            defer { unsafe PQclear(result) }
            switch unsafe PQresultStatus(result) {
            case PGRES_SINGLE_TUPLE where problem == nil:
                do throws(StorageError) { try each(Row(result, 0)) } catch {
                    // The rows that would still come are not worth reading.
                    isBroken = true
                    throw error
                }
            case PGRES_SINGLE_TUPLE, PGRES_TUPLES_OK: break
            case PGRES_COMMAND_OK: changed = unsafe Int(String(cString: PQcmdTuples(result))) ?? 0
            default: if problem == nil { problem = .postgreSQL(result) }
            }
        }
        if unsafe PQstatus(handle) == CONNECTION_BAD { isBroken = true }
        guard let problem else { return changed }
        if failure == nil { failure = problem }
        throw problem
    }

    private func next() throws(StorageError) -> OpaquePointer? {
        let deadline = deadline
        while unsafe PQisBusy(handle) == 1 {
            try wait(POLLIN, deadline)
            guard unsafe PQconsumeInput(handle) == 1 else { throw lost() }
        }
        return unsafe PQgetResult(handle)
    }

    private var deadline: ContinuousClock.Instant {
        .now + .seconds(isPatient ? 86_400 : settings.statementSeconds + Self.grace)
    }

    private func wait(_ events: Int32, _ deadline: ContinuousClock.Instant) throws(StorageError) {
        let left = (deadline - .now) / .milliseconds(1)
        var descriptor = pollfd(fd: unsafe PQsocket(handle), events: Int16(events), revents: 0)
        let ready = left <= 0 ? 0 : unsafe poll(&descriptor, 1, Int32(min(left.rounded(.up), 60_000)))
        if ready > 0, descriptor.revents & Int16(POLLIN) != 0, events & POLLOUT != 0 { unsafe PQconsumeInput(handle) }
        guard ready == 0, ContinuousClock.now >= deadline else { return }
        isBroken = true
        failure = failure ?? .timedOut
        throw .timedOut
    }

    private func lost() -> StorageError {
        isBroken = true
        let error = StorageError.unavailable(reason: unsafe Self.sentence(PQerrorMessage(handle)))
        failure = failure ?? error
        return error
    }

    /// The first line of libpq's message, without its last full stop; names hosts and users, never a password.
    @safe private static func sentence(_ message: UnsafePointer<CChar>?) -> String {
        let text = unsafe message.map { unsafe String(cString: $0) } ?? ""
        let line = text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "the connection broke"
        return line.hasSuffix(".") ? String(line.dropLast()) : line
    }
}
