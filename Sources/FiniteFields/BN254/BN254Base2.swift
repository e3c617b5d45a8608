/// An element c0 + c1 u of the quadratic extension Fq2 of BN254's base field, u² = −1.
@frozen
public struct BN254Base2: Field, Hashable {
    public var c0, c1: BN254Base

    @inlinable
    public init(_ c0: BN254Base, _ c1: BN254Base) {
        self.c0 = c0
        self.c1 = c1
    }

    @inlinable public static var zero: BN254Base2 { BN254Base2(.zero, .zero) }
    @inlinable public static var one: BN254Base2 { BN254Base2(.one, .zero) }
    @inlinable public var isZero: Bool { c0.isZero && c1.isZero }

    @inlinable public static func + (a: BN254Base2, b: BN254Base2) -> BN254Base2 { BN254Base2(a.c0 + b.c0, a.c1 + b.c1) }
    @inlinable public static func - (a: BN254Base2, b: BN254Base2) -> BN254Base2 { BN254Base2(a.c0 - b.c0, a.c1 - b.c1) }
    @inlinable public static prefix func - (a: BN254Base2) -> BN254Base2 { BN254Base2(-a.c0, -a.c1) }

    /// Three base-field products (Karatsuba).
    @inlinable
    public static func * (a: BN254Base2, b: BN254Base2) -> BN254Base2 {
        let low = a.c0 * b.c0
        let high = a.c1 * b.c1
        return BN254Base2(low - high, (a.c0 + a.c1) * (b.c0 + b.c1) - low - high)
    }

    @inlinable public static func * (a: BN254Base2, b: BN254Base) -> BN254Base2 { BN254Base2(a.c0 * b, a.c1 * b) }

    /// Two base-field products: (a0 + a1)(a0 − a1) + 2 a0 a1 u.
    @inlinable
    public var squared: BN254Base2 {
        BN254Base2((c0 + c1) * (c0 - c1), (c0 + c0) * c1)
    }

    /// The q-th power: c0 − c1 u.
    @inlinable public var conjugate: BN254Base2 { BN254Base2(c0, -c1) }

    /// The product with ξ = 9 + u, from which the extension of degree six is made.
    @inlinable
    public var timesNonResidue: BN254Base2 {
        let (d0, d1) = (c0.doubled.doubled.doubled + c0, c1.doubled.doubled.doubled + c1)
        return BN254Base2(d0 - c1, d1 + c0)
    }

    /// The inverse through the norm, `nil` for zero.
    @inlinable
    public var inverse: BN254Base2? {
        guard let n = (c0 * c0 + c1 * c1).inverse else { return nil }
        return BN254Base2(c0 * n, -(c1 * n))
    }
}
