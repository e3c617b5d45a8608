/// Why a command could not do what it was asked; carries a message for the user and the exit code.
///
/// Messages name what, where, what was expected and what was found, and never hold a private value.
enum CommandError: Error {
    case unreadableFile(path: String, reason: String)
    case unwritableFile(path: String, reason: String)
    case malformed(what: String, reason: String)
    case negative(String)
    case programFault(String)
    case system(String)
    case interrupted

    var message: String {
        switch self {
        case .unreadableFile(let path, let reason): "cannot read \(path): \(reason)"
        case .unwritableFile(let path, let reason): "cannot write \(path): \(reason)"
        case .malformed(let what, let reason): "\(what): \(reason)"
        case .negative(let text), .programFault(let text), .system(let text): text
        case .interrupted: "stopped"
        }
    }

    var exitCode: ExitCode {
        switch self {
        case .unreadableFile, .malformed: .undecided
        case .unwritableFile, .system: .system
        case .negative: .negative
        case .programFault: .programFault
        case .interrupted: .interrupted
        }
    }
}
