/// A rule compiled to rule data for the rule guest, docs/rule-guest.md.
public struct CompiledRule: Sendable {
    public let rule: CheckedRule
    /// SHA-256 of the normal form's canonical JSON.
    public let digest: [UInt8]
    /// Rule data: little-endian words to be placed at the guest's symbol `__rule_data`.
    public let data: [UInt8]

    public var document: RuleDocument { rule.document }

    /// Symbol of the guest where rule data begins.
    public static let symbol = "__rule_data"

    /// Compiles deterministically; throws `.notAvailable` for a signature rule, `.tooLarge` beyond 65,535 words.
    public init(_ rule: CheckedRule) throws(RulesError) {
        self.rule = rule
        digest = rule.document.digest
        var compiler = RuleCompiler()
        data = try compiler.compile(rule, digest: digest)
    }
}
