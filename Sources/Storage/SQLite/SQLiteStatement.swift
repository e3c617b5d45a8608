import CSQLite

/// A prepared statement of SQLite.
@safe final class SQLiteStatement {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe sqlite3_finalize(pointer) }

    /// Binds all values in order; the first failing result code.
    func bind(_ values: [Value]) throws(StorageError) -> Int32 {
        for (offset, value) in values.enumerated() {
            let index = Int32(offset + 1)
            let code: Int32
            switch value {
            case .null: code = unsafe sqlite3_bind_null(pointer, index)
            case .integer(let number): code = unsafe sqlite3_bind_int64(pointer, index, Int64(number))
            case .text(var text):
                guard !text.utf8.contains(0) else { throw .unstorableText }
                code = text.withUTF8 { bytes in
                    unsafe bytes.withMemoryRebound(to: CChar.self) {
                        unsafe burhan_sqlite_bind_text(pointer, index, $0.baseAddress, Int32($0.count))
                    }
                }
            case .blob(let bytes):
                code = unsafe bytes.withUnsafeBytes { unsafe burhan_sqlite_bind_blob(pointer, index, $0.baseAddress, Int32($0.count)) }
            }
            if code != SQLITE_OK { return code }
        }
        return SQLITE_OK
    }

    func step() -> Int32 { unsafe sqlite3_step(pointer) }

    func reset() {
        unsafe sqlite3_reset(pointer)
        unsafe sqlite3_clear_bindings(pointer)
    }

    /// The row that the last step reached.
    var row: Row {
        let columns = unsafe sqlite3_column_count(pointer)
        return Row(values: (0..<columns).map(value))
    }

    private func value(_ column: Int32) -> Value {
        switch unsafe sqlite3_column_type(pointer, column) {
        case SQLITE_NULL: .null
        case SQLITE_TEXT: .text(String(decoding: bytes(column), as: UTF8.self))
        case SQLITE_BLOB: .blob(bytes(column))
        // A mean is cut to its integer part, as on PostgreSQL.
        default: .integer(Int(unsafe sqlite3_column_int64(pointer, column)))
        }
    }

    private func bytes(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(pointer, column) else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, column))))
    }
}
