/// Why a job gave no receipt: the single vocabulary of the service.
///
/// A class says whose turn it is. The `code` beside it names the case: `time_limit`, `client_disconnected`, `gave_up` …
public enum FailureClass: String, Sendable, CaseIterable {
    /// The rule does not hold for these inputs.
    case statementFalse = "statement_false"
    /// The rule or its inputs are malformed.
    case invalidInput = "invalid_input"
    /// The execution needs more cycles, memory or tables than is allowed.
    case overLimit = "over_limit"
    /// The rule guest did what no sound rule makes it do.
    case programFault = "program_fault"
    /// Machine, process or network failed; the service tries again by itself.
    case infrastructure
    /// Taken back by the caller.
    case cancelled
    /// The deadline passed, or the time allowed for one job.
    case expired

    /// Whether the service starts the job again by itself.
    public var isRetried: Bool { self == .infrastructure }

    /// What the caller can do, one sentence.
    public var advice: String {
        switch self {
        case .statementFalse: "Look at which rule fails with POST /api/evaluate, and send inputs for which it holds."
        case .invalidInput: "Correct the inputs; POST /api/evaluate checks them without proving."
        case .overLimit: "Make the inputs smaller or the rule simpler; POST /api/evaluate tells cycles and memory."
        case .programFault: "Report the job to the operator; sending it again will not help."
        case .infrastructure: "Send the order again; the fault was the service's."
        case .cancelled: "Send the order again if the proof is wanted after all."
        case .expired: "Send the order again with a later deadline, or when the queue is shorter."
        }
    }
}
