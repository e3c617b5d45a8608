import FiniteFields

/// An element c0 + c1 w of Fq12 = Fq6[w] / (w² − v), where pairings take their values.
public struct BN254Base12: Field, Hashable {
    public var c0, c1: BN254Base6

    public init(_ c0: BN254Base6, _ c1: BN254Base6) {
        self.c0 = c0
        self.c1 = c1
    }

    public static var zero: BN254Base12 { BN254Base12(.zero, .zero) }
    public static var one: BN254Base12 { BN254Base12(.one, .zero) }

    public static func + (a: BN254Base12, b: BN254Base12) -> BN254Base12 { BN254Base12(a.c0 + b.c0, a.c1 + b.c1) }
    public static func - (a: BN254Base12, b: BN254Base12) -> BN254Base12 { BN254Base12(a.c0 - b.c0, a.c1 - b.c1) }
    public static prefix func - (a: BN254Base12) -> BN254Base12 { BN254Base12(-a.c0, -a.c1) }

    public static func * (a: BN254Base12, b: BN254Base12) -> BN254Base12 {
        let low = a.c0 * b.c0
        let high = a.c1 * b.c1
        return BN254Base12(low + high.timesV, (a.c0 + a.c1) * (b.c0 + b.c1) - low - high)
    }

    /// Two products in Fq6: (c0 + c1)(c0 + v c1) − (1 + v) c0 c1 and 2 c0 c1.
    public var squared: BN254Base12 {
        let product = c0 * c1
        return BN254Base12((c0 + c1) * (c0 + c1.timesV) - product - product.timesV, product + product)
    }

    /// The product with a line a + (b + c v) w: thirteen products in Fq2.
    package func times(line a: BN254Base2, _ b: BN254Base2, _ c: BN254Base2) -> BN254Base12 {
        let low = c0 * a
        let high = c1.times(b, c)
        return BN254Base12(low + high.timesV, (c0 + c1).times(a + b, c) - low - high)
    }

    /// The q^6-th power: c0 − c1 w; the inverse for elements of norm one.
    public var conjugate: BN254Base12 { BN254Base12(c0, -c1) }

    public var inverse: BN254Base12? {
        guard let n = (c0 * c0 - (c1 * c1).timesV).inverse else { return nil }
        return BN254Base12(c0 * n, -(c1 * n))
    }

    /// The square of an element of the cyclotomic subgroup (Granger, Scott, "Faster squaring in the cyclotomic subgroup of sixth degree
    /// extensions", PKC 2010, section 3.2): nine squarings in Fq2 instead of twelve products.
    package var cyclotomicSquared: BN254Base12 {
        let (a0, a1) = Self.squareOfFourth(c0.c0, c1.c1)
        let (b0, b1) = Self.squareOfFourth(c1.c0, c0.c2)
        let (d0, d1) = Self.squareOfFourth(c0.c1, c1.c2)
        let d1v = d1.timesNonResidue
        return BN254Base12(
            BN254Base6(Self.tripleLessTwice(a0, c0.c0), Self.tripleLessTwice(b0, c0.c1), Self.tripleLessTwice(d0, c0.c2)),
            BN254Base6(Self.triplePlusTwice(d1v, c1.c0), Self.triplePlusTwice(a1, c1.c1), Self.triplePlusTwice(b1, c1.c2)))
    }

    /// (a + b s)² in Fq4 = Fq2[s] / (s² − ξ).
    private static func squareOfFourth(_ a: BN254Base2, _ b: BN254Base2) -> (BN254Base2, BN254Base2) {
        let aa = a.squared
        let bb = b.squared
        return (bb.timesNonResidue + aa, (a + b).squared - aa - bb)
    }

    private static func tripleLessTwice(_ t: BN254Base2, _ z: BN254Base2) -> BN254Base2 { (t - z).doubled + t }
    private static func triplePlusTwice(_ t: BN254Base2, _ z: BN254Base2) -> BN254Base2 { (t + z).doubled + t }

    /// `self`, of the cyclotomic subgroup, to the power of the curve's parameter x: 62 squarings and 27 products.
    package var powerOfParameter: BN254Base12 {
        var result = self
        var bit = 62 - BN254.parameter.leadingZeroBitCount + 1
        while bit > 0 {
            bit -= 1
            result = result.cyclotomicSquared
            if (BN254.parameter >> UInt64(bit)) & 1 == 1 { result = result * self }
        }
        return result
    }
}
