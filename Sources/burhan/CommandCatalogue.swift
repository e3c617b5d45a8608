/// All commands, in the order of the help text, and how their words are found.
enum CommandCatalogue {
    static let all: [any Command.Type] = [
        ServeCommand.self,
        ProveCommand.self,
        VerifyCommand.self,
        InspectCommand.self,
        ImageIDCommand.self,
        ExecuteCommand.self,
        RuleValidateCommand.self,
        RuleExplainCommand.self,
        RuleCompileCommand.self,
        RuleEvaluateCommand.self,
        RuleEjectCommand.self,
        RuleTemplatesCommand.self,
        CircuitListCommand.self,
        CircuitExportCommand.self,
        CircuitWitnessCommand.self,
        CircuitCheckCommand.self,
        Groth16WitnessCommand.self,
        NewCommand.self,
        BuildCommand.self,
        KeygenCommand.self,
        BenchCommand.self,
        CPUCommand.self,
        VersionCommand.self,
    ]

    /// The command that `words` call and the words after its name; the command is nil if the words name a group (`burhan rule`).
    static func find(_ words: [String]) throws(UsageError) -> (command: (any Command.Type)?, rest: [String]) {
        for command in all where words.starts(with: command.path) {
            return (command, Array(words.dropFirst(command.path.count)))
        }
        let first = words.first ?? ""
        let group = all.filter { $0.path.count > 1 && $0.path[0] == first }
        guard !group.isEmpty else {
            throw .unknownCommand(first, suggestion: closestWord(to: first, among: all.map { $0.path[0] }))
        }
        guard words.count > 1, !words[1].hasPrefix("-") else { return (nil, Array(words.dropFirst())) }
        let suggestion = closestWord(to: words[1], among: group.map { $0.path[1] })
        throw .unknownCommand("\(first) \(words[1])", suggestion: suggestion.map { "\(first) \($0)" })
    }

    /// The help text of a command or of a group of commands.
    static func help(for words: [String]) throws(UsageError) -> String {
        if let command = try find(words).command { return HelpText.command(command) }
        return HelpText.group(words[0], all.filter { $0.path[0] == words[0] })
    }

    /// The words of the command that a faulty command line probably meant, followed by a space; empty if there is none.
    static func helpTopic(of words: [String]) -> String {
        if let command = all.first(where: { words.starts(with: $0.path) }) { return command.path.joined(separator: " ") + " " }
        if let first = words.first, all.contains(where: { $0.path[0] == first }) { return first + " " }
        return ""
    }
}
