import Hashing

/// A rule document in normal form: names normalised, types spelled out, paths full, defaults filled in.
public struct RuleDocument: Sendable, Equatable {
    public let useCase: String
    public let description: String
    public let version: String
    /// Sorted as in the encoding of inputs.
    public let privateFields: [Field]
    /// Sorted; contains `as_of` when some rule needs today's date.
    public let publicFields: [Field]
    public let rules: [ValidationRule]
    /// Outputs beside `compliance_result`, sorted by name as in the journal.
    public let outputs: [RuleOutput]
    /// Path of the private field that the nullifier is made of.
    public let nullifier: String?

    /// Name of the public parameter that stands for today.
    public static let today = "as_of"

    /// Reads and checks a document; all errors are reported at once.
    public static func parse(_ json: [UInt8]) -> RuleParseResult {
        let (value, diagnostics) = JSONParser.parse(json, limits: .document)
        guard let value else { return RuleParseResult(rule: nil, diagnostics: diagnostics) }
        return parse(value)
    }

    /// Reads and checks a document that is already JSON values (whose names are unique).
    public static func parse(_ json: JSONValue) -> RuleParseResult {
        var reader = DocumentReader(json)
        let document = reader.read()
        var checker = RuleChecker(document.draft, layout: document.layout)
        let checked = checker.check()
        let diagnostics = reader.diagnostics + checker.diagnostics
        guard !diagnostics.contains(where: { $0.severity == .error }) else { return RuleParseResult(rule: nil, diagnostics: diagnostics) }
        return RuleParseResult(rule: checked, diagnostics: diagnostics)
    }

    /// The normal form as JSON; parsing it gives the same document.
    public var json: JSONValue {
        func object(_ fields: [Field]) -> JSONValue {
            .object([JSONMember("type", .string("object")), JSONMember("fields", .object(fields.map { JSONMember($0.name, $0.json) }))])
        }
        var outputMembers = [JSONMember("compliance_result", .string("bool"))]
        outputMembers += outputs.map { JSONMember($0.name, $0.json) }
        var members = [
            JSONMember("use_case", .string(useCase)),
            JSONMember("description", .string(description)),
            JSONMember("version", .string(version)),
            JSONMember("private_inputs", object(privateFields)),
            JSONMember("public_params", object(publicFields)),
            JSONMember("validation_rules", .array(rules.map(\.json))),
            JSONMember("outputs", .object(outputMembers)),
        ]
        if let nullifier { members.append(JSONMember("nullifier", .object([JSONMember("field", .string(nullifier))]))) }
        return .object(members)
    }

    /// SHA-256 of the normal form's canonical JSON (RFC 8785): names the rule in every statement.
    public var digest: [UInt8] { Array(SHA256.hash(json.canonicalBytes)) }
}

/// What reading a rule document gives: a checked rule, or the errors; warnings may come with either.
public struct RuleParseResult: Sendable {
    /// The rule, nil when there's an error among the diagnostics.
    public let rule: CheckedRule?
    public let diagnostics: [Diagnostic]

    public var document: RuleDocument? { rule?.document }
    public var errors: [Diagnostic] { diagnostics.filter { $0.severity == .error } }
    public var warnings: [Diagnostic] { diagnostics.filter { $0.severity == .warning } }

    /// The rule, or its errors thrown.
    public func get() throws(RulesError) -> CheckedRule {
        guard let rule else { throw .refused(errors) }
        return rule
    }
}
