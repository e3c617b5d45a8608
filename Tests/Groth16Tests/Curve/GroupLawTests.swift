import FiniteFields
import Groth16
import Testing

@Suite struct GroupLawTests {
    /// Multiples of the generator by edge scalars and a few others.
    static let scalars: [BN254Scalar] = [0, 1, 2, 3, -1, -2, 5, BN254Scalar(1 << 63), BN254Scalar(7).power(100)]

    @Test func satisfiesTheGroupLawsInG1() { expectGroupLaws(BN254G1.self) }
    @Test func satisfiesTheGroupLawsInG2() { expectGroupLaws(BN254G2.self) }

    private func expectGroupLaws<Curve: ShortWeierstrassCurve>(_ curve: Curve.Type) {
        let generator = JacobianPoint<Curve>.generator
        let points = Self.scalars.map { generator * $0 }
        for (a, k) in zip(points, Self.scalars) {
            #expect(a.affine.isOnCurve && a.affine.isInSubgroup)
            #expect(a + JacobianPoint.infinity == a && JacobianPoint.infinity + a == a && (a - a).isInfinity && a.doubled == a + a)
            #expect(JacobianPoint(a.affine) == a && JacobianPoint(-a.affine) == -a)
            for (b, l) in zip(points, Self.scalars) {
                #expect(a + b == b + a && a + b == generator * (k + l))
                #expect(a + b.affine == a + b && a * l == generator * (k * l))
                for c in points.prefix(6) { #expect((a + b) + c == a + (b + c)) }
            }
        }
        #expect(JacobianPoint.affine(points) == points.map(\.affine))
    }

    @Test func hasOrderRInBothGroups() {
        #expect(G1Point.generator.multiplied(by: BN254Scalar.modulus).isInfinity)
        #expect(G2Point.generator.multiplied(by: BN254Scalar.modulus).isInfinity)
        #expect(!G1Point.generator.multiplied(by: BN254Base.modulus).isInfinity)
    }
}
