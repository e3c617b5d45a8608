import CSQLite

/// One SQLite connection with its prepared statements; used by one thread at a time.
@safe package final class Connection {
    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]

    package init(path: String) throws(StorageError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(path, &handle, flags, nil)
        guard code == SQLITE_OK, let opened = unsafe handle else {
            unsafe sqlite3_close_v2(handle)
            throw .cannotOpen(path: path, reason: unsafe String(cString: sqlite3_errstr(code)))
        }
        unsafe self.handle = unsafe opened
        unsafe sqlite3_busy_timeout(opened, 5000)
    }

    deinit {
        statements.removeAll()
        unsafe sqlite3_close_v2(handle)
    }

    /// Runs statements that bind nothing and return nothing.
    package func execute(_ sql: String) throws(StorageError) {
        try check(unsafe sqlite3_exec(handle, sql, nil, nil, nil))
    }

    /// Runs one statement with its values; true if a row was changed.
    @discardableResult
    func run(_ sql: String, _ values: [Value] = []) throws(StorageError) -> Bool {
        try query(sql, values) { _ in () }
        return unsafe sqlite3_changes(handle) > 0
    }

    /// Runs one statement and reads each row.
    @discardableResult
    func query<Row>(_ sql: String, _ values: [Value] = [], _ read: (Statement) -> Row) throws(StorageError) -> [Row] {
        let statement = try prepared(sql)
        defer { statement.reset() }
        try check(statement.bind(values))
        var rows: [Row] = []
        while true {
            let code = statement.step()
            if code == SQLITE_DONE { return rows }
            guard code == SQLITE_ROW else {
                try check(code)
                return rows
            }
            rows.append(read(statement))
        }
    }

    /// The single integer a statement returns, 0 when it returns none.
    func integer(_ sql: String, _ values: [Value] = []) throws(StorageError) -> Int {
        try query(sql, values) { $0.integer(0) }.first ?? 0
    }

    private func prepared(_ sql: String) throws(StorageError) -> Statement {
        if let statement = statements[sql] { return statement }
        var pointer: OpaquePointer?
        try check(unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil))
        guard let pointer = unsafe pointer else { throw .failed(code: SQLITE_MISUSE, reason: "empty statement") }
        let statement = unsafe Statement(pointer)
        statements[sql] = statement
        return statement
    }

    private func check(_ code: Int32) throws(StorageError) {
        switch code & 0xff {
        case SQLITE_OK, SQLITE_DONE, SQLITE_ROW: return
        case SQLITE_FULL: throw .diskFull
        case SQLITE_BUSY, SQLITE_LOCKED: throw .busy
        case SQLITE_CORRUPT, SQLITE_NOTADB: throw .corrupt(reason: unsafe String(cString: sqlite3_errstr(code)))
        default: throw .failed(code: code, reason: unsafe String(cString: sqlite3_errstr(code)))
        }
    }
}
