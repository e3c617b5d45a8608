import FiniteFields
import Groth16

/// Multiples of one point, from a table of its multiples by every byte at every place: 32 additions each.
struct FixedBase<Curve: ShortWeierstrassCurve> {
    private let table: [AffinePoint<Curve>]

    init(_ point: AffinePoint<Curve>) {
        var multiples: [JacobianPoint<Curve>] = []
        var base = JacobianPoint(point)
        for _ in 0..<32 {
            var multiple = JacobianPoint<Curve>.infinity
            for _ in 0..<256 {
                multiples.append(multiple)
                multiple += base
            }
            base = multiple
        }
        table = JacobianPoint.affine(multiples)
    }

    func multiples(_ scalars: [BN254Scalar]) -> [AffinePoint<Curve>] {
        JacobianPoint.affine(
            scalars.map { scalar in
                var sum = JacobianPoint<Curve>.infinity
                for (place, byte) in scalar.littleEndianBytes.enumerated() where byte != 0 { sum += table[256 * place + Int(byte)] }
                return sum
            })
    }
}
