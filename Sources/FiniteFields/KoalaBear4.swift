/// An element c0 + c1 x + c2 x² + c3 x³ of the quartic extension of KoalaBear by x⁴ = 3; about 2^123.97 elements.
@frozen
public struct KoalaBear4: Field, Hashable {
    public var c0, c1, c2, c3: KoalaBear

    @inlinable
    public init(_ c0: KoalaBear, _ c1: KoalaBear, _ c2: KoalaBear, _ c3: KoalaBear) {
        self.c0 = c0
        self.c1 = c1
        self.c2 = c2
        self.c3 = c3
    }

    /// The base-field element `base`.
    @inlinable public init(_ base: KoalaBear) { self.init(base, .zero, .zero, .zero) }

    @inlinable public static var degree: Int { 4 }
    @inlinable public static var zero: KoalaBear4 { KoalaBear4(.zero) }
    @inlinable public static var one: KoalaBear4 { KoalaBear4(.one) }
    /// The adjoined root x.
    @inlinable public static var x: KoalaBear4 { KoalaBear4(.zero, .one, .zero, .zero) }

    /// Whether this is an element of the base field.
    @inlinable public var isBase: Bool { (c1.raw | c2.raw | c3.raw) == 0 }

    /// Coefficient of x^`index`, `index` in 0 ..< 4.
    @inlinable
    public subscript(index: Int) -> KoalaBear {
        get {
            switch index {
            case 0: return c0
            case 1: return c1
            case 2: return c2
            default:
                precondition(index == 3, "coefficient index out of range")
                return c3
            }
        }
        set {
            switch index {
            case 0: c0 = newValue
            case 1: c1 = newValue
            case 2: c2 = newValue
            default:
                precondition(index == 3, "coefficient index out of range")
                c3 = newValue
            }
        }
    }

    @inlinable
    public static func + (a: KoalaBear4, b: KoalaBear4) -> KoalaBear4 {
        KoalaBear4(a.c0 + b.c0, a.c1 + b.c1, a.c2 + b.c2, a.c3 + b.c3)
    }

    @inlinable
    public static func - (a: KoalaBear4, b: KoalaBear4) -> KoalaBear4 {
        KoalaBear4(a.c0 - b.c0, a.c1 - b.c1, a.c2 - b.c2, a.c3 - b.c3)
    }

    @inlinable public static prefix func - (a: KoalaBear4) -> KoalaBear4 { .zero - a }

    /// Sixteen word products, one reduction per coefficient.
    @inlinable
    public static func * (a: KoalaBear4, b: KoalaBear4) -> KoalaBear4 {
        let t1 = triple(b.c1)
        let t2 = triple(b.c2)
        let t3 = triple(b.c3)
        return KoalaBear4(
            dot(a, b.c0, t3, t2, t1), dot(a, b.c1, b.c0, t3, t2),
            dot(a, b.c2, b.c1, b.c0, t3), dot(a, b.c3, b.c2, b.c1, b.c0))
    }

    @inlinable
    static func triple(_ a: KoalaBear) -> KoalaBear { a + a + a }

    /// a0 x0 + a1 x1 + a2 x2 + a3 x3 with one Montgomery reduction: four products stay below 2^64.
    @inlinable
    static func dot(_ a: KoalaBear4, _ x0: KoalaBear, _ x1: KoalaBear, _ x2: KoalaBear, _ x3: KoalaBear) -> KoalaBear {
        let sum =
            (UInt64(a.c0.raw) &* UInt64(x0.raw) &+ UInt64(a.c1.raw) &* UInt64(x1.raw))
            &+ (UInt64(a.c2.raw) &* UInt64(x2.raw) &+ UInt64(a.c3.raw) &* UInt64(x3.raw))
        let limit = UInt64(KoalaBear.modulus) << 32
        return KoalaBear(uncheckedRaw: KoalaBear.reduce(sum >= limit ? sum &- limit : sum))
    }

    @inlinable
    public static func * (a: KoalaBear4, b: KoalaBear) -> KoalaBear4 {
        KoalaBear4(a.c0 * b, a.c1 * b, a.c2 * b, a.c3 * b)
    }

    @inlinable public static func * (a: KoalaBear, b: KoalaBear4) -> KoalaBear4 { b * a }

    @inlinable
    public static func + (a: KoalaBear4, b: KoalaBear) -> KoalaBear4 { KoalaBear4(a.c0 + b, a.c1, a.c2, a.c3) }

    @inlinable
    public static func - (a: KoalaBear4, b: KoalaBear) -> KoalaBear4 { KoalaBear4(a.c0 - b, a.c1, a.c2, a.c3) }

    /// The p-th power: conjugation, which fixes the base field. Applied four times it is the identity.
    @inlinable
    public var frobenius: KoalaBear4 {
        // x^p = 3^((p-1)/4) x; the constants are its first three powers.
        KoalaBear4(
            c0, c1 * KoalaBear(2_113_994_754 as UInt32), c2 * KoalaBear(2_130_706_432 as UInt32),
            c3 * KoalaBear(16_711_679 as UInt32))
    }

    /// The inverse through two quadratic norms and one base-field inversion, `nil` for zero.
    @inlinable
    public var inverse: KoalaBear4? {
        // With y = x², y² = 3: a = A + B x; a (A − B x) = A² − y B² = u + v y; (u + v y)(u − v y) = u² − 3 v².
        let u = c0 * c0 + Self.triple(c2 * c2) - Self.triple((c1 + c1) * c3)
        let v = (c0 + c0) * c2 - c1 * c1 - Self.triple(c3 * c3)
        guard let n = (u * u - Self.triple(v * v)).inverse else { return nil }
        let s = u * n
        let t = -(v * n)
        let t3 = Self.triple(t)
        return KoalaBear4(c0 * s + c2 * t3, -(c1 * s + c3 * t3), c0 * t + c2 * s, -(c1 * t + c3 * s))
    }
}
