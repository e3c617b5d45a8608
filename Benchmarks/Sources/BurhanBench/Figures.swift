import Foundation

/// Named measurements in the order they were made, as a table and as JSON.
struct Figures: Sendable {
    private(set) var entries: [(name: String, value: Double)] = []

    mutating func add(_ name: String, _ value: Double) {
        entries.append((name, value))
    }

    subscript(name: String) -> Double? {
        entries.last { $0.name == name }?.value
    }

    /// One line of JSON; a value that could not be measured is null.
    var json: String {
        let members = entries.map { "\"\($0.name)\": \($0.value.isFinite ? Self.text($0.value) : "null")" }
        return "{" + members.joined(separator: ", ") + "}"
    }

    /// Four significant digits, without exponent.
    static func text(_ value: Double) -> String {
        guard value != 0 else { return "0" }
        let digits = max(0, 3 - Int(log10(abs(value)).rounded(.down)))
        let style = FloatingPointFormatStyle<Double>.number.precision(.fractionLength(0...min(digits, 9))).grouping(.never)
        return value.formatted(style.locale(Locale(identifier: "en_US_POSIX")))
    }
}
