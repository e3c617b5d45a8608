/// The value of `grpc-timeout`: one to eight digits and a unit (PROTOCOL-HTTP2.md, "Timeout").
package enum GRPCTimeout {
    /// Nil when the text is malformed.
    package static func duration(_ text: ArraySlice<UInt8>) -> Duration? {
        guard (2...9).contains(text.count), let unit = text.last else { return nil }
        var value: Int64 = 0
        for digit in text.dropLast() {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int64(digit - 0x30)
        }
        switch unit {
        case UInt8(ascii: "H"): return .seconds(value * 3600)
        case UInt8(ascii: "M"): return .seconds(value * 60)
        case UInt8(ascii: "S"): return .seconds(value)
        case UInt8(ascii: "m"): return .milliseconds(value)
        case UInt8(ascii: "u"): return .microseconds(value)
        case UInt8(ascii: "n"): return .nanoseconds(value)
        default: return nil
        }
    }
}
