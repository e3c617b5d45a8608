/// A rule as a guest program of its own: a package for `burhan build` whose Swift source says what the document says.
///
/// It reads the same input and writes the same journal with the same exit codes as the rule guest; its image ID is its own.
public struct EjectedRule: Sendable {
    /// The rule in Swift, `Sources/Rule.swift`.
    public let source: String
    /// All files of the package by relative path.
    public let files: [String: String]

    /// Throws `.notAvailable` for a rule that can't be proven yet.
    ///
    /// - Parameter name: name of the package, letters, digits, `-` and `_`.
    public init(_ rule: CheckedRule, name: String = "rule") throws(RulesError) {
        _ = try CompiledRule(rule)
        var writer = RuleSourceWriter(rule)
        source = writer.write()
        files = [
            "guest.json": "{\n  \"name\": \(SwiftExpressions.literal(name)),\n  \"optimize\": \"speed\"\n}\n",
            "rule.json": rule.document.json.readableText + "\n",
            "README.md": Self.readme(rule),
            "Sources/Rule.swift": source,
            "Sources/Values.swift": EjectedSupport.values + "\n",
            "Sources/Functions.swift": EjectedSupport.functions + "\n",
        ]
    }

    private static func readme(_ rule: CheckedRule) -> String {
        """
        # \(rule.document.useCase)

        A guest program for Burhan, written out from the rule document `rule.json`. Build it with `burhan build`.
        It reads the input and writes the journal described in Burhan's `docs/rule-guest.md`, with the same exit codes; the image ID is its own,
        so verifiers have to be told of it. `Sources/Rule.swift` holds the rule and may be changed at will: then it is no longer the rule whose
        digest it states, so change `ruleDigest` too.

        """
    }
}

extension CheckedRule {
    /// The rule as Swift source for a guest; throws `.notAvailable` for a rule that can't be proven yet.
    public func guestSource() throws(RulesError) -> String { try EjectedRule(self).source }
}
