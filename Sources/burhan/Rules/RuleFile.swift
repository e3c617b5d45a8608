import Rules

/// Reads the rule document that a command names.
enum RuleFile {
    /// The checked rule, and the warnings about it.
    ///
    /// - Throws: `CommandError.malformed` with every error of the document, one per line.
    static func rule(at path: String, _ terminal: Terminal, quiet: Bool = false) throws(CommandError) -> CheckedRule {
        try rule(try FileAccess.read(path), at: path, terminal, quiet: quiet)
    }

    /// - Parameter path: names the file in messages.
    static func rule(_ bytes: [UInt8], at path: String, _ terminal: Terminal, quiet: Bool = false) throws(CommandError) -> CheckedRule {
        let result = RuleDocument.parse(bytes)
        guard let rule = result.rule else {
            throw .malformed(what: path, reason: Self.list(result.errors, "the rule document is not valid"))
        }
        if !quiet {
            for warning in result.warnings { terminal.note("\(path): warning: \(warning)") }
        }
        return rule
    }

    /// A headline with a line per finding.
    static func list(_ diagnostics: [Diagnostic], _ headline: String) -> String {
        ([headline] + diagnostics.map { "  \($0)" }).joined(separator: "\n")
    }
}

extension RulesError {
    /// The error for a user; `what` names the file or the inputs.
    func commandError(_ what: String) -> CommandError {
        switch self {
        case .refused(let diagnostics):
            .malformed(what: what, reason: RuleFile.list(diagnostics, "not accepted"))
        case .notAvailable(let rule, let reason):
            .malformed(what: what, reason: "rule \(rule) cannot be proven yet: \(reason)")
        case .tooLarge(let part, let limit, let found):
            .malformed(what: what, reason: "\(part) would be \(found), at most \(limit) is possible")
        case .guestFault(let fault):
            .malformed(what: what, reason: "the machine stopped the rule guest: \(fault)")
        case .guestUnusable(let error):
            .malformed(what: what, reason: "the rule guest cannot take the rule: \(error)")
        case .notAStatement(let reason, let offset):
            .malformed(what: what, reason: "the journal is not a statement of the rule guest: \(reason) (at byte \(offset))")
        }
    }
}
