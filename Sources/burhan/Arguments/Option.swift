/// What the parser and the help text need to know of an option, whatever its type.
protocol OptionDescription: Sendable {
    /// The long name without the leading dashes.
    var name: String { get }
    /// What stands for the value in the help text; nil for an option without a value.
    var placeholder: String? { get }
    var help: String { get }
    var isRepeatable: Bool { get }
    /// - Throws: `UsageError.invalidValue` if `text` is not a valid value of this option.
    func check(_ text: String) throws(UsageError)
}

/// An option with a value of a type: `--cycles 1000`.
struct Option<Value: Sendable>: OptionDescription {
    let name: String
    let placeholder: String?
    let help: String
    let isRepeatable: Bool
    /// The value may be private: it is never repeated in an error message.
    let isSecret: Bool
    private let reader: ValueReader<Value>

    init(
        _ name: String, _ placeholder: String, _ reader: ValueReader<Value>, isRepeatable: Bool = false, isSecret: Bool = false,
        help: String
    ) {
        self.name = name
        self.placeholder = placeholder
        self.help = help
        self.isRepeatable = isRepeatable
        self.isSecret = isSecret
        self.reader = reader
    }

    func check(_ text: String) throws(UsageError) {
        _ = try value(of: text)
    }

    /// - Throws: `UsageError.invalidValue` if `text` is not a valid value of this option.
    func value(of text: String) throws(UsageError) -> Value {
        guard let value = reader.read(text) else {
            throw .invalidValue(option: name, found: isSecret ? nil : text, expected: reader.expected)
        }
        return value
    }
}

/// An option without a value: `--json`.
struct Flag: OptionDescription {
    let name: String
    let help: String
    var placeholder: String? { nil }
    var isRepeatable: Bool { false }

    init(_ name: String, help: String) {
        self.name = name
        self.help = help
    }

    func check(_ text: String) throws(UsageError) {
        throw .unexpectedValue(option: name)
    }
}

/// An argument known by its place: `burhan verify RECEIPT`.
struct Positional: Sendable {
    let name: String
    let help: String
    let isRequired: Bool

    init(_ name: String, isRequired: Bool = true, help: String) {
        self.name = name
        self.help = help
        self.isRequired = isRequired
    }
}
