import RISCV
import Rules
import ZKVM

/// What the layers below report, in the engine's words; faults of the machine may derive from private input and are not repeated.
extension BurhanEngine {
    /// The rule that failed, nil when the outcome is a statement.
    static func failure(_ outcome: RuleOutcome, _ document: RuleDocument) throws(EngineError) -> RuleFailure? {
        func rule(_ index: Int, _ error: String?) -> RuleFailure {
            let found = document.rules.indices.contains(index) ? document.rules[index] : nil
            return RuleFailure(rule: index, type: found?.typeName ?? "unknown", description: found?.description, error: error)
        }
        switch outcome {
        case .stated: return nil
        case .ruleDoesNotHold(let index): return rule(index, nil)
        case .ruleInError(let index, let error): return rule(index, error.code)
        case .outputInError(let index, let error):
            return RuleFailure(rule: nil, type: "output", description: "output \(index)", error: error.code)
        case .limitReached: throw .overLimit(reason: "The rule's evaluation needs more memory or steps than the rule guest has.")
        case .malformedInput, .noRuleData, .unknown: throw .failed(reason: "The rule guest did not understand its input.")
        }
    }

    static func error(_ error: RulesError) -> EngineError {
        switch error {
        case .refused(let findings): .refused(findings)
        case .notAvailable(_, let reason): .refused([reason])
        case .tooLarge(let what, let limit, let found):
            .refused([
                Diagnostic(.tooComplex, at: "", "The compiled rule is too large: \(what).", expected: "at most \(limit)", found: "\(found)")
            ])
        case .guestFault: .overLimit(reason: "The execution reached a limit of the machine.")
        case .guestUnusable: .failed(reason: "The rule guest can't take this rule's data.")
        case .notAStatement: .failed(reason: "The rule guest wrote a journal that is no statement.")
        }
    }

    static func error(_ error: ProveError) -> EngineError {
        switch error {
        case .cancelled: .stopped
        case .fault: .overLimit(reason: "The execution reached a limit of the machine.")
        case .tooLarge: .overLimit(reason: "The execution needs more tables than a proof may have.")
        case .memory: .overLimit(reason: "The proof needs more memory than the prover may use.")
        case .security: .overLimit(reason: "The execution is too large for the parameter set.")
        case .selfCheckFailed: .unreliable(reason: "The finished proof did not verify and was thrown away.")
        }
    }
}
