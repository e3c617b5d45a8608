import CSQLite

/// One SQLite connection with its prepared statements; used by one thread at a time.
@safe package final class SQLiteConnection: Connection {
    private let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]

    var skippingLocked: String { "" }

    /// Opens the file, or makes it unless it is only to be read.
    package init(path: String, readOnly: Bool = false) throws(StorageError) {
        var handle: OpaquePointer?
        let access = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let code = unsafe sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
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

    package func execute(_ sql: String) throws(StorageError) {
        try Self.check(unsafe sqlite3_exec(handle, sql, nil, nil, nil))
    }

    func perform(_ sql: String, _ values: [Value], each: (Row) throws(StorageError) -> Void) throws(StorageError) -> Int {
        let statement = try prepared(sql)
        defer { statement.reset() }
        try Self.check(try statement.bind(values))
        while true {
            let code = statement.step()
            if code == SQLITE_DONE { return Int(unsafe sqlite3_changes(handle)) }
            guard code == SQLITE_ROW else {
                try Self.check(code)
                return 0
            }
            try each(statement.row)
        }
    }

    private func prepared(_ sql: String) throws(StorageError) -> SQLiteStatement {
        if let statement = statements[sql] { return statement }
        var pointer: OpaquePointer?
        try Self.check(unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &pointer, nil))
        guard let pointer = unsafe pointer else { throw .failed(code: "\(SQLITE_MISUSE)", reason: "empty statement") }
        let statement = unsafe SQLiteStatement(pointer)
        statements[sql] = statement
        return statement
    }

    /// Makes an error of a result code.
    static func check(_ code: Int32) throws(StorageError) {
        switch code & 0xff {
        case SQLITE_OK, SQLITE_DONE, SQLITE_ROW: return
        case SQLITE_FULL: throw .diskFull
        case SQLITE_BUSY, SQLITE_LOCKED: throw .busy
        case SQLITE_CORRUPT, SQLITE_NOTADB: throw .corrupt(reason: unsafe String(cString: sqlite3_errstr(code)))
        case SQLITE_CONSTRAINT where code == burhan_sqlite_constraint_unique || code == burhan_sqlite_constraint_primarykey:
            throw .duplicate
        default: throw .failed(code: "\(code)", reason: unsafe String(cString: sqlite3_errstr(code)))
        }
    }
}
