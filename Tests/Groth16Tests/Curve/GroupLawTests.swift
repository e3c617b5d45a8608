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

    /// The kernel for many points, on both paths: digits that carry, infinity among the points, and counts that are no multiples of its lanes.
    @Test func multipliesManyPointsAsOneByOneInG1() { expectMultiples(BN254G1.self) }
    @Test func multipliesManyPointsAsOneByOneInG2() { expectMultiples(BN254G2.self) }

    private func expectMultiples<Curve: FileCurve>(_ curve: Curve.Type) {
        let small = [0, 1, 2, 7, 8, 9, 15, 16, 17, 0x88, 0x89, 0x98, 0xff].map { Words256($0, 0, 0, 0) }
        let minusOne = (-BN254Scalar.one).canonical
        let wide: [Words256] = [minusOne, (.max, .max, .max, .max >> 2), (0x8888_8888_8888_8888, 0x9999_9999_9999_9999, 0, 1 << 61)]
        let integers = small + wide + (1..<24).map { BN254Scalar(11).power($0 * 0x1_0000_0001).canonical }
        let points = integers.indices.map { index -> AffinePoint<Curve> in
            index % 5 == 3 ? .infinity : (JacobianPoint<Curve>.generator * BN254Scalar(UInt64(index * index + 1))).affine
        }
        let expected = zip(points, integers).map { JacobianPoint($0).multiplied(by: $1).affine }
        onEveryGroth16Path { path in
            for count in [0, 1, 7, 8, 9, integers.count] {
                let products = Curve.multiples(Array(points.prefix(count)), Array(integers.prefix(count)))
                #expect(products == Array(expected.prefix(count)), "\(path), \(count) points")
            }
        }
    }

    @Test func hasOrderRInBothGroups() {
        #expect(G1Point.generator.multiplied(by: BN254Scalar.modulus).isInfinity)
        #expect(G2Point.generator.multiplied(by: BN254Scalar.modulus).isInfinity)
        #expect(!G1Point.generator.multiplied(by: BN254Base.modulus).isInfinity)
    }
}
