/// Bytes as hexadecimal text.
public enum Hex {
    /// Lower-case digits, two per byte.
    public static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var output: [UInt8] = []
        for byte in bytes {
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The bytes of digits in either case, an optional `0x` in front; nil for anything else.
    public static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        var digits = Array(text.utf8)[...]
        if digits.starts(with: "0x".utf8) { digits = digits.dropFirst(2) }
        guard digits.count.isMultiple(of: 2) else { return nil }
        var output: [UInt8] = []
        while let high = digits.popFirst(), let low = digits.popFirst() {
            guard let a = value(high), let b = value(low) else { return nil }
            output.append(a << 4 | b)
        }
        return output
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x37
        case 0x61...0x66: digit - 0x57
        default: nil
        }
    }
}
