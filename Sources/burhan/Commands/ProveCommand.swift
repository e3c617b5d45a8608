import RISCV
import Rules
import ZKVM

/// `burhan prove`
enum ProveCommand: Command {
    static let path = ["prove"]
    static let summary = "run a guest program or a rule and write a receipt that proves it, in zero knowledge"
    static let details = """
        Nothing leaves this machine; the receipt reveals the journal and the heights of the proof's tables, and nothing else about the inputs.
        A rule whose statement is false gives no receipt (exit code 1), unless --negative asks for a proof of just that.
        For a guest --input is read so: \(ByteSource.explanation).
        """
    static let file = Positional("FILE", help: "a guest program (ELF) or a rule document (JSON)")
    static let output = Option("output", "FILE", .path, help: "where the receipt goes (default: receipt.bin; '-': standard output)")
    static let threads = Option("threads", "N", .integer(1...256), help: "threads to use (default: all cores)")
    static let compact = Flag(
        "compact", help: "a receipt of less than half the size, for about four times the time and memory; its image ID is another one")
    static let memory = Option(
        "memory", "SIZE", .byteCount, help: "memory to stay below, as 900MB or 4GB; keeps less and computes more where that is needed")
    static let positionals = [file]
    static let options: [any OptionDescription] =
        [output, ExecuteCommand.input, ExecuteCommand.cycles, threads, compact, memory] + RuleInputOptions.all + [
            CommonOptions.json, CommonOptions.progress, CommonOptions.quiet,
        ]
    static let examples = [
        Example(
            "burhan prove examples/age-verification.json --inputs examples/age-verification.inputs.json --output receipt.bin",
            "proves a rule on its sample data"),
        Example(
            "burhan prove rule.json --inputs private.json --param min_age=18 --as-of 2026-11-20 --challenge 0xc0ffee",
            "parameters from the command line, bound to a verifier's challenge"),
        Example("burhan prove guest.elf --input @private.bin --json", "proves a program, with times by phase as JSON"),
        Example("burhan prove guest.elf --compact --memory 8GB", "a small receipt, within 8 GB of memory"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(file)
        let subject = try Subject(at: path, terminal, quiet: arguments[CommonOptions.json])
        let limits = ExecutionLimits(maximumCycles: arguments[ExecuteCommand.cycles] ?? ExecutionLimits.largestCycleCount)
        let bytes: [UInt8]
        switch subject {
        case .guest:
            for option in RuleInputOptions.all { try arguments.refuse(option, "is for rules; \(path) is a guest program") }
            bytes = try arguments[ExecuteCommand.input]?.bytes() ?? []
        case .rule(let rule, let program):
            try arguments.refuse(ExecuteCommand.input, "is for guest programs; \(path) is a rule, give --inputs")
            bytes = try provableInput(arguments, rule, program, limits)
        }
        let progress = ProgressLine(arguments, terminal)
        let options = ProveOptions(
            limits: limits, threads: arguments[threads] ?? ProveOptions.allCores, parameters: arguments[compact] ? .compact : .standard,
            memoryLimit: arguments[memory])
        let outcome: (receipt: Receipt, statistics: ProveStatistics)
        do throws(ProveError) {
            outcome = try Prover.prove(
                Image(subject.program, parameters: options.parameters), input: bytes, options: options, progress: { progress.show($0) })
        } catch {
            progress.clear()
            throw error.commandError(path)
        }
        progress.clear()
        let target = arguments[output] ?? "receipt.bin"
        let encoded = outcome.receipt.encoded()
        try FileAccess.write(encoded, to: target, terminal)
        let report = ProofOutcome(outcome.receipt, outcome.statistics, path: target, bytes: encoded.count)
        if target == "-" { return .success }
        if arguments[CommonOptions.json] {
            try terminal.printJSON(report)
        } else {
            terminal.print(report.text)
        }
        return .success
    }

    /// The encoded inputs of a rule, after a run without proof has shown that there is a statement to prove.
    private static func provableInput(
        _ arguments: Arguments, _ rule: CheckedRule, _ program: Program, _ limits: ExecutionLimits
    ) throws -> [UInt8] {
        let inputs = try RuleInputOptions.read(arguments, for: rule)
        let evaluation: RuleEvaluation
        do throws(RulesError) {
            evaluation = try RuleEvaluation.run(program, input: inputs.bytes, limits: limits)
        } catch {
            throw error.commandError("evaluation")
        }
        guard evaluation.statement != nil else {
            throw CommandError.negative("nothing to prove: " + evaluation.outcome.message(in: rule.document))
        }
        return inputs.bytes
    }
}

extension ProveError {
    /// The error for a user; `what` names the program.
    func commandError(_ what: String) -> CommandError {
        switch self {
        case .fault(let fault): .programFault("\(what): \(fault)")
        case .cancelled: .interrupted
        case .tooLarge, .memory, .security: .malformed(what: what, reason: description)
        case .selfCheckFailed: .system(description)
        }
    }
}
