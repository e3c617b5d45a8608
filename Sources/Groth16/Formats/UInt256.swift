/// An unsigned integer of 256 bits as it stands in files and texts; what it means (a field element, in Montgomery form or not) is for its user
/// to say.
public struct UInt256: Equatable, Hashable, Sendable, Comparable {
    /// Four limbs, the least significant first.
    public var limbs: (UInt64, UInt64, UInt64, UInt64)

    @inlinable
    public init(_ limbs: (UInt64, UInt64, UInt64, UInt64)) { self.limbs = limbs }

    @inlinable
    public init(_ value: UInt64) { limbs = (value, 0, 0, 0) }

    public static let zero = UInt256(0)
    public static let one = UInt256(1)

    @inlinable
    public static func == (a: UInt256, b: UInt256) -> Bool { a.limbs == b.limbs }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(limbs.0)
        hasher.combine(limbs.1)
        hasher.combine(limbs.2)
        hasher.combine(limbs.3)
    }

    /// By value. Not constant-time.
    @inlinable
    public static func < (a: UInt256, b: UInt256) -> Bool {
        if a.limbs.3 != b.limbs.3 { return a.limbs.3 < b.limbs.3 }
        if a.limbs.2 != b.limbs.2 { return a.limbs.2 < b.limbs.2 }
        if a.limbs.1 != b.limbs.1 { return a.limbs.1 < b.limbs.1 }
        return a.limbs.0 < b.limbs.0
    }

    /// The low 256 bits of the difference, and whether `other` was larger.
    @inlinable
    public func subtracting(_ other: UInt256) -> (difference: UInt256, borrow: Bool) {
        let (a, b) = (limbs, other.limbs)
        let (d0, o0) = a.0.subtractingReportingOverflow(b.0)
        let (t1, p1) = a.1.subtractingReportingOverflow(b.1)
        let (d1, o1) = t1.subtractingReportingOverflow(o0 ? 1 : 0)
        let (t2, p2) = a.2.subtractingReportingOverflow(b.2)
        let (d2, o2) = t2.subtractingReportingOverflow(p1 || o1 ? 1 : 0)
        let (t3, p3) = a.3.subtractingReportingOverflow(b.3)
        let (d3, o3) = t3.subtractingReportingOverflow(p2 || o2 ? 1 : 0)
        return (UInt256((d0, d1, d2, d3)), p3 || o3)
    }
}

extension UInt256 {
    /// The order r of BN254's groups, the modulus of its scalar field.
    public static let scalarModulus = UInt256((0x43e1_f593_f000_0001, 0x2833_e848_79b9_7091, 0xb850_45b6_8181_585d, 0x3064_4e72_e131_a029))
    /// The modulus q of BN254's base field.
    public static let baseModulus = UInt256((0x3c20_8c16_d87c_fd47, 0x9781_6a91_6871_ca8d, 0xb850_45b6_8181_585d, 0x3064_4e72_e131_a029))
}

extension UInt256 {
    /// Reads 32 bytes, the least significant first; missing ones count as zero.
    public init(littleEndian bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= 32 else {
            self.init(0)
            return
        }
        unsafe self.init(
            (
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
            ))
    }

    /// Reads 32 bytes, the most significant first; nil for another count.
    public init?(bigEndian bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for byte in bytes {
            words.3 = words.3 << 8 | words.2 >> 56
            words.2 = words.2 << 8 | words.1 >> 56
            words.1 = words.1 << 8 | words.0 >> 56
            words.0 = words.0 << 8 | UInt64(byte)
        }
        self.init(words)
    }

    /// Reads 32 bytes, the least significant first; nil for another count.
    public init?(littleEndian bytes: some BidirectionalCollection<UInt8>) { self.init(bigEndian: bytes.reversed()) }

    /// 32 bytes, the least significant first.
    public var littleEndianBytes: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for limb in [limbs.0, limbs.1, limbs.2, limbs.3] {
            for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: limb >> UInt64(8 * shift))) }
        }
        return bytes
    }

    /// 32 bytes, the most significant first.
    public var bigEndianBytes: [UInt8] { littleEndianBytes.reversed() }

    /// 64 hexadecimal digits in lower case.
    public var hexadecimal: String { hexadecimalText(bigEndianBytes) }
}

extension UInt256: CustomStringConvertible {
    /// The canonical decimal text: digits only, no leading zero but in "0"; nil for any other text and from 2^256 on.
    public init?(decimal text: some Collection<UInt8>) {
        guard let first = text.first, text.count <= 78, text.count == 1 || first != UInt8(ascii: "0") else { return nil }
        var words = [UInt64](repeating: 0, count: 4)
        for digit in text {
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
        self.init((words[0], words[1], words[2], words[3]))
    }

    /// The canonical decimal text.
    public var description: String {
        var words = [limbs.3, limbs.2, limbs.1, limbs.0]
        var digits: [UInt8] = []
        repeat {
            var remainder: UInt64 = 0
            for index in 0..<4 {
                (words[index], remainder) = UInt64(10).dividingFullWidth((remainder, words[index]))
            }
            digits.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: remainder))
        } while words.contains { $0 != 0 }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }
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
