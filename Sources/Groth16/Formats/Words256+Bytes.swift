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
