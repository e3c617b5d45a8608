/// The declared type of an input or parameter.
public indirect enum FieldType: Sendable, Hashable {
    case bool
    case u32
    case i32
    case u64
    case i64
    case date
    /// UTF-8 text of at most `max` bytes.
    case string(max: Int)
    /// At most `max` bytes.
    case bytes(max: Int)
    /// At most `max` elements.
    case array(FieldType, max: Int)
    /// Fields in the order of deterministic CBOR keys: shorter names first, then bytewise.
    case object([Field])

    /// Kind code of the rule data format, docs/rule-guest.md §1.
    var kind: UInt8 {
        switch self {
        case .bool: 0
        case .u32: 1
        case .i32: 2
        case .u64: 3
        case .i64: 4
        case .date: 5
        case .string: 6
        case .bytes: 7
        case .array: 8
        case .object: 9
        }
    }

    /// Whether values are kept by address (text, bytes, arrays, objects).
    var isReference: Bool { kind >= 6 }

    /// How a rule document spells it, without maxima.
    public var name: String {
        switch self {
        case .bool: "bool"
        case .u32: "u32"
        case .i32: "i32"
        case .u64: "u64"
        case .i64: "i64"
        case .date: "date"
        case .string: "string"
        case .bytes: "bytes"
        case .array(let element, _): "array<\(element.name)>"
        case .object: "object"
        }
    }

    /// Whether two types have the same encoding of values, so that only their maxima differ.
    func hasSameEncoding(as other: FieldType) -> Bool {
        switch (self, other) {
        case (.array(let a, _), .array(let b, _)): a.hasSameEncoding(as: b)
        case (.object(let a), .object(let b)):
            a.count == b.count
                && zip(a, b).allSatisfy { $0.name == $1.name && $0.isOptional == $1.isOptional && $0.type.hasSameEncoding(as: $1.type) }
        default: kind == other.kind
        }
    }

    /// Greatest number of words that a value's encoding takes (saturating).
    var maximumWords: Int {
        switch self {
        case .bool, .u32, .i32, .date: return 1
        case .u64, .i64: return 2
        case .string(let max), .bytes(let max): return 1 + (max + 3) / 4
        case .array(let element, let max):
            let (product, overflow) = element.maximumWords.multipliedReportingOverflow(by: max)
            return overflow || product > 1 << 40 ? 1 << 40 : product + 1
        case .object(let fields): return fields.reduce(0) { min($0 + $1.type.maximumWords + ($1.isOptional ? 1 : 0), 1 << 40) }
        }
    }

    /// Number of slots that an object's fields take: all fields that are not inside an array.
    var slotCount: Int {
        guard case .object(let fields) = self else { return 0 }
        return fields.reduce(0) { $0 + 1 + $1.type.slotCount }
    }

    /// The type as a rule document's JSON, in full.
    var json: JSONValue {
        switch self {
        case .bool, .u32, .i32, .u64, .i64, .date: .string(name)
        case .string(let max), .bytes(let max): .object([JSONMember("type", .string(name)), JSONMember("max", .integer(max))])
        case .array(let element, let max):
            .object([JSONMember("type", .string("array")), JSONMember("items", element.json), JSONMember("max", .integer(max))])
        case .object(let fields):
            .object([JSONMember("type", .string("object")), JSONMember("fields", .object(fields.map { JSONMember($0.name, $0.json) }))])
        }
    }
}

/// A named field of an object.
public struct Field: Sendable, Hashable {
    public let name: String
    public let type: FieldType
    /// An optional field may be left out of the inputs; `has()` tells.
    public let isOptional: Bool

    public init(_ name: String, _ type: FieldType, isOptional: Bool = false) {
        self.name = name
        self.type = type
        self.isOptional = isOptional
    }

    var json: JSONValue {
        guard isOptional else { return type.json }
        if case .object(let members) = type.json { return .object(members + [JSONMember("optional", .bool(true))]) }
        return .object([JSONMember("type", type.json), JSONMember("optional", .bool(true))])
    }

    /// Order of deterministic CBOR keys (RFC 8949 §4.2.1) for names of fewer than 24 … 255 bytes.
    static func precedes(_ a: String, _ b: String) -> Bool {
        a.utf8.count != b.utf8.count ? a.utf8.count < b.utf8.count : a.utf8.lexicographicallyPrecedes(b.utf8)
    }
}
