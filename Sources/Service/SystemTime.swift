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

    /// The UTC date, `YYYY-MM-DD`.
    public static func date(_ milliseconds: Int) -> String { String(text(milliseconds).prefix(10)) }
}
