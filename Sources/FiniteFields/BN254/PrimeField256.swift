/// An element of a prime field with a modulus below 2^254.
///
/// Held in Montgomery form: `words` = value · 2^256 mod p, always below p, so that equality of elements is equality of words; in memory the 32
/// bytes, little-endian, that proving keys hold. Additions, subtractions and products take the same steps for all values.
@frozen
public struct PrimeField256<Modulus: PrimeModulus256>: Field {
    @usableFromInline var w0, w1, w2, w3: UInt64

    /// The element with this Montgomery representative, which must be below the modulus.
    @inlinable
    public init(uncheckedMontgomery words: Words256) {
        (w0, w1, w2, w3) = words
    }

    /// The element with this Montgomery representative, `nil` from the modulus up. For words from outside.
    @inlinable
    public init?(montgomery words: Words256) {
        guard Wide.isLess(words, Modulus.modulus) else { return nil }
        self.init(uncheckedMontgomery: words)
    }

    /// The element with this value, `nil` from the modulus up. For words from outside.
    @inlinable
    public init?(canonical words: Words256) {
        guard Wide.isLess(words, Modulus.modulus) else { return nil }
        self = PrimeField256(uncheckedMontgomery: words) * PrimeField256(uncheckedMontgomery: Modulus.radixSquared)
    }

    /// The element congruent to any integer below 2^256.
    @inlinable
    public init(reducing words: Words256) {
        // The first factor of the product is reduced and the second is scanned by words, so nothing overflows and the result is below 2p.
        self = PrimeField256(uncheckedMontgomery: Modulus.radixSquared) * PrimeField256(uncheckedMontgomery: words)
    }

    @inlinable
    public init(_ value: UInt64) {
        self.init(reducing: (value, 0, 0, 0))
    }

    /// The Montgomery representative: value · 2^256 mod p.
    @inlinable public var montgomery: Words256 { (w0, w1, w2, w3) }

    /// The value in 0 ..< p.
    @inlinable
    public var canonical: Words256 {
        (self * PrimeField256(uncheckedMontgomery: (1, 0, 0, 0))).montgomery
    }

    @inlinable public static var modulus: Words256 { Modulus.modulus }
    @inlinable public static var zero: PrimeField256 { PrimeField256(uncheckedMontgomery: (0, 0, 0, 0)) }
    @inlinable public static var one: PrimeField256 { PrimeField256(uncheckedMontgomery: Modulus.radix) }

    @inlinable public var isZero: Bool { (w0 | w1 | w2 | w3) == 0 }

    @inlinable
    public static func == (a: PrimeField256, b: PrimeField256) -> Bool {
        ((a.w0 ^ b.w0) | (a.w1 ^ b.w1) | (a.w2 ^ b.w2) | (a.w3 ^ b.w3)) == 0
    }

    @inlinable
    public static func + (a: PrimeField256, b: PrimeField256) -> PrimeField256 {
        // Both are below 2^254: no carry leaves the fourth word.
        PrimeField256(uncheckedMontgomery: Wide.reduceOnce(Wide.add(a.montgomery, b.montgomery).sum, Modulus.modulus))
    }

    @inlinable
    public static func - (a: PrimeField256, b: PrimeField256) -> PrimeField256 {
        let (difference, borrow) = Wide.subtract(a.montgomery, b.montgomery)
        let mask = 0 &- borrow
        let p = Modulus.modulus
        return PrimeField256(uncheckedMontgomery: Wide.add(difference, (p.0 & mask, p.1 & mask, p.2 & mask, p.3 & mask)).sum)
    }

    @inlinable public static prefix func - (a: PrimeField256) -> PrimeField256 { .zero - a }

    /// Montgomery's product, operand scanning without a fifth word (EdMSM, eprint 2022/1400, algorithm 2): 36 word products.
    @inlinable
    public static func * (a: PrimeField256, b: PrimeField256) -> PrimeField256 {
        var t: Words256 = (0, 0, 0, 0)
        Wide.multiplyAddReduce(&t, a.montgomery, b.w0, Modulus.modulus, Modulus.negatedInverse)
        Wide.multiplyAddReduce(&t, a.montgomery, b.w1, Modulus.modulus, Modulus.negatedInverse)
        Wide.multiplyAddReduce(&t, a.montgomery, b.w2, Modulus.modulus, Modulus.negatedInverse)
        Wide.multiplyAddReduce(&t, a.montgomery, b.w3, Modulus.modulus, Modulus.negatedInverse)
        return PrimeField256(uncheckedMontgomery: Wide.reduceOnce(t, Modulus.modulus))
    }

    /// `self` to an exponent of 256 bits, least significant word first. Time depends on the exponent, not on `self`.
    @inlinable
    public func power(_ exponent: Words256) -> PrimeField256 {
        var result = Self.one
        for word in [exponent.3, exponent.2, exponent.1, exponent.0] {
            var bit = 64
            while bit > 0 {
                bit -= 1
                result = result * result
                if (word >> UInt64(bit)) & 1 == 1 { result = result * self }
            }
        }
        return result
    }

    /// a^(p − 2) by Fermat, `nil` for zero. Cost: about 380 multiplications.
    @inlinable
    public var inverse: PrimeField256? {
        guard !isZero else { return nil }
        let p = Modulus.modulus
        return power((p.0 &- 2, p.1, p.2, p.3))
    }
}

extension PrimeField256: Hashable {
    @inlinable
    public func hash(into hasher: inout Hasher) {
        hasher.combine(w0)
        hasher.combine(w1)
        hasher.combine(w2)
        hasher.combine(w3)
    }
}

extension PrimeField256: ExpressibleByIntegerLiteral {
    @inlinable
    public init(integerLiteral value: Int) {
        let magnitude = PrimeField256(UInt64(value.magnitude))
        self = value < 0 ? -magnitude : magnitude
    }
}
