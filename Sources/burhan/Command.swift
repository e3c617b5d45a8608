/// One subcommand of `burhan`.
protocol Command: SendableMetatype {
    /// The words that call it, for example `["rule", "explain"]`.
    static var path: [String] { get }
    /// One line for the list of commands.
    static var summary: String { get }
    /// Further lines for the command's own help; may be empty.
    static var details: String { get }
    static var positionals: [Positional] { get }
    static var options: [any OptionDescription] { get }
    static var examples: [Example] { get }
    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode
}

extension Command {
    static var details: String { "" }
    static var positionals: [Positional] { [] }
}

/// A command line worth showing, with what it does.
struct Example: Sendable {
    let line: String
    let effect: String

    init(_ line: String, _ effect: String) {
        self.line = line
        self.effect = effect
    }
}

/// Options that several commands share, so that they mean the same everywhere.
enum CommonOptions {
    static let json = Flag("json", help: "print the result as JSON on standard output")
    static let progress = Flag("progress", help: "show progress even if standard error is not a terminal")
    static let quiet = Flag("quiet", help: "print no progress and no notes")
}
