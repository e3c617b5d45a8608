extension PrimeField256 {
    /// Bytes of an encoded element.
    @inlinable public static var byteCount: Int { 32 }

    /// Reads 32 bytes, least significant first; `nil` for another count and for values from the modulus up.
    @inlinable
    public init?(littleEndian bytes: some Collection<UInt8>) {
        guard let words = Self.words(bytes.count, bytes, bigEndian: false) else { return nil }
        self.init(canonical: words)
    }

    /// Reads 32 bytes, most significant first; `nil` for another count and for values from the modulus up.
    @inlinable
    public init?(bigEndian bytes: some Collection<UInt8>) {
        guard let words = Self.words(bytes.count, bytes, bigEndian: true) else { return nil }
        self.init(canonical: words)
    }

    /// Reads 32 bytes of a Montgomery representative, least significant first; `nil` for another count and from the modulus up.
    @inlinable
    public init?(montgomeryLittleEndian bytes: some Collection<UInt8>) {
        guard let words = Self.words(bytes.count, bytes, bigEndian: false) else { return nil }
        self.init(montgomery: words)
    }

    /// The value as 32 bytes, least significant first.
    @inlinable public var littleEndianBytes: [UInt8] { Self.bytes(canonical) }

    /// The value as 32 bytes, most significant first.
    @inlinable public var bigEndianBytes: [UInt8] { Self.bytes(canonical).reversed() }

    /// The Montgomery representative as 32 bytes, least significant first.
    @inlinable public var montgomeryLittleEndianBytes: [UInt8] { Self.bytes(montgomery) }

    /// Reads a decimal number without sign or leading zeros; `nil` for any other text and for values from the modulus up.
    @inlinable
    public init?(decimal text: String) {
        let digits = text.utf8
        guard let first = digits.first, digits.count <= 78, first != 0x30 || digits.count == 1 else { return nil }
        var words: Words256 = (0, 0, 0, 0)
        for digit in digits {
            guard digit >= 0x30, digit <= 0x39 else { return nil }
            let (s0, c0) = Wide.multiplyAdd(words.0, 10, UInt64(digit - 0x30), 0)
            let (s1, c1) = Wide.multiplyAdd(words.1, 10, c0, 0)
            let (s2, c2) = Wide.multiplyAdd(words.2, 10, c1, 0)
            let (s3, c3) = Wide.multiplyAdd(words.3, 10, c2, 0)
            guard c3 == 0 else { return nil }
            words = (s0, s1, s2, s3)
        }
        self.init(canonical: words)
    }

    /// The value as a decimal number.
    public var decimal: String {
        var words = canonical
        var digits: [UInt8] = []
        repeat {
            var remainder: UInt64 = 0
            (words.3, remainder) = Self.divideByTen(remainder, words.3)
            (words.2, remainder) = Self.divideByTen(remainder, words.2)
            (words.1, remainder) = Self.divideByTen(remainder, words.1)
            (words.0, remainder) = Self.divideByTen(remainder, words.0)
            digits.append(0x30 + UInt8(remainder))
        } while (words.0 | words.1 | words.2 | words.3) != 0
        digits.reverse()
        return String(decoding: digits, as: UTF8.self)
    }

    /// A uniformly random element, by rejection of values from the modulus up.
    @inlinable
    public static func random(using generator: inout some RandomNumberGenerator) -> PrimeField256 {
        while true {
            let words: Words256 = (generator.next(), generator.next(), generator.next(), generator.next() & (1 << 62 - 1))
            if let element = PrimeField256(montgomery: words) { return element }
        }
    }

    /// Quotient and remainder of the two-word number by ten; `high` is below ten.
    private static func divideByTen(_ high: UInt64, _ low: UInt64) -> (quotient: UInt64, remainder: UInt64) {
        let (quotient, remainder) = (10 as UInt64).dividingFullWidth((high, low))
        return (quotient, remainder)
    }

    @inlinable
    static func words(_ count: Int, _ bytes: some Sequence<UInt8>, bigEndian: Bool) -> Words256? {
        guard count == byteCount else { return nil }
        var words: Words256 = (0, 0, 0, 0)
        for byte in bytes {
            if bigEndian {
                words = (
                    words.0 << 8 | UInt64(byte), words.1 << 8 | words.0 >> 56, words.2 << 8 | words.1 >> 56, words.3 << 8 | words.2 >> 56
                )
            } else {
                words = (
                    words.0 >> 8 | words.1 << 56, words.1 >> 8 | words.2 << 56, words.2 >> 8 | words.3 << 56,
                    words.3 >> 8 | UInt64(byte) << 56
                )
            }
        }
        return words
    }

    @inlinable
    static func bytes(_ words: Words256) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(byteCount)
        for word in [words.0, words.1, words.2, words.3] {
            var rest = word
            for _ in 0..<8 {
                result.append(UInt8(truncatingIfNeeded: rest))
                rest >>= 8
            }
        }
        return result
    }
}
