import API

/// All commands, in the order of the help text, and how their words are found.
enum CommandCatalogue {
    static let all: [any Command.Type] = [
        ServeCommand.self,
        WorkerCommand.self,
        BackupCommand.self,
        RestoreCommand.self,
        ConfigCheckCommand.self,
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
        Groth16ProveCommand.self,
        Groth16VerifyCommand.self,
        Groth16SetupCommand.self,
        Groth16ContributeCommand.self,
        Groth16BeaconCommand.self,
        Groth16VerifyKeyCommand.self,
        Groth16ExportVerificationKeyCommand.self,
        Groth16ExportVerifierCommand.self,
        Groth16ExportCalldataCommand.self,
        PowersNewCommand.self,
        PowersContributeCommand.self,
        PowersBeaconCommand.self,
        PowersPrepareCommand.self,
        PowersVerifyCommand.self,
        AdminBootstrapCommand.self,
        AdminTenantCreateCommand.self,
        AdminTenantListCommand.self,
        AdminTenantShowCommand.self,
        AdminTenantLimitsCommand.self,
        AdminTenantSuspendCommand.self,
        AdminTenantResumeCommand.self,
        AdminKeyCreateCommand.self,
        AdminKeyListCommand.self,
        AdminKeyRotateCommand.self,
        AdminKeyRevokeCommand.self,
        AdminUsageCommand.self,
        AdminLedgerCommand.self,
        AdminCreditsGrantCommand.self,
        AdminPriceSetCommand.self,
        AdminPriceRemoveCommand.self,
        AdminAuditListCommand.self,
        AdminAuditHeadCommand.self,
        AdminAuditVerifyCommand.self,
        AdminDeadLettersListCommand.self,
        AdminDeadLettersReplayCommand.self,
        AdminDeadLettersDiscardCommand.self,
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
        let group = groupPath(of: words)
        guard !group.isEmpty else {
            let first = words.first ?? ""
            throw .unknownCommand(first, suggestion: closestWord(to: first, among: all.map { $0.path[0] }))
        }
        let rest = Array(words.dropFirst(group.count))
        guard let next = rest.first, !next.hasPrefix("-") else { return (nil, rest) }
        let prefix = group.joined(separator: " ")
        let suggestion = closestWord(to: next, among: members(of: group).map { $0.path[group.count] })
        throw .unknownCommand("\(prefix) \(next)", suggestion: suggestion.map { "\(prefix) \($0)" })
    }

    /// The longest group of commands that `words` begin with (`burhan groth16 powers`); empty if there is none.
    private static func groupPath(of words: [String]) -> [String] {
        var group: [String] = []
        for word in words {
            guard !members(of: group + [word]).isEmpty else { break }
            group.append(word)
        }
        return group
    }

    private static func members(of group: [String]) -> [any Command.Type] {
        all.filter { $0.path.count > group.count && $0.path.starts(with: group) }
    }

    /// The help text of a command or of a group of commands.
    static func help(for words: [String]) throws(UsageError) -> String {
        if let command = try find(words).command { return HelpText.command(command) }
        let group = groupPath(of: words)
        return HelpText.group(group.joined(separator: " "), members(of: group))
    }

    /// The words of the command that a faulty command line probably meant, followed by a space; empty if there is none.
    static func helpTopic(of words: [String]) -> String {
        if let command = all.first(where: { words.starts(with: $0.path) }) { return command.path.joined(separator: " ") + " " }
        let group = groupPath(of: words)
        return group.isEmpty ? "" : group.joined(separator: " ") + " "
    }
}
