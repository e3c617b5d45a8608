/// A command line that does not say what to do; the exit code is `ExitCode.usage`.
enum UsageError: Error, Equatable {
    case unknownCommand(String, suggestion: String?)
    case unknownOption(String, suggestion: String?)
    case missingValue(option: String, placeholder: String)
    case unexpectedValue(option: String)
    case repeatedOption(String)
    /// `found` is nil where the value may be private.
    case invalidValue(option: String, found: String?, expected: String)
    case missingArgument(String)
    case extraArgument(String)
    case missingOption(String)
    /// At least one of the options is needed.
    case missingOneOf([String])
    /// The two options exclude each other.
    case conflict(String, String)
    case notApplicable(option: String, reason: String)
    /// A variable of the environment.
    case invalidVariable(String, found: String, expected: String)

    var message: String {
        switch self {
        case .unknownCommand(let name, let suggestion):
            "there is no command '\(name)'" + Self.hint(suggestion)
        case .unknownOption(let name, let suggestion):
            "there is no option '\(name)'" + Self.hint(suggestion)
        case .missingValue(let option, let placeholder):
            "option --\(option) needs a value: --\(option) \(placeholder)"
        case .unexpectedValue(let option):
            "option --\(option) takes no value"
        case .repeatedOption(let option):
            "option --\(option) is given more than once"
        case .invalidValue(let option, let found, let expected):
            "option --\(option): expected \(expected)" + (found.map { ", found '\($0)'" } ?? "")
        case .missingArgument(let name):
            "the argument \(name) is missing"
        case .extraArgument(let text):
            "unexpected argument '\(text)'"
        case .missingOption(let option):
            "option --\(option) is missing"
        case .missingOneOf(let options):
            "one of these options is needed: " + options.map { "--\($0)" }.joined(separator: ", ")
        case .conflict(let first, let second):
            "options --\(first) and --\(second) exclude each other"
        case .notApplicable(let option, let reason):
            "option --\(option) \(reason)"
        case .invalidVariable(let name, let found, let expected):
            "the environment's \(name): expected \(expected), found '\(found)'"
        }
    }

    private static func hint(_ suggestion: String?) -> String {
        suggestion.map { "; did you mean '\($0)'?" } ?? ""
    }
}
