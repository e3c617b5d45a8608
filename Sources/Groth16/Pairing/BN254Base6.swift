import FiniteFields

/// An element c0 + c1 v + c2 v² of Fq6 = Fq2[v] / (v³ − ξ), ξ = 9 + u.
public struct BN254Base6: Field, Hashable {
    public var c0, c1, c2: BN254Base2

    public init(_ c0: BN254Base2, _ c1: BN254Base2, _ c2: BN254Base2) {
        self.c0 = c0
        self.c1 = c1
        self.c2 = c2
    }

    public static var zero: BN254Base6 { BN254Base6(.zero, .zero, .zero) }
    public static var one: BN254Base6 { BN254Base6(.one, .zero, .zero) }

    public static func + (a: BN254Base6, b: BN254Base6) -> BN254Base6 { BN254Base6(a.c0 + b.c0, a.c1 + b.c1, a.c2 + b.c2) }
    public static func - (a: BN254Base6, b: BN254Base6) -> BN254Base6 { BN254Base6(a.c0 - b.c0, a.c1 - b.c1, a.c2 - b.c2) }
    public static prefix func - (a: BN254Base6) -> BN254Base6 { BN254Base6(-a.c0, -a.c1, -a.c2) }

    /// Six products in Fq2 (Karatsuba; Devegili et al., "Multiplication and squaring on pairing-friendly fields", eprint 2006/471).
    public static func * (a: BN254Base6, b: BN254Base6) -> BN254Base6 {
        let v0 = a.c0 * b.c0
        let v1 = a.c1 * b.c1
        let v2 = a.c2 * b.c2
        return BN254Base6(
            ((a.c1 + a.c2) * (b.c1 + b.c2) - v1 - v2).timesNonResidue + v0,
            (a.c0 + a.c1) * (b.c0 + b.c1) - v0 - v1 + v2.timesNonResidue,
            (a.c0 + a.c2) * (b.c0 + b.c2) - v0 - v2 + v1)
    }

    static func * (a: BN254Base6, b: BN254Base2) -> BN254Base6 { BN254Base6(a.c0 * b, a.c1 * b, a.c2 * b) }

    /// The product with b0 + b1 v: five products in Fq2.
    package func times(_ b0: BN254Base2, _ b1: BN254Base2) -> BN254Base6 {
        let v0 = c0 * b0
        let v1 = c1 * b1
        return BN254Base6(
            (c2 * b1).timesNonResidue + v0, (c0 + c1) * (b0 + b1) - v0 - v1, c2 * b0 + v1)
    }

    /// The product with v.
    var timesV: BN254Base6 { BN254Base6(c2.timesNonResidue, c0, c1) }

    public var inverse: BN254Base6? {
        let t0 = c0.squared - (c1 * c2).timesNonResidue
        let t1 = c2.squared.timesNonResidue - c0 * c1
        let t2 = c1.squared - c0 * c2
        guard let n = (c0 * t0 + (c2 * t1 + c1 * t2).timesNonResidue).inverse else { return nil }
        return BN254Base6(t0 * n, t1 * n, t2 * n)
    }
}
