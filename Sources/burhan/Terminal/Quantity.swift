import Foundation

/// Numbers as people read them.
enum Quantity {
    /// 1234567 → "1,234,567".
    static func count(_ value: Int) -> String {
        let digits = Array(String(value.magnitude))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + text
    }

    /// Bytes in kB or MB (powers of ten).
    static func bytes(_ value: Int) -> String {
        if value < 1000 { return "\(value) B" }
        if value < 1_000_000 { return decimal(Double(value) / 1000, 1) + " kB" }
        return decimal(Double(value) / 1_000_000, 1) + " MB"
    }

    /// A time span in seconds or milliseconds.
    static func duration(_ value: Duration) -> String {
        let seconds = self.seconds(value)
        if seconds < 1 { return decimal(seconds * 1000, 1) + " ms" }
        return decimal(seconds, 2) + " s"
    }

    static func seconds(_ value: Duration) -> Double {
        Double(value.components.seconds) + Double(value.components.attoseconds) * 1e-18
    }

    /// A number with a fixed count of digits after the point.
    static func decimal(_ value: Double, _ digits: Int) -> String {
        value.formatted(.number.precision(.fractionLength(digits)).grouping(.never).locale(Locale(identifier: "en_US_POSIX")))
    }
}
