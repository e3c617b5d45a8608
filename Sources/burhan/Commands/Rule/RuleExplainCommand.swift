import Rules

/// `burhan rule explain`
enum RuleExplainCommand: Command {
    static let path = ["rule", "explain"]
    static let summary = "say in plain English what a rule demands and what a receipt will state"
    static let document = Positional("RULE.json", help: "the rule document ('-': standard input)")
    static let positionals = [document]
    static let options: [any OptionDescription] = [CommonOptions.json]
    static let examples = [
        Example("burhan rule explain examples/age-verification.json", "prints the private side, the public side and the statement")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let rule = try RuleFile.rule(at: try arguments.required(document), terminal, quiet: arguments[CommonOptions.json])
        let explanation = Explanation(rule)
        terminal.print(arguments[CommonOptions.json] ? explanation.json.readableText : explanation.text)
        return .success
    }
}
