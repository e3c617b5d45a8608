/// Bytes as text in JSON: hexadecimal (with or without `0x`), or base64url without padding after the prefix `b64:`.
public enum Hexadecimal {
    /// `0x` and lowercase digits.
    public static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var output = Array("0x".utf8)
        output.reserveCapacity(2 + 2 * bytes.count)
        for byte in bytes {
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Reads hexadecimal with or without `0x`; nil on anything else or an odd number of digits.
    public static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        var digits = Array(text.utf8)
        if digits.starts(with: "0x".utf8) { digits.removeFirst(2) }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(digits.count / 2)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
            output.append(high << 4 | low)
        }
        return output
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}

/// base64url (RFC 4648 §5) without padding.
public enum Base64URL {
    /// Nil on a foreign character, padding, an impossible length, or bits left over that are not zero.
    public static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        var output: [UInt8] = []
        var pending: UInt32 = 0
        var bits = 0
        for digit in text.utf8 {
            let value: UInt32
            switch digit {
            case 0x41...0x5A: value = UInt32(digit) - 0x41
            case 0x61...0x7A: value = UInt32(digit) - 0x61 + 26
            case 0x30...0x39: value = UInt32(digit) - 0x30 + 52
            case UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "_"): value = 63
            default: return nil
            }
            pending = (pending << 6 | value) & 0xFFFF
            bits += 6
            if bits >= 8 {
                bits -= 8
                output.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
            }
        }
        guard bits < 6, pending & ((1 << UInt32(bits)) - 1) == 0 else { return nil }
        return output
    }
}
