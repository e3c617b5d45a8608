/// A rule document whose every path, type and expression has been checked: ready to be compiled, explained and given inputs.
public struct CheckedRule: Sendable {
    /// A rule as a term; nil for a condition that can't be proven yet.
    struct Condition: Sendable {
        let rule: ValidationRule
        let term: Term?
    }

    /// An output beside `compliance_result`.
    struct Output: Sendable {
        let name: String
        let source: RuleOutput.Source
        let term: Term
    }

    public let document: RuleDocument
    let layout: Layout
    let conditions: [Condition]
    let outputs: [Output]
    let nullifier: Layout.Place?

    /// Whether the inputs carry a salt, because some output is a hash.
    public var usesSalt: Bool {
        outputs.contains { output in
            if case .hash = output.source { return true }
            return false
        }
    }

    /// Whether inputs need a scope for the nullifier.
    public var usesNullifier: Bool { nullifier != nil }

    /// Whether today's date is one of the public parameters.
    public var usesToday: Bool { document.publicFields.contains { $0.name == RuleDocument.today } }

    /// Bound of the machine's cycles for evaluating all rules on the largest inputs (inputs and journal not counted).
    public var costBound: Int { conditions.reduce(0) { min($0 + ($1.term?.costBound ?? 0), 1 << 40) } }
}
