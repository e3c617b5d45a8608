/// One record of a dump.
///
/// A dump is `BURHAN-DUMP`, a line feed, a version byte, then records: a byte for the kind, the length of the content in four
/// bytes, the content. First `H`, then for each table `T` and its `R`s, last `E`; after it SHA-256 of all that stands before,
/// and nothing more. Numbers are big-endian, texts UTF-8, both counted in bytes.
enum DumpRecord: Equatable {
    /// The format of the database it was taken from.
    case header(format: Int)
    case table(Table)
    /// A row of the table that was named last.
    case row([Value])
    /// How many rows there were.
    case end(rows: Int)

    static let prefix = Array("BURHAN-DUMP\n".utf8)
    static let version: UInt8 = 1
    /// No row may be longer, in bytes; PostgreSQL's own limit for a value.
    static let longest = 1 << 30

    var kind: UInt8 {
        switch self {
        case .header: UInt8(ascii: "H")
        case .table: UInt8(ascii: "T")
        case .row: UInt8(ascii: "R")
        case .end: UInt8(ascii: "E")
        }
    }

    var content: [UInt8] {
        var bytes: [UInt8] = []
        switch self {
        case .header(let number), .end(let number): Self.append(number, 8, to: &bytes)
        case .table(let table):
            Self.append(Array(table.name.utf8), to: &bytes)
            for column in table.columns {
                bytes.append(column.kind.rawValue)
                Self.append(Array(column.name.utf8), to: &bytes)
            }
        case .row(let values):
            for value in values {
                switch value {
                case .null: bytes.append(0)
                case .integer(let number):
                    bytes.append(Table.Kind.integer.rawValue)
                    Self.append(number, 8, to: &bytes)
                case .text(let text):
                    bytes.append(Table.Kind.text.rawValue)
                    Self.append(Array(text.utf8), to: &bytes)
                case .blob(let blob):
                    bytes.append(Table.Kind.blob.rawValue)
                    Self.append(blob, to: &bytes)
                }
            }
        }
        return bytes
    }

    /// The record with this content; nil if it is none.
    init?(kind: UInt8, content: [UInt8]) {
        var rest = content[...]
        switch kind {
        case UInt8(ascii: "H"), UInt8(ascii: "E"):
            guard let number = Self.number(8, &rest), number >= 0 else { return nil }
            self = kind == UInt8(ascii: "H") ? .header(format: number) : .end(rows: number)
        case UInt8(ascii: "T"):
            guard let name = Self.text(&rest) else { return nil }
            var columns: [Table.Column] = []
            while let byte = rest.popFirst() {
                guard let kind = Table.Kind(rawValue: byte), let name = Self.text(&rest) else { return nil }
                columns.append(Table.Column(name: name, kind: kind))
            }
            self = .table(Table(name: name, columns: columns))
        case UInt8(ascii: "R"):
            var values: [Value] = []
            while let byte = rest.popFirst() {
                switch byte {
                case 0: values.append(.null)
                case Table.Kind.integer.rawValue:
                    guard let number = Self.number(8, &rest) else { return nil }
                    values.append(.integer(number))
                case Table.Kind.text.rawValue:
                    guard let text = Self.text(&rest) else { return nil }
                    values.append(.text(text))
                case Table.Kind.blob.rawValue:
                    guard let bytes = Self.bytes(&rest) else { return nil }
                    values.append(.blob(bytes))
                default: return nil
                }
            }
            self = .row(values)
        default: return nil
        }
        guard rest.isEmpty else { return nil }
    }

    // MARK: Numbers and texts

    static func append(_ number: Int, _ width: Int, to bytes: inout [UInt8]) {
        for place in (0..<width).reversed() { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
    }

    private static func append(_ content: [UInt8], to bytes: inout [UInt8]) {
        append(content.count, 4, to: &bytes)
        bytes.append(contentsOf: content)
    }

    static func number(_ width: Int, _ bytes: inout ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= width else { return nil }
        defer { bytes = bytes.dropFirst(width) }
        return bytes.prefix(width).reduce(0) { $0 << 8 | Int($1) }
    }

    private static func bytes(_ bytes: inout ArraySlice<UInt8>) -> [UInt8]? {
        guard let length = number(4, &bytes), bytes.count >= length else { return nil }
        defer { bytes = bytes.dropFirst(length) }
        return Array(bytes.prefix(length))
    }

    private static func text(_ bytes: inout ArraySlice<UInt8>) -> String? {
        self.bytes(&bytes).flatMap { String(validating: $0, as: UTF8.self) }
    }
}
