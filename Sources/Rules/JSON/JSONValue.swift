/// A JSON value with exact numbers and members in the order of the text.
public indirect enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object([JSONMember])

    /// The value's JSON type for messages ("a string", "an object", …).
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number(let number): number.isInteger ? "an integer" : "a number with a fraction or exponent"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// First member of that name, nil also when this isn't an object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    public static func integer(_ value: some FixedWidthInteger) -> JSONValue { .number(JSONNumber(text: "\(value)")) }
}

/// A member of a JSON object.
public struct JSONMember: Sendable, Equatable {
    public var name: String
    public var value: JSONValue

    public init(_ name: String, _ value: JSONValue) {
        self.name = name
        self.value = value
    }
}

/// A JSON number as it was written, so that no digit is lost.
public struct JSONNumber: Sendable, Equatable {
    /// Text in the grammar of RFC 8259 §6.
    public let text: String

    init(text: String) { self.text = text }

    /// Whether there's neither fraction nor exponent.
    public var isInteger: Bool { !text.utf8.contains { $0 == 0x2E || $0 == 0x65 || $0 == 0x45 } }

    /// The exact value, nil if it isn't an integer of that type.
    public func exactly<Integer: FixedWidthInteger>(_ type: Integer.Type = Integer.self) -> Integer? {
        isInteger ? Integer(text) : nil
    }
}
