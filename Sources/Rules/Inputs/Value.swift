/// A value of an input, a parameter or an output.
public indirect enum Value: Sendable, Hashable {
    case bool(Bool)
    /// u32, u64, and every number ≥ 0 read from a statement.
    case unsigned(UInt64)
    /// i32, i64; in a statement only numbers < 0.
    case signed(Int64)
    case date(CalendarDate)
    case string(String)
    case bytes([UInt8])
    case array([Value])
    /// Fields in key order; nil is an absent optional field.
    case object([NamedValue])

    /// Numbers ≥ 0 become `unsigned`, so that a value read back from a statement compares equal to the one that was put in.
    public var asStated: Value {
        switch self {
        case .signed(let number) where number >= 0: .unsigned(UInt64(number))
        case .array(let elements): .array(elements.map(\.asStated))
        case .object(let fields): .object(fields.map { NamedValue($0.name, $0.value?.asStated) })
        default: self
        }
    }

    /// JSON form: dates as text, bytes as lowercase hexadecimal with the prefix `0x`.
    public var json: JSONValue {
        switch self {
        case .bool(let flag): .bool(flag)
        case .unsigned(let number): .integer(number)
        case .signed(let number): .integer(number)
        case .date(let date): .string(date.description)
        case .string(let text): .string(text)
        case .bytes(let bytes): .string(Hexadecimal.text(bytes))
        case .array(let elements): .array(elements.map(\.json))
        case .object(let fields): .object(fields.map { JSONMember($0.name, $0.value?.json ?? .null) })
        }
    }
}

/// A named value of an object; nil when an optional field is absent.
public struct NamedValue: Sendable, Hashable {
    public let name: String
    public let value: Value?

    public init(_ name: String, _ value: Value?) {
        self.name = name
        self.value = value
    }
}
