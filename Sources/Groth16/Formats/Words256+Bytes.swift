import FiniteFields

/// Reads 32 bytes as four words, the least significant first; missing ones count as zero.
@inlinable
func littleEndianWords(_ bytes: UnsafeRawBufferPointer) -> Words256 {
    guard bytes.count >= 32 else { return (0, 0, 0, 0) }
    return unsafe (
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
    )
}

/// 64 hexadecimal digits in lower case, the most significant first.
func hexadecimalText(_ words: Words256) -> String {
    var bytes: [UInt8] = []
    bytes.append(littleEndian: words)
    return hexadecimalText(bytes.reversed())
}

/// Hexadecimal digits in lower case, two for each byte.
func hexadecimalText(_ bytes: some Collection<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(2 * bytes.count)
    for byte in bytes {
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
}

extension [UInt8] {
    /// Appends the bytes of an integer, the least significant first.
    mutating func append(littleEndian value: some FixedWidthInteger) {
        var rest = value
        for _ in 0..<value.bitWidth / 8 {
            append(UInt8(truncatingIfNeeded: rest))
            rest >>= 8
        }
    }

    /// Appends 32 bytes, the least significant first.
    mutating func append(littleEndian words: Words256) {
        append(littleEndian: words.0)
        append(littleEndian: words.1)
        append(littleEndian: words.2)
        append(littleEndian: words.3)
    }
}

/// Reads decimal digits without leading zeros; nil for any other text and from 2^256 on.
func decimalWords(_ digits: some Collection<UInt8>) -> Words256? {
    guard let first = digits.first, digits.count <= 78, first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
    var words = [UInt64](repeating: 0, count: 4)
    for digit in digits {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
        var carry = UInt64(digit &- UInt8(ascii: "0"))
        for index in 0..<4 {
            let (high, low) = words[index].multipliedFullWidth(by: 10)
            let (sum, overflow) = low.addingReportingOverflow(carry)
            words[index] = sum
            carry = high &+ (overflow ? 1 : 0)
        }
        guard carry == 0 else { return nil }
    }
    return (words[0], words[1], words[2], words[3])
}

/// The decimal digits of an integer, without leading zeros.
func decimalText(_ words: Words256) -> String {
    var rest = [words.3, words.2, words.1, words.0]
    var digits: [UInt8] = []
    repeat {
        var remainder: UInt64 = 0
        for index in 0..<4 { (rest[index], remainder) = UInt64(10).dividingFullWidth((remainder, rest[index])) }
        digits.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: remainder))
    } while rest.contains { $0 != 0 }
    return String(decoding: digits.reversed(), as: UTF8.self)
}
