/// What the exit code of the rule guest means, docs/rule-guest.md §5.
public enum RuleOutcome: Sendable, Equatable {
    /// Errors of evaluation.
    public enum EvaluationError: UInt32, Sendable, CaseIterable {
        case overflow = 1
        case divisionByZero = 2
        case indexOutOfRange = 3
        case absentField = 4
        case conversionOutOfRange = 5

        /// A stable name.
        public var code: String {
            switch self {
            case .overflow: "overflow"
            case .divisionByZero: "division_by_zero"
            case .indexOutOfRange: "index_out_of_range"
            case .absentField: "absent_field"
            case .conversionOutOfRange: "conversion_out_of_range"
            }
        }
    }

    /// The journal is a statement.
    case stated
    case malformedInput
    case noRuleData
    case limitReached
    /// This rule (index from 0) is the first that doesn't hold.
    case ruleDoesNotHold(Int)
    case ruleInError(Int, EvaluationError)
    /// Output by its place in the journal, from 0.
    case outputInError(Int, EvaluationError)
    /// A code that the rule guest doesn't use.
    case unknown(UInt32)

    public init(exitCode: UInt32) {
        switch exitCode {
        case 0: self = .stated
        case 1: self = .malformedInput
        case 2: self = .noRuleData
        case 3: self = .limitReached
        case 1000..<1128: self = .ruleDoesNotHold(Int(exitCode - 1000))
        default:
            guard exitCode >= 2000, let error = EvaluationError(rawValue: (exitCode - 2000) >> 8) else {
                self = .unknown(exitCode)
                return
            }
            let index = Int((exitCode - 2000) & 255)
            self = index < 128 ? .ruleInError(index, error) : .outputInError(index - 128, error)
        }
    }
}

extension RuleOutcome {
    /// A sentence for people; names the rule by index and type, never a value.
    public func message(in document: RuleDocument) -> String {
        func name(_ index: Int) -> String {
            guard document.rules.indices.contains(index) else { return "Rule \(index)" }
            let description = document.rules[index].description.map { " \"\($0)\"" } ?? ""
            return "Rule \(index) (\(document.rules[index].typeName))\(description)"
        }
        switch self {
        case .stated: return "The rules were evaluated."
        case .malformedInput: return "The encoded input is malformed."
        case .noRuleData: return "The guest carries no rule data."
        case .limitReached: return "The evaluation needs more memory, or its statement more room, than there is."
        case .ruleDoesNotHold(let index): return "\(name(index)) does not hold."
        case .ruleInError(let index, let error): return "\(name(index)) can't be evaluated: \(error.code)."
        case .outputInError(let index, let error): return "Output \(index) can't be evaluated: \(error.code)."
        case .unknown(let code): return "The guest ended with the unknown exit code \(code)."
        }
    }
}
