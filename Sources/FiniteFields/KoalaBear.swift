/// An element of the prime field of order p = 2^31 − 2^24 + 1, which has 2-adicity 24 and multiplicative generator 3.
///
/// Held in Montgomery form: `raw` = value · 2^32 mod p, always below p, so equality of elements is equality of `raw`.
/// The arithmetic is Montgomery's (Mathematics of Computation 44, 1985); the field is KoalaBear of Plonky3.
@frozen
public struct KoalaBear: Field, Hashable {
    /// The Montgomery representative, below `modulus`.
    public let raw: UInt32

    @inlinable public static var modulus: UInt32 { 0x7f00_0001 }
    @inlinable public static var twoAdicity: Int { 24 }
    /// The multiplicative generator 3.
    @inlinable public static var generator: KoalaBear { KoalaBear(3) }
    /// 3^(2^24), of order 127: the shift of the low-degree-extension domains. Its odd order gives it roots of every power-of-two degree.
    @inlinable public static var cosetShift: KoalaBear { KoalaBear(1_828_256_994) }
    /// 1 / `cosetShift`.
    @inlinable public static var inverseCosetShift: KoalaBear { KoalaBear(1_417_693_097) }
    @inlinable public static var zero: KoalaBear { KoalaBear(uncheckedRaw: 0) }
    @inlinable public static var one: KoalaBear { KoalaBear(uncheckedRaw: 0x01ff_fffe) }
    @inlinable public static var two: KoalaBear { KoalaBear(uncheckedRaw: 0x03ff_fffc) }

    /// p^-1 mod 2^32.
    @inlinable static var modulusInverse: UInt32 { 0x8100_0001 }
    /// 2^64 mod p.
    @inlinable static var radixSquared: UInt32 { 0x17f7_efe4 }

    @inlinable init(uncheckedRaw raw: UInt32) { self.raw = raw }

    /// The element with this Montgomery representative, `nil` from `modulus` up. For words from outside.
    @inlinable
    public init?(raw: UInt32) {
        guard raw < Self.modulus else { return nil }
        self.raw = raw
    }

    /// The element with this canonical value, `nil` from `modulus` up. For words from outside.
    @inlinable
    public init?(canonical: UInt32) {
        guard canonical < Self.modulus else { return nil }
        self.init(canonical)
    }

    /// The element congruent to `value`, any 32-bit word.
    @inlinable
    public init(_ value: UInt32) {
        self.raw = Self.reduce(UInt64(value) &* UInt64(Self.radixSquared))
    }

    /// The element congruent to `value`, any integer.
    @inlinable
    public init(_ value: Int) {
        var remainder = value % Int(Self.modulus)
        if remainder < 0 { remainder += Int(Self.modulus) }
        self.init(UInt32(truncatingIfNeeded: remainder))
    }

    /// The element congruent to a 128-bit number given as two words. Uniform words give a value within 2^-97 of uniform.
    @inlinable
    public init(low: UInt64, high: UInt64) {
        let radix = KoalaBear(uncheckedRaw: Self.radixSquared)  // the field element 2^32
        var value = KoalaBear(UInt32(truncatingIfNeeded: high >> 32))
        value = value * radix + KoalaBear(UInt32(truncatingIfNeeded: high))
        value = value * radix + KoalaBear(UInt32(truncatingIfNeeded: low >> 32))
        self = value * radix + KoalaBear(UInt32(truncatingIfNeeded: low))
    }

    /// The value in 0 ..< p.
    @inlinable public var canonical: UInt32 { Self.reduce(UInt64(raw)) }

    /// x / 2^32 mod p, for x < 2^32 p.
    @inlinable
    static func reduce(_ x: UInt64) -> UInt32 {
        let q = UInt32(truncatingIfNeeded: x) &* modulusInverse
        let difference = UInt32(truncatingIfNeeded: x >> 32) &- UInt32(truncatingIfNeeded: (UInt64(q) &* UInt64(modulus)) >> 32)
        let raised = difference &+ modulus
        return raised < difference ? raised : difference
    }

    @inlinable
    public static func + (a: KoalaBear, b: KoalaBear) -> KoalaBear {
        let sum = a.raw &+ b.raw
        let lowered = sum &- modulus
        return KoalaBear(uncheckedRaw: lowered < sum ? lowered : sum)
    }

    @inlinable
    public static func - (a: KoalaBear, b: KoalaBear) -> KoalaBear {
        let difference = a.raw &- b.raw
        let raised = difference &+ modulus
        return KoalaBear(uncheckedRaw: raised < difference ? raised : difference)
    }

    @inlinable
    public static func * (a: KoalaBear, b: KoalaBear) -> KoalaBear {
        KoalaBear(uncheckedRaw: reduce(UInt64(a.raw) &* UInt64(b.raw)))
    }

    @inlinable public static prefix func - (a: KoalaBear) -> KoalaBear { .zero - a }

    /// a^(p − 2) by Fermat, `nil` for zero. Cost: about 60 multiplications.
    @inlinable public var inverse: KoalaBear? { raw == 0 ? nil : power(UInt64(Self.modulus - 2)) }

    /// The generator 3^(127 · 2^(24 − logOrder)) of the subgroup of order 2^`logOrder`; `logOrder` in 0 ... 24.
    @inlinable
    public static func twoAdicGenerator(_ logOrder: Int) -> KoalaBear {
        precondition(logOrder >= 0 && logOrder <= twoAdicity, "subgroup order out of range")
        return KoalaBear(uncheckedRaw: rootOfUnityRaw).squared(times: twoAdicity - logOrder)
    }

    /// Representative of 3^127, of order 2^24.
    @inlinable static var rootOfUnityRaw: UInt32 { 0x13c8_5195 }
}

extension KoalaBear: ExpressibleByIntegerLiteral {
    @inlinable public init(integerLiteral value: Int) { self.init(value) }
}
