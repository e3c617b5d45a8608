import CPostgreSQL

/// The parameters of one statement in PostgreSQL's binary form, one after another in one buffer.
struct PostgreSQLParameters {
    /// Object identifiers of the types; 0 leaves the type of a `NULL` to the server.
    private(set) var types: [Oid] = []
    private(set) var lengths: [Int32] = []
    private var offsets: [Int?] = []
    private var bytes: [UInt8] = []

    init(_ values: [Value]) throws(StorageError) {
        for value in values {
            offsets.append(bytes.count)
            switch value {
            case .null:
                types.append(0)
                offsets[offsets.count - 1] = nil
            case .integer(let number):
                types.append(PostgreSQLType.int8)
                unsafe withUnsafeBytes(of: Int64(number).bigEndian) { unsafe bytes.append(contentsOf: $0) }
            case .text(let text):
                guard !text.utf8.contains(0) else { throw .unstorableText }
                types.append(PostgreSQLType.text)
                bytes.append(contentsOf: text.utf8)
            case .blob(let blob):
                types.append(PostgreSQLType.bytea)
                bytes.append(contentsOf: blob)
            }
            guard let start = offsets[offsets.count - 1] else {
                lengths.append(0)
                continue
            }
            guard let length = Int32(exactly: bytes.count - start) else { throw .failed(code: "54000", reason: "a value is too long") }
            lengths.append(length)
        }
        // So that an empty value has an address: no address means NULL.
        bytes.append(0)
    }

    /// Calls `body` with an address for each value, `nil` for `NULL`.
    func withPointers<Result>(_ body: ([UnsafePointer<CChar>?]) -> Result) -> Result {
        unsafe bytes.withUnsafeBytes { buffer in
            let start = unsafe buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            return unsafe body(offsets.map { offset in unsafe offset.flatMap { unsafe start?.advanced(by: $0) } })
        }
    }
}

/// The types that the schema and its queries lead to (`pg_type.dat`).
enum PostgreSQLType {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let varchar: Oid = 1043
    static let name: Oid = 19
    static let numeric: Oid = 1700
}

extension Row {
    /// Reads a row of a result whose columns are binary.
    @safe init(_ result: OpaquePointer, _ row: Int32) throws(StorageError) {
        var values: [Value] = []
        let columns = unsafe PQnfields(result)
        for column in 0..<columns {
            guard unsafe PQgetisnull(result, row, column) == 0, let start = unsafe PQgetvalue(result, row, column) else {
                values.append(.null)
                continue
            }
            let bytes = unsafe UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, row, column)))
            let type = unsafe PQftype(result, column)
            guard let value = unsafe Self.value(bytes, type) else {
                throw .failed(code: "42804", reason: "a query returned the type \(type), which no record has")
            }
            values.append(value)
        }
        self.init(values: values)
    }

    private static func value(_ bytes: UnsafeRawBufferPointer, _ type: Oid) -> Value? {
        switch type {
        case PostgreSQLType.bytea: return unsafe .blob([UInt8](bytes))
        case PostgreSQLType.text, PostgreSQLType.varchar, PostgreSQLType.name: return unsafe .text(String(decoding: bytes, as: UTF8.self))
        case PostgreSQLType.bool: return unsafe .integer(bytes.first == 1 ? 1 : 0)
        case PostgreSQLType.int2, PostgreSQLType.int4, PostgreSQLType.int8:
            let negative = unsafe (bytes.first ?? 0) >= 0x80
            return .integer(unsafe bytes.reduce(negative ? -1 : 0) { $0 << 8 | Int($1) })
        case PostgreSQLType.numeric: return unsafe numeric([UInt8](bytes)).map(Value.integer)
        default: return nil
        }
    }

    /// The integer part of a `numeric`, which sums and means of `BIGINT` are; nil if it is none or does not fit.
    ///
    /// Four numbers of 16 bits (digits, weight, sign, scale), then digits of base 10,000 (`numeric_send`).
    private static func numeric(_ bytes: [UInt8]) -> Int? {
        let words = stride(from: 0, to: bytes.count - 1, by: 2).map { Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]) }
        guard words.count >= 4, words[2] == 0 || words[2] == 0x4000 else { return nil }
        let weight = Int(Int16(truncatingIfNeeded: words[1]))
        let digits = words.dropFirst(4)
        guard weight >= 0 else { return 0 }
        guard weight <= 5 else { return nil }
        var result = 0
        for place in 0...weight {
            let digit = place < digits.count ? digits[digits.startIndex + place] : 0
            let (shifted, over) = result.multipliedReportingOverflow(by: 10_000)
            let (sum, beyond) = shifted.addingReportingOverflow(words[2] == 0 ? digit : -digit)
            guard !over, !beyond else { return nil }
            result = sum
        }
        return result
    }
}
