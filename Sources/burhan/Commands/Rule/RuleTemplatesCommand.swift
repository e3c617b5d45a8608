import API
import Rules

/// `burhan rule templates`
enum RuleTemplatesCommand: Command {
    static let path = ["rule", "templates"]
    static let summary = "list the rule documents to begin with, or print one"
    static let name = Positional("NAME", isRequired: false, help: "the template to print")
    static let inputs = Flag("inputs", help: "print the template's sample inputs instead of the document")
    static let positionals = [name]
    static let options: [any OptionDescription] = [inputs, CommonOptions.json]
    static let examples = [
        Example("burhan rule templates", "lists names and titles"),
        Example("burhan rule templates age-verification > rule.json", "writes a document to begin with"),
        Example("burhan rule templates age-verification --inputs > inputs.json", "writes sample inputs that it holds for"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        guard let wanted = arguments[name] else {
            list(terminal, asJSON: arguments[CommonOptions.json])
            return .success
        }
        guard let template = RuleTemplates[wanted] else {
            let names = RuleTemplates.all.map(\.name)
            let hint =
                closestWord(to: wanted, among: names).map { "; did you mean '\($0)'?" } ?? "; there are: \(names.joined(separator: ", "))"
            throw CommandError.malformed(what: wanted, reason: "there is no such template\(hint)")
        }
        terminal.print(arguments[inputs] ? template.inputsText : template.documentText)
        return .success
    }

    private static func list(_ terminal: Terminal, asJSON: Bool) {
        if asJSON {
            let entries = RuleTemplates.all.map { template in
                JSONValue.object([
                    JSONMember("name", .string(template.name)), JSONMember("title", .string(template.title)),
                    JSONMember("category", .string(template.category)), JSONMember("description", .string(template.description)),
                ])
            }
            terminal.print(JSONValue.array(entries).readableText)
            return
        }
        var table = TextTable(["name", "category", "title"])
        for template in RuleTemplates.all { table.add([template.name, template.category, template.title]) }
        terminal.print(table.text)
    }
}
