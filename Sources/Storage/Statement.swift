import CSQLite

/// A value bound to a parameter of a statement.
enum Value {
    case null
    case integer(Int)
    case text(String)
    case blob([UInt8])

    init(_ value: Int?) { self = value.map(Value.integer) ?? .null }
    init(_ value: String?) { self = value.map(Value.text) ?? .null }
    init(_ value: [UInt8]?) { self = value.map(Value.blob) ?? .null }
}

/// A prepared statement; column indices start at 0.
@safe final class Statement {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { unsafe self.pointer = unsafe pointer }

    deinit { unsafe sqlite3_finalize(pointer) }

    /// Binds all values in order; the first failing result code.
    func bind(_ values: [Value]) -> Int32 {
        for (offset, value) in values.enumerated() {
            let index = Int32(offset + 1)
            let code: Int32
            switch value {
            case .null: code = unsafe sqlite3_bind_null(pointer, index)
            case .integer(let number): code = unsafe sqlite3_bind_int64(pointer, index, Int64(number))
            case .text(var text):
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

    func integer(_ column: Int32) -> Int { Int(unsafe sqlite3_column_int64(pointer, column)) }

    func optionalInteger(_ column: Int32) -> Int? { isNull(column) ? nil : integer(column) }

    func text(_ column: Int32) -> String { String(decoding: blob(column), as: UTF8.self) }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }

    func blob(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(pointer, column) else { return [] }
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(pointer, column))))
    }

    func optionalBlob(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : blob(column) }

    private func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(pointer, column) == SQLITE_NULL }
}
