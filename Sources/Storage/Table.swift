/// A table of records, as the database describes it.
struct Table: Sendable, Equatable {
    struct Column: Sendable, Equatable {
        var name: String
        var kind: Kind
    }

    enum Kind: UInt8, Sendable {
        case integer = 1
        case text = 2
        case blob = 3

        /// A value as a column of this kind keeps it: text and bytes are told apart more strictly by PostgreSQL than by SQLite.
        func adopt(_ value: Value) -> Value {
            switch (self, value) {
            case (.blob, .text(let text)): .blob(Array(text.utf8))
            case (.text, .blob(let bytes)): .text(String(decoding: bytes, as: UTF8.self))
            default: value
            }
        }
    }

    var name: String
    var columns: [Column]

    /// Column names for an SQL statement.
    var columnList: String { columns.map(\.name).joined(separator: ", ") }
}
