/// What a command's end means to the shell. These numbers are stable.
enum ExitCode: Int32, Sendable, CaseIterable {
    /// Done; for `verify`: accepted.
    case success = 0
    /// A clear negative answer: a proof is rejected, a rule is not valid, a statement is false, a guest ended with another code than 0.
    case negative = 1
    /// No answer: a file is missing or is not what it should be, or a receipt's version is unknown.
    case undecided = 2
    /// The guest program broke a rule of the machine (for example an access outside its memory).
    case programFault = 3
    /// The system could not do its part: no memory, a port in use, a failed write.
    case system = 4
    /// The command line is not valid.
    case usage = 64
    /// Stopped from outside (Control-C).
    case interrupted = 130

    var meaning: String {
        switch self {
        case .success: "done; for verify: accepted"
        case .negative: "a clear no: proof rejected, rule not valid, statement false, guest's exit code not 0"
        case .undecided: "cannot decide: a file is missing or malformed, or its version is unknown"
        case .programFault: "the guest program broke a rule of the machine"
        case .system: "the system could not do its part (port in use, failed write, no memory)"
        case .usage: "the command line is not valid"
        case .interrupted: "stopped from outside (Control-C)"
        }
    }
}
