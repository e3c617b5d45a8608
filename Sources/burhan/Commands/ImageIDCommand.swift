import Rules
import StarkVerifier
import ZKVM

/// `burhan image-id`
enum ImageIDCommand: Command {
    static let path = ["image-id"]
    static let summary = "compute the identity of a guest program or of a rule"
    static let details = """
        The ID depends on the program (for a rule: on the document's meaning) and the proof system, on nothing else.
        Receipts made with --compact have an ID of their own.
        """
    static let file = Positional("FILE", help: "a guest program (ELF) or a rule document (JSON)")
    static let positionals = [file]
    static let compact = Flag("compact", help: "the identity that receipts made with --compact carry")
    static let options: [any OptionDescription] = [compact, CommonOptions.json]
    static let examples = [
        Example("burhan image-id examples/age-verification.json", "prints the 64 digits that receipts of this rule are verified against"),
        Example("burhan image-id guest.elf --json", "the same for a program, for scripts"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let subject = try Subject(at: try arguments.required(file), terminal, quiet: arguments[CommonOptions.json])
        let id = Image(subject.program, parameters: arguments[compact] ? .compact : .standard).id.description
        guard arguments[CommonOptions.json] else {
            terminal.print(id)
            return .success
        }
        var answer = ["image_id": id]
        if case .rule(let rule, _) = subject { answer["rule_digest"] = rule.document.digest.hexadecimal }
        try terminal.printJSON(answer)
        return .success
    }
}
