/// Turns the text of an option into a typed value.
struct ValueReader<Value: Sendable>: Sendable {
    /// What a valid text looks like, as it appears in error messages: "a whole number from 1 to 64".
    let expected: String
    /// Returns nil for a text that is not valid.
    let read: @Sendable (String) -> Value?
}

extension ValueReader where Value == String {
    /// Any text that is not empty.
    static var text: Self { Self(expected: "a text that is not empty") { $0.isEmpty ? nil : $0 } }

    /// The path of a file or directory; `-` stands for standard input or output where a command says so.
    static var path: Self { Self(expected: "a path") { $0.isEmpty ? nil : $0 } }

    /// One of a few words.
    static func oneOf(_ words: [String]) -> Self {
        Self(expected: "one of: " + words.joined(separator: ", ")) { words.contains($0) ? $0 : nil }
    }
}

extension ValueReader where Value == Int {
    /// A decimal whole number in `range`.
    static func integer(_ range: ClosedRange<Int>) -> Self {
        Self(expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }
}

extension ValueReader where Value == Int {
    /// A number of bytes with the unit MB or GB (powers of ten).
    static var byteCount: Self {
        Self(expected: "a size with its unit, as 900MB or 4GB") { text in
            for (unit, factor) in [("MB", 1_000_000), ("GB", 1_000_000_000)] where text.uppercased().hasSuffix(unit) {
                guard let count = Int(text.dropLast(2)), count > 0, count < 1_000_000 else { return nil }
                return count * factor
            }
            return nil
        }
    }
}

extension ValueReader where Value == [UInt8] {
    /// Bytes in hexadecimal digits, with or without a leading `0x`; exactly `count` of them when `count` is given.
    static func hexadecimal(count: Int? = nil) -> Self {
        let size = count.map { "\($0) bytes (\($0 * 2) digits)" } ?? "bytes (an even number of digits)"
        return Self(expected: "\(size) in hexadecimal") { text in
            guard let bytes = [UInt8](hexadecimal: text), count == nil || bytes.count == count else { return nil }
            return bytes
        }
    }
}

extension ValueReader where Value == NamedText {
    /// `name=value`; the name is not empty.
    static var assignment: Self {
        Self(expected: "name=value") { text in
            guard let mark = text.firstIndex(of: "="), mark != text.startIndex else { return nil }
            return NamedText(name: String(text[..<mark]), text: String(text[text.index(after: mark)...]))
        }
    }
}

/// A name with the text that was given for it on the command line (`min_age=18`).
struct NamedText: Sendable, Equatable {
    let name: String
    let text: String
}
