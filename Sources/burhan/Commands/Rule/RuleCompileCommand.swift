import Rules
import ZKVM

/// `burhan rule compile`
enum RuleCompileCommand: Command {
    static let path = ["rule", "compile"]
    static let summary = "compile a rule to data for the rule guest: image ID, digest, size"
    static let document = Positional("RULE.json", help: "the rule document ('-': standard input)")
    static let output = Option("output", "FILE", .path, help: "write the rule data to a file")
    static let positionals = [document]
    static let options: [any OptionDescription] = [output, CommonOptions.json]
    static let examples = [
        Example("burhan rule compile examples/age-verification.json", "prints the image ID that receipts are verified against"),
        Example("burhan rule compile rule.json --output rule.data", "writes the data (format: docs/rule-guest.md)"),
    ]

    private struct Result: Encodable {
        var image_id: String
        var rule_digest: String
        var data_bytes: Int
        var image_bytes: Int
        var milliseconds: Double
    }

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(document)
        let started = ContinuousClock.now
        let rule = try RuleFile.rule(at: path, terminal, quiet: arguments[CommonOptions.json])
        let compiled: CompiledRule
        let image: Image
        do throws(RulesError) {
            compiled = try CompiledRule(rule)
            image = Image(try compiled.program())
        } catch {
            throw error.commandError(path)
        }
        let result = Result(
            image_id: image.id.description, rule_digest: compiled.digest.hexadecimal, data_bytes: compiled.data.count,
            image_bytes: image.program.imageWords.count * 4, milliseconds: Quantity.seconds(ContinuousClock.now - started) * 1000)
        if let target = arguments[output] { try FileAccess.write(compiled.data, to: target, terminal) }
        if arguments[CommonOptions.json] {
            try terminal.printJSON(result)
        } else {
            terminal.print(
                """
                image ID     \(result.image_id)
                rule digest  \(result.rule_digest)
                rule data    \(Quantity.bytes(result.data_bytes)) in an image of \(Quantity.bytes(result.image_bytes))
                compiled in  \(Quantity.decimal(result.milliseconds, 1)) ms
                """)
        }
        return .success
    }
}
