/// What proves to a receiver that a message is ours and new.
///
/// `Burhan-Signature: t=1764167000,v1=5257a8…`: `t` is the time of sending in seconds since 1970, `v1` is HMAC-SHA-256 (RFC 2104), in
/// hexadecimal, of `t` in decimal, a full stop, and the body, under the webhook's secret as text. A receiver refuses times more than
/// five minutes off, and remembers `Burhan-Delivery` for as long.
public enum WebhookSignature {
    public static let header = "Burhan-Signature"
    /// Seconds by which a receiver lets `t` differ from its clock.
    public static let window = 300

    static func value(secret: [UInt8], seconds: Int, body: [UInt8]) throws(ServiceKey.Failure) -> String {
        "t=\(seconds),v1=\(Hex.text(try ServiceKey.hmac(secret, Array("\(seconds).".utf8) + body)))"
    }

    /// Whether a header's value is right for a body and a time, milliseconds since 1970; what a receiver does.
    public static func isValid(_ value: String, secret: [UInt8], body: [UInt8], now: Int) -> Bool {
        var seconds: Int?
        var signatures: [[UInt8]] = []
        for part in value.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            if pair[0] == "t" { seconds = Int(pair[1]) }
            if pair[0] == "v1", let bytes = Hex.bytes(pair[1]) { signatures.append(bytes) }
        }
        guard let seconds, abs(now / 1000 - seconds) <= window,
            let expected = try? ServiceKey.hmac(secret, Array("\(seconds).".utf8) + body)
        else { return false }
        return signatures.contains { ServiceKey.isEqual($0, expected) }
    }
}
