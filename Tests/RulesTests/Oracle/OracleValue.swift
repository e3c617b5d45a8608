import Rules

/// What the oracle computes with: the values of the language, independent of the compiler's terms and of the guest.
indirect enum OracleValue: Equatable {
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case date(CalendarDate)
    case string([UInt8])
    case bytes([UInt8])
    case list([OracleValue])
    /// Fields in order; nil is absent.
    case object([(String, OracleValue?)])

    init(_ value: Value) {
        switch value {
        case .bool(let flag): self = .bool(flag)
        case .unsigned(let number): self = .uint(number)
        case .signed(let number): self = .int(number)
        case .date(let date): self = .date(date)
        case .string(let text): self = .string(Array(text.utf8))
        case .bytes(let bytes): self = .bytes(bytes)
        case .array(let elements): self = .list(elements.map { OracleValue($0) })
        case .object(let fields): self = .object(fields.map { ($0.name, $0.value.map { OracleValue($0) }) })
        }
    }

    /// The value as a statement gives it back.
    var stated: Value {
        switch self {
        case .bool(let flag): .bool(flag)
        case .int(let number): number >= 0 ? .unsigned(UInt64(number)) : .signed(number)
        case .uint(let number): .unsigned(number)
        case .date(let date): .date(date)
        case .string(let text): .string(String(decoding: text, as: UTF8.self))
        case .bytes(let bytes): .bytes(bytes)
        case .list(let elements): .array(elements.map(\.stated))
        case .object(let fields): .object(fields.map { NamedValue($0.0, $0.1?.stated) })
        }
    }

    /// Equality of the language: numbers by value.
    static func == (a: OracleValue, b: OracleValue) -> Bool {
        switch (a, b) {
        case (.bool(let a), .bool(let b)): a == b
        case (.date(let a), .date(let b)): a == b
        case (.string(let a), .string(let b)), (.bytes(let a), .bytes(let b)): a == b
        case (.int, .int), (.uint, .uint), (.int, .uint), (.uint, .int): a.number == b.number
        case (.list(let a), .list(let b)): a == b
        case (.object(let a), .object(let b)): a.count == b.count && zip(a, b).allSatisfy { $0.0 == $1.0 && $0.1 == $1.1 }
        default: false
        }
    }

    var number: Int128? {
        switch self {
        case .int(let number): Int128(number)
        case .uint(let number): Int128(number)
        default: nil
        }
    }

    /// Order of the language, nil between values without one.
    static func isLess(_ a: OracleValue, _ b: OracleValue) -> Bool? {
        switch (a, b) {
        case (.bool(let a), .bool(let b)): return !a && b
        case (.date(let a), .date(let b)): return (a.year, a.month, a.day) < (b.year, b.month, b.day)
        case (.string(let a), .string(let b)), (.bytes(let a), .bytes(let b)): return a.lexicographicallyPrecedes(b)
        default:
            guard let a = a.number, let b = b.number else { return nil }
            return a < b
        }
    }
}

/// A failed evaluation.
struct OracleError: Error, Equatable {
    let kind: RuleOutcome.EvaluationError

    init(_ kind: RuleOutcome.EvaluationError) { self.kind = kind }
}

/// Something that the checker must have refused.
struct OracleMisuse: Error {}
