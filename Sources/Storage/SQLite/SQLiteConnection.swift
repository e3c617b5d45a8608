import CSQLite

/// One SQLite connection with its prepared statements; used by one thread at a time.
@safe package final class SQLiteConnection: Connection {
    private let handle: OpaquePointer
    private var statements: [String: SQLiteStatement] = [:]

    var skippingLocked: String { "" }

    /// Opens the file, or makes it unless it must exist.
    package init(path: String, mustExist: Bool = false) throws(StorageError) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (mustExist ? 0 : SQLITE_OPEN_CREATE)
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

    func alone<Result>(_ body: () throws(StorageError) -> Result) throws(StorageError) -> Result {
        try transaction("BEGIN IMMEDIATE", body)
    }

    func snapshot<Result>(_ body: () throws(StorageError) -> Result) throws(StorageError) -> Result { try transaction("BEGIN", body) }

    private func transaction<Result>(
        _ beginning: String, _ body: () throws(StorageError) -> Result
    ) throws(StorageError) -> Result {
        try execute(beginning)
        do throws(StorageError) {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            // The first error tells what happened; a failing rollback adds nothing (SQLite has then rolled back itself).
            do throws(StorageError) { try execute("ROLLBACK") } catch {}
            throw error
        }
    }

    /// Makes this database a copy of another one, whole or not at all, while the other may be in use.
    func copy(_ source: SQLiteConnection) throws(StorageError) {
        guard let backup = unsafe sqlite3_backup_init(handle, "main", source.handle, "main") else {
            throw .failed(code: "\(unsafe sqlite3_errcode(handle))", reason: unsafe String(cString: sqlite3_errmsg(handle)))
        }
        var code = SQLITE_OK
        var refusals = 0
        repeat {
            // 4 MiB at a time, so that a writer beside is not kept waiting for long.
            code = unsafe sqlite3_backup_step(backup, 1024)
            if code == SQLITE_BUSY || code == SQLITE_LOCKED {
                refusals += 1
                sqlite3_sleep(50)
            }
        } while code == SQLITE_OK || (code == SQLITE_BUSY || code == SQLITE_LOCKED) && refusals < 200
        unsafe sqlite3_backup_finish(backup)
        try Self.check(code)
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
