import Foundation

/// Named measurements in the order they were made, as a table and as JSON.
struct Figures: Sendable {
    private(set) var entries: [(name: String, value: Double)] = []
    /// Words that say what was measured on.
    private var notes: [(name: String, text: String)] = []

    mutating func add(_ name: String, _ value: Double) {
        entries.append((name, value))
    }

    /// Adds a word without characters that JSON escapes.
    mutating func note(_ name: String, _ text: String) {
        notes.append((name, text))
    }

    /// One line of JSON; a value that could not be measured is null.
    var json: String {
        let members = entries.map { "\"\($0.name)\": \($0.value.isFinite ? Self.text($0.value) : "null")" }
        let words = notes.map { "\"\($0.name)\": \"\($0.text)\"" }
        return "{" + (members + words).joined(separator: ", ") + "}"
    }

    /// Four significant digits, without exponent.
    static func text(_ value: Double) -> String {
        guard value != 0 else { return "0" }
        let digits = max(0, 3 - Int(log10(abs(value)).rounded(.down)))
        let style = FloatingPointFormatStyle<Double>.number.precision(.fractionLength(0...min(digits, 9))).grouping(.never)
        return value.formatted(style.locale(Locale(identifier: "en_US_POSIX")))
    }
}
