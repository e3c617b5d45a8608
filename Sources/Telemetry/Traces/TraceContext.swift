/// Which trace a piece of work belongs to, and which span of it is its parent (W3C Trace Context, level 1).
public struct TraceContext: Sendable, Equatable {
    /// 16 bytes, never all zero.
    public let traceID: TraceID
    /// Never zero.
    public let spanID: UInt64
    /// Whether the caller records this trace.
    public let isSampled: Bool
    /// Other systems' entries, passed on unchanged; empty when there are none.
    public let state: String

    public init(traceID: TraceID, spanID: UInt64, isSampled: Bool, state: String = "") {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
        self.state = state
    }

    /// Reads `traceparent` strictly (§3.2); nil for anything that is not exactly one. A malformed `tracestate` (§3.3) is left out.
    ///
    /// Fields of a later version are read as version 00 where they begin like one, as §3.2.4 asks.
    public init?(traceparent fields: [String], tracestate: [String] = []) {
        guard fields.count == 1, let parts = Self.parts(Array(fields[0].utf8)) else { return nil }
        guard let traceID = TraceID(hexadecimal: parts.traceID), let spanID = UInt64(hexadecimal: parts.spanID), spanID != 0,
            let flags = UInt64(hexadecimal: parts.flags)
        else { return nil }
        self.init(traceID: traceID, spanID: spanID, isSampled: flags & 1 == 1, state: TraceState.text(tracestate) ?? "")
    }

    /// The field value for the next system, version 00.
    public var traceparent: String { "00-\(traceID.text)-\(spanID.hexadecimal)-\(isSampled ? "01" : "00")" }

    private struct Parts {
        let traceID: ArraySlice<UInt8>
        let spanID: ArraySlice<UInt8>
        let flags: ArraySlice<UInt8>
    }

    /// `version "-" trace-id "-" parent-id "-" trace-flags`
    private static func parts(_ bytes: [UInt8]) -> Parts? {
        let dash = UInt8(ascii: "-")
        guard bytes.count >= 55, bytes[2] == dash, bytes[35] == dash, bytes[52] == dash else { return nil }
        guard let version = UInt64(hexadecimal: bytes[0..<2]), version != 0xff else { return nil }
        guard bytes.count == 55 || (version > 0 && bytes[55] == dash) else { return nil }
        return Parts(traceID: bytes[3..<35], spanID: bytes[36..<52], flags: bytes[53..<55])
    }
}

/// The identity of a trace: 16 bytes that are not all zero.
public struct TraceID: Sendable, Hashable {
    let high: UInt64
    let low: UInt64

    /// Nil when both halves are zero.
    public init?(high: UInt64, low: UInt64) {
        guard high != 0 || low != 0 else { return nil }
        self.high = high
        self.low = low
    }

    init?(hexadecimal digits: ArraySlice<UInt8>) {
        guard digits.count == 32, let high = UInt64(hexadecimal: digits.prefix(16)), let low = UInt64(hexadecimal: digits.suffix(16)) else {
            return nil
        }
        self.init(high: high, low: low)
    }

    /// 32 lower-case hexadecimal digits.
    public var text: String { high.hexadecimal + low.hexadecimal }
}

extension UInt64 {
    /// At most 16 lower-case hexadecimal digits; nil for anything else.
    init?(hexadecimal digits: ArraySlice<UInt8>) {
        var value: UInt64 = 0
        guard (1...16).contains(digits.count) else { return nil }
        for digit in digits {
            switch digit {
            case 0x30...0x39: value = value << 4 | UInt64(digit - 0x30)
            case 0x61...0x66: value = value << 4 | UInt64(digit - 0x57)
            default: return nil
            }
        }
        self = value
    }

    /// 16 lower-case digits.
    var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
