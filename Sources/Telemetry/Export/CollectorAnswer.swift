import Foundation

/// What a collector said to a batch.
struct CollectorAnswer: Equatable {
    var status: Int
    /// Seconds after which to try again, as the collector asked.
    var retryAfter: Double?
    /// Spans that it took and threw away (`partialSuccess.rejectedSpans`).
    var rejected = 0

    var isAccepted: Bool { (200..<300).contains(status) }
    /// 429, 502, 503 and 504 are worth another try (OTLP, "Failures"); other refusals are final.
    var isRetryable: Bool { [429, 502, 503, 504].contains(status) }

    /// Reads an HTTP/1 answer; nil when its head is not one.
    init?(_ bytes: [UInt8], now: Double) {
        guard let end = Data(bytes).range(of: Data("\r\n\r\n".utf8))?.lowerBound else { return nil }
        var lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")[...]
        let first = (lines.popFirst() ?? "").split(separator: " ")
        guard first.count >= 2, first[0].hasPrefix("HTTP/1."), let status = Int(first[1]), (200..<600).contains(status) else { return nil }
        self.status = status
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == "retry-after" else { continue }
            retryAfter = Self.seconds(parts[1].trimmingCharacters(in: .whitespaces), now: now)
        }
        rejected = Self.rejected(bytes[(end + 4)...])
    }

    /// `Retry-After`: seconds, or a date (RFC 9110 §10.2.3).
    private static func seconds(_ text: String, now: Double) -> Double? {
        if let seconds = Int(text), seconds >= 0 { return Double(seconds) }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.date(from: text).map { max($0.timeIntervalSince1970 - now, 0) }
    }

    /// The object in the body, whatever transfer coding surrounds it.
    private static func rejected(_ body: ArraySlice<UInt8>) -> Int {
        guard let start = body.firstIndex(of: UInt8(ascii: "{")), let end = body.lastIndex(of: UInt8(ascii: "}")), start < end,
            let json = try? JSONSerialization.jsonObject(with: Data(body[start...end])) as? [String: Any],
            let partial = json["partialSuccess"] as? [String: Any]
        else { return 0 }
        if let text = partial["rejectedSpans"] as? String { return max(Int(text) ?? 0, 0) }
        return max(partial["rejectedSpans"] as? Int ?? 0, 0)
    }
}
