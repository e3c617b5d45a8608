/// One finding about a rule document or about inputs: where, what, what was expected and what was found.
///
/// A diagnostic about private inputs never carries a value, only its JSON type or its size.
public struct Diagnostic: Sendable, Hashable {
    /// Whether the finding refuses the document or only tells its author something.
    public enum Severity: String, Sendable { case error, warning }

    public var severity: Severity
    public var code: Code
    /// JSON Pointer (RFC 6901) to the place in the document or the inputs; "" is the whole.
    public var pointer: String
    /// A full sentence.
    public var message: String
    public var expected: String?
    public var found: String?
    /// For a finding inside an expression or JSON text: offset in bytes from its beginning.
    public var offset: Int?

    public init(
        _ code: Code, at pointer: String, _ message: String, expected: String? = nil, found: String? = nil, offset: Int? = nil,
        severity: Severity = .error
    ) {
        self.severity = severity
        self.code = code
        self.pointer = pointer
        self.message = message
        self.expected = expected
        self.found = found
        self.offset = offset
    }

    /// Stable names of findings.
    public enum Code: String, Sendable, CaseIterable {
        // JSON text
        case jsonSyntax = "json_syntax"
        case jsonTooLarge = "json_too_large"
        case jsonTooDeep = "json_too_deep"
        case jsonDuplicateKey = "json_duplicate_key"
        // Shape of the document
        case wrongType = "wrong_type"
        case missingMember = "missing_member"
        case unknownMember = "unknown_member"
        case emptyValue = "empty_value"
        case tooMany = "too_many"
        case invalidValue = "invalid_value"
        case ignoredMember = "ignored_member"
        // Names and types
        case invalidName = "invalid_name"
        case duplicateName = "duplicate_name"
        case unknownType = "unknown_type"
        case invalidMaximum = "invalid_maximum"
        case unknownPath = "unknown_path"
        case ambiguousPath = "ambiguous_path"
        case wrongSide = "wrong_side"
        case wrongFieldType = "wrong_field_type"
        // Rules
        case unknownRuleType = "unknown_rule_type"
        case rawCodeRefused = "raw_code_refused"
        case missingBound = "missing_bound"
        case emptyRange = "empty_range"
        case unknownAlgorithm = "unknown_algorithm"
        case signatureNotAvailable = "signature_not_available"
        // Expressions
        case expressionSyntax = "expression_syntax"
        case expressionType = "expression_type"
        case unknownFunction = "unknown_function"
        case notSupported = "not_supported"
        case tooComplex = "too_complex"
        case tooCostly = "too_costly"
        // Inputs
        case missingInput = "missing_input"
        case unknownInput = "unknown_input"
        case inputType = "input_type"
        case inputRange = "input_range"
        case inputTooLong = "input_too_long"
        case inputFormat = "input_format"
    }
}

extension Diagnostic: CustomStringConvertible {
    public var description: String {
        var text = "\(pointer.isEmpty ? "/" : pointer): \(message) [\(code.rawValue)]"
        if let expected { text += " expected: \(expected)" }
        if let found { text += " found: \(found)" }
        return text
    }
}

/// A JSON Pointer under construction.
struct Pointer {
    let text: String

    static let root = Pointer(text: "")

    static func / (parent: Pointer, member: String) -> Pointer {
        var escaped = ""
        for scalar in member.unicodeScalars.prefix(80) {
            switch scalar {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return Pointer(text: parent.text + "/" + escaped)
    }

    static func / (parent: Pointer, index: Int) -> Pointer { Pointer(text: parent.text + "/\(index)") }
}
