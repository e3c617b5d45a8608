/// The text of `burhan --help` and of `burhan COMMAND --help`.
enum HelpText {
    static func overview(_ commands: [any Command.Type]) -> String {
        var lines = [
            "burhan: prove that a rule or a program holds on private inputs, and verify such proofs.", "",
            "Usage: burhan COMMAND [OPTIONS]", "", "Commands:",
        ]
        lines += columns(commands.map { ($0.path.joined(separator: " "), $0.summary) })
        lines += ["", "Exit codes:"]
        lines += columns(ExitCode.allCases.map { (String($0.rawValue), $0.meaning) })
        lines += ["", "`burhan COMMAND --help` explains a command, with examples."]
        return lines.joined(separator: "\n")
    }

    /// The list of commands that begin with the same word.
    static func group(_ word: String, _ commands: [any Command.Type]) -> String {
        var lines = ["Usage: burhan \(word) COMMAND [OPTIONS]", "", "Commands:"]
        lines += columns(commands.map { ($0.path.joined(separator: " "), $0.summary) })
        return lines.joined(separator: "\n")
    }

    static func command(_ command: any Command.Type) -> String {
        let name = command.path.joined(separator: " ")
        let places = command.positionals.map { $0.isRequired ? " \($0.name)" : " [\($0.name)]" }.joined()
        var lines = ["burhan \(name): \(command.summary)", "", "Usage: burhan \(name)\(places) [OPTIONS]"]
        if !command.details.isEmpty { lines += ["", command.details] }
        if !command.positionals.isEmpty {
            lines += ["", "Arguments:"] + columns(command.positionals.map { ($0.name, $0.help) })
        }
        lines += ["", "Options:"]
        lines += columns(
            command.options.map { option in
                let value = option.placeholder.map { " \($0)" } ?? ""
                return ("--\(option.name)\(value)", option.help + (option.isRepeatable ? " (may be repeated)" : ""))
            } + [("--help", "print this text")])
        if !command.examples.isEmpty {
            lines += ["", "Examples:"]
            for example in command.examples {
                lines += ["  \(example.line)", "      \(example.effect)"]
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func columns(_ rows: [(String, String)]) -> [String] {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { name, text in
            "  \(name)" + String(repeating: " ", count: width - name.count + 2) + text
        }
    }
}
