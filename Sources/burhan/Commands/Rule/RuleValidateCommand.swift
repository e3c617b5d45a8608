import Rules

/// `burhan rule validate`
enum RuleValidateCommand: Command {
    static let path = ["rule", "validate"]
    static let summary = "check a rule document and report every error at once"
    static let details = "Each finding has a JSON Pointer, what was expected and what was found. Exit code 0: valid, 1: not valid."
    static let document = Positional("RULE.json", help: "the rule document ('-': standard input)")
    static let positionals = [document]
    static let options: [any OptionDescription] = [CommonOptions.json]
    static let examples = [
        Example("burhan rule validate examples/age-verification.json", "prints 'valid' or the list of errors"),
        Example("burhan rule templates age-verification | burhan rule validate -", "checks a document from standard input"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(document)
        let result = RuleDocument.parse(try FileAccess.read(path))
        if arguments[CommonOptions.json] {
            terminal.print(
                JSONValue.object([
                    JSONMember("valid", .bool(result.rule != nil)),
                    JSONMember("findings", .array(result.diagnostics.map(\.json))),
                ]).readableText)
        } else {
            for diagnostic in result.diagnostics { terminal.print("\(diagnostic.severity.rawValue): \(diagnostic)") }
            terminal.print(result.rule == nil ? "not valid (\(result.errors.count) errors)" : "valid")
        }
        return result.rule == nil ? .negative : .success
    }
}

extension Diagnostic {
    /// The finding as JSON; absent members are left out.
    var json: JSONValue {
        var members = [
            JSONMember("severity", .string(severity.rawValue)), JSONMember("code", .string(code.rawValue)),
            JSONMember("pointer", .string(pointer)), JSONMember("message", .string(message)),
        ]
        if let expected { members.append(JSONMember("expected", .string(expected))) }
        if let found { members.append(JSONMember("found", .string(found))) }
        if let offset { members.append(JSONMember("offset", .integer(offset))) }
        return .object(members)
    }
}
