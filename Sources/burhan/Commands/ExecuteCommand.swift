import Foundation
import RISCV
import ZKVM

/// `burhan execute`
enum ExecuteCommand: Command {
    static let path = ["execute"]
    static let summary = "run a guest program without proving: journal, exit code, cycles, profile"
    static let details = """
        Runs the very machine that a proof is about, at full speed and without a proof. The input stays on this machine.
        Input: \(ByteSource.explanation).
        Exit code 0 if the guest ended with 0, 1 if it ended with another code, 3 if it broke a rule of the machine.
        """
    static let program = Positional("GUEST.elf", help: "a static rv32im executable")
    static let input = Option("input", "BYTES", .bytes, isSecret: true, help: "the guest's private input (default: empty)")
    static let cycles = Option(
        "max-cycles", "N", .integer(1...ExecutionLimits.largestCycleCount),
        help: "stop after so many cycles (default: the most that can be proven)")
    static let journal = Option("journal", "FILE", .path, help: "write the journal's bytes to a file")
    static let top = Option("top", "N", .integer(0...1000), help: "lines of the profile (default: 10)")
    static let positionals = [program]
    static let estimate = Flag(
        "estimate", help: "tell what a proof would take here: seconds, memory, bytes (measures the machine for half a second)")
    static let options: [any OptionDescription] = [
        input, cycles, journal, top, estimate, ProveCommand.threads, CommonOptions.json, CommonOptions.progress, CommonOptions.quiet,
    ]
    static let examples = [
        Example("burhan execute guest.elf --input 'some text'", "runs the guest on a text and prints its journal and a profile"),
        Example("burhan execute guest.elf --input 0x00ff --json", "the same on two bytes, for scripts"),
        Example("burhan execute guest.elf --input @private.bin --journal out.bin", "input from a file, journal to a file"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(program)
        let loaded = try GuestFile.program(at: path)
        let bytes = try arguments[input]?.bytes() ?? []
        let limits = ExecutionLimits(maximumCycles: arguments[cycles] ?? ExecutionLimits.largestCycleCount)
        let report: ExecutionReport
        let progress = ProgressLine(arguments, terminal)
        let started = ContinuousClock.now
        do throws(ProgramFault) {
            report = try Machine.run(
                loaded, input: bytes, limits: limits,
                shouldStop: {
                    progress.show("executing")
                    return false
                })
        } catch {
            progress.clear()
            throw CommandError.programFault("\(path): \(error)")
        }
        let duration = ContinuousClock.now - started
        progress.clear()
        var outcome = ExecutionOutcome(report, of: loaded, duration: duration, top: arguments[top] ?? 10)
        if arguments[estimate] {
            outcome.proof = try EstimateReport(loaded, report, threads: arguments[ProveCommand.threads] ?? ProveOptions.allCores)
        }
        if let file = arguments[journal] { try FileAccess.write(report.journal, to: file, terminal) }
        if arguments[CommonOptions.json] {
            try terminal.printJSON(outcome)
        } else {
            terminal.print(outcome.text)
        }
        return report.exitCode == 0 ? .success : .negative
    }
}
