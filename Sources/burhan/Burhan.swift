import Foundation
import WitnessCalculator

/// The entry point: finds the command, checks its arguments, runs it, and turns every error into one line and an exit code.
@main
struct Burhan {
    static func main() async {
        // A witness calculator's process of its own, started by `WitnessCalculator`; no command for people.
        if CommandLine.arguments.dropFirst().elementsEqual([WitnessWorker.word]) { WitnessWorker.run() }
        let terminal = Terminal()
        let code = await run(Array(CommandLine.arguments.dropFirst()), terminal)
        exit(code.rawValue)
    }

    /// - Parameter words: the command line without the program's own name.
    static func run(_ words: [String], _ terminal: Terminal) async -> ExitCode {
        do {
            return try await dispatch(words, terminal)
        } catch let error as UsageError {
            terminal.fail(error.message)
            terminal.note("See `burhan \(CommandCatalogue.helpTopic(of: words))--help`.")
            return .usage
        } catch let error as CommandError {
            terminal.fail(error.message)
            return error.exitCode
        } catch is CancellationError {
            terminal.fail("stopped")
            return .interrupted
        } catch {
            terminal.fail(String(describing: error))
            return .system
        }
    }

    private static func dispatch(_ words: [String], _ terminal: Terminal) async throws -> ExitCode {
        try CPUCommand.chooseKernels(ProcessInfo.processInfo.environment)
        guard let first = words.first, first != "--help", first != "-h", first != "help" else {
            let topic = Array(words.dropFirst())
            if !topic.isEmpty {
                terminal.print(try CommandCatalogue.help(for: topic))
            } else {
                terminal.print(HelpText.overview(CommandCatalogue.all))
            }
            return words.isEmpty ? .usage : .success
        }
        if first == "--version" {
            return try await VersionCommand.run(Arguments([], options: [], positionals: []), terminal)
        }
        let (command, rest) = try CommandCatalogue.find(words)
        guard let command else {
            terminal.print(try CommandCatalogue.help(for: words.filter { $0 != "--help" && $0 != "-h" }))
            return rest.contains("--help") || rest.contains("-h") ? .success : .usage
        }
        let beforeMark = rest.prefix { $0 != "--" }
        if beforeMark.contains("--help") || beforeMark.contains("-h") {
            terminal.print(HelpText.command(command))
            return .success
        }
        let arguments = try Arguments(rest, options: command.options, positionals: command.positionals)
        return try await command.run(arguments, terminal)
    }
}
