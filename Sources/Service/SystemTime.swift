import Foundation

/// The wall clock in the forms the service writes.
public enum SystemTime {
    /// Milliseconds since 1970.
    public static func milliseconds() -> Int { Int(Date().timeIntervalSince1970 * 1000) }

    /// RFC 3339 in UTC with milliseconds.
    public static func text(_ milliseconds: Int) -> String {
        Date(timeIntervalSince1970: Double(milliseconds) / 1000).formatted(
            .iso8601.year().month().day().time(includingFractionalSeconds: true).timeZone(separator: .omitted))
    }

    /// Milliseconds since 1970 of a time in RFC 3339, with or without a fraction of a second; nil for anything else.
    public static func milliseconds(_ text: String) -> Int? {
        for fraction in [false, true] {
            if let date = try? Date.ISO8601FormatStyle(includingFractionalSeconds: fraction).parse(text) {
                return Int((date.timeIntervalSince1970 * 1000).rounded())
            }
        }
        return nil
    }

    /// The UTC date, `YYYY-MM-DD`.
    public static func date(_ milliseconds: Int) -> String { String(text(milliseconds).prefix(10)) }
}
