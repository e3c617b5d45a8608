/// The type of a value during evaluation: CEL's types, and for lists how their elements are kept.
enum ValueType: Sendable, Hashable {
    case bool
    case int
    case uint
    case date
    case string
    case bytes
    /// `isComputed`: made by `filter`, `map` or a list literal, so that elements kept by address are indirect.
    case list(FieldType, isComputed: Bool)
    /// An object of the inputs.
    case object(FieldType)

    /// Type of a declared field's value: u32 and u64 are CEL's uint, i32 and i64 its int.
    init(_ field: FieldType) {
        switch field {
        case .bool: self = .bool
        case .u32, .u64: self = .uint
        case .i32, .i64: self = .int
        case .date: self = .date
        case .string: self = .string
        case .bytes: self = .bytes
        case .array(let element, _): self = .list(element, isComputed: false)
        case .object: self = .object(field)
        }
    }

    /// The type that values computed in an expression are kept as.
    var storage: FieldType? {
        switch self {
        case .bool: .bool
        case .int: .i64
        case .uint: .u64
        case .date: .date
        case .string: .string(max: 256)
        case .bytes: .bytes(max: 256)
        case .list(let element, false): .array(element, max: 64)
        case .list: nil
        case .object(let type): type
        }
    }

    /// Name in messages.
    var name: String {
        switch self {
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .date: "date"
        case .string: "string"
        case .bytes: "bytes"
        case .list(let element, _): "list(\(ValueType(element).name))"
        case .object: "object"
        }
    }

    /// Whether a value of one type can stand where the other is expected, maxima aside.
    func isInterchangeable(with other: ValueType) -> Bool {
        switch (self, other) {
        case (.list(let a, let aComputed), .list(let b, let bComputed)): aComputed == bComputed && a.hasSameEncoding(as: b)
        case (.object(let a), .object(let b)): a.hasSameEncoding(as: b)
        default: self == other
        }
    }
}

/// What a comparison compares, docs/rule-guest.md §4.
enum ComparisonDomain: UInt8, Sendable {
    case word = 0
    case signed = 1
    case unsigned = 2
    case signedWithUnsigned = 3
    case unsignedWithSigned = 4
    case content = 5
    case region = 6

    /// The domain for two types, nil if they can't be compared.
    init?(_ a: ValueType, _ b: ValueType) {
        switch (a, b) {
        case (.bool, .bool), (.date, .date): self = .word
        case (.int, .int): self = .signed
        case (.uint, .uint): self = .unsigned
        case (.int, .uint): self = .signedWithUnsigned
        case (.uint, .int): self = .unsignedWithSigned
        case (.string, .string), (.bytes, .bytes): self = .content
        case (.list(let a, isComputed: false), .list(let b, isComputed: false)) where a.hasSameEncoding(as: b): self = .region
        case (.object(let a), .object(let b)) where a.hasSameEncoding(as: b): self = .region
        default: return nil
        }
    }
}

/// Relations, docs/rule-guest.md §4.
enum Relation: UInt8, Sendable {
    case equal = 0
    case notEqual = 1
    case less = 2
    case lessOrEqual = 3
    case greater = 4
    case greaterOrEqual = 5

    init?(symbol: String) {
        switch symbol {
        case "==": self = .equal
        case "!=": self = .notEqual
        case "<": self = .less
        case "<=": self = .lessOrEqual
        case ">": self = .greater
        case ">=": self = .greaterOrEqual
        default: return nil
        }
    }
}
