import API

/// The arguments of one command, checked against the options it declares.
struct Arguments: Sendable {
    private var texts: [String: [String]] = [:]
    private var positionals: [String: String] = [:]

    /// - Parameters:
    ///   - words: the words after the command's name.
    ///   - options: the options the command accepts.
    ///   - positionals: the arguments it accepts, required ones first.
    /// - Throws: the first fault found; every value has been checked when this returns.
    init(_ words: [String], options: [any OptionDescription], positionals places: [Positional]) throws(UsageError) {
        var rest = words[...]
        var plain: [String] = []
        while let word = rest.popFirst() {
            if word == "--" {
                plain.append(contentsOf: rest)
                break
            }
            guard word.hasPrefix("-"), word.count > 1 else {
                plain.append(word)
                continue
            }
            try readOption(word, &rest, options)
        }
        for place in places {
            guard !plain.isEmpty else {
                if place.isRequired { throw .missingArgument(place.name) }
                break
            }
            positionals[place.name] = plain.removeFirst()
        }
        if let extra = plain.first { throw .extraArgument(extra) }
    }

    private mutating func readOption(
        _ word: String, _ rest: inout ArraySlice<String>, _ options: [any OptionDescription]
    ) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard word.hasPrefix("--"), let option = options.first(where: { "--\($0.name)" == parts[0] }) else {
            throw .unknownOption(parts[0], suggestion: closestWord(to: parts[0], among: options.map { "--\($0.name)" }))
        }
        if !option.isRepeatable, texts[option.name] != nil { throw .repeatedOption(option.name) }
        guard let placeholder = option.placeholder else {
            if parts.count > 1 { throw .unexpectedValue(option: option.name) }
            texts[option.name] = []
            return
        }
        let text: String
        if parts.count > 1 {
            text = parts[1]
        } else if let next = rest.popFirst() {
            text = next
        } else {
            throw .missingValue(option: option.name, placeholder: placeholder)
        }
        try option.check(text)
        texts[option.name, default: []].append(text)
    }

    subscript(flag: Flag) -> Bool { texts[flag.name] != nil }

    /// The value of an option, or nil if it is not given. Of a repeated option, the first one.
    subscript<Value>(option: Option<Value>) -> Value? {
        all(option).first
    }

    /// All values of a repeatable option, in the order given.
    func all<Value>(_ option: Option<Value>) -> [Value] {
        (texts[option.name] ?? []).compactMap { try? option.value(of: $0) }
    }

    /// - Throws: `UsageError.missingOption` if it is not given.
    func required<Value>(_ option: Option<Value>) throws(UsageError) -> Value {
        guard let value = self[option] else { throw .missingOption(option.name) }
        return value
    }

    subscript(positional: Positional) -> String? { positionals[positional.name] }

    /// - Throws: `UsageError.missingArgument` if it is not given.
    func required(_ positional: Positional) throws(UsageError) -> String {
        guard let text = positionals[positional.name] else { throw .missingArgument(positional.name) }
        return text
    }

    /// - Throws: `UsageError.conflict` if both are given.
    func exclude(_ first: any OptionDescription, _ second: any OptionDescription) throws(UsageError) {
        if texts[first.name] != nil, texts[second.name] != nil { throw .conflict(first.name, second.name) }
    }

    /// - Throws: `UsageError.notApplicable` if the option is given where it means nothing.
    func refuse(_ option: any OptionDescription, _ reason: String) throws(UsageError) {
        if texts[option.name] != nil { throw .notApplicable(option: option.name, reason: reason) }
    }
}
