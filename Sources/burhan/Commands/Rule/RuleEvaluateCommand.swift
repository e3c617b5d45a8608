import RISCV
import Rules
import ZKVM

/// `burhan rule evaluate`
enum RuleEvaluateCommand: Command {
    static let path = ["rule", "evaluate"]
    static let summary = "run a rule on inputs without proving: which rule fails, what a receipt would state"
    static let details = """
        Runs the very image that a proof would be about. Nothing leaves this machine and nothing is written.
        Exit code 0: the statement can be proven, 1: it is false.
        """
    static let document = Positional("RULE.json", help: "the rule document")
    static let positionals = [document]
    static let options: [any OptionDescription] =
        RuleInputOptions.all + [
            ExecuteCommand.estimate, ProveCommand.threads, CommonOptions.json,
        ]
    static let examples = [
        Example(
            "burhan rule evaluate examples/age-verification.json --inputs examples/age-verification.inputs.json",
            "evaluates the rule on its sample data"),
        Example(
            "burhan rule evaluate rule.json --inputs private.json --param min_age=21 --as-of 2026-11-20",
            "private inputs from a file, public parameters from the command line"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(document)
        let rule = try RuleFile.rule(at: path, terminal, quiet: arguments[CommonOptions.json])
        let inputs = try RuleInputOptions.read(arguments, for: rule)
        let program: Program
        let evaluation: RuleEvaluation
        do throws(RulesError) {
            program = try CompiledRule(rule).program()
            evaluation = try RuleEvaluation.run(program, input: inputs.bytes)
        } catch {
            throw error.commandError(path)
        }
        let sentence = evaluation.outcome.message(in: rule.document)
        let threads = arguments[ProveCommand.threads] ?? ProveOptions.allCores
        let estimate = arguments[ExecuteCommand.estimate] ? try EstimateReport(program, evaluation.report, threads: threads) : nil
        if arguments[CommonOptions.json] {
            let members = estimate.map { [JSONMember("estimate", $0.json)] } ?? []
            terminal.print(
                JSONValue.object(
                    [
                        JSONMember("provable", .bool(evaluation.statement != nil)), JSONMember("message", .string(sentence)),
                        JSONMember("exit_code", .integer(evaluation.report.exitCode)),
                        JSONMember("cycles", .integer(evaluation.report.cycles)),
                        JSONMember("statement", evaluation.statement?.json ?? .null),
                    ] + members
                ).readableText)
        } else {
            terminal.print("\(sentence) \(Quantity.count(evaluation.report.cycles)) cycles.")
            if let estimate { terminal.print(estimate.text) }
            if let statement = evaluation.statement { terminal.print(StatementText.lines(statement).joined(separator: "\n")) }
        }
        return evaluation.statement == nil ? .negative : .success
    }
}
