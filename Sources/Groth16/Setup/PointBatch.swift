import FiniteFields

/// Work on many points at once, on all cores. Times depend on points and scalars, secret ones too: a ceremony's steps run on a machine that its
/// participant trusts.
enum PointBatch {
    private static let grain = 1 << 8

    /// The coordinates of all points.
    static func affine<Curve: FileCurve>(_ points: [JacobianPoint<Curve>]) -> [AffinePoint<Curve>] {
        Cores.flatMap(points.count, grain: 1 << 10) { JacobianPoint.affine(Array(points[$0])) }
    }

    /// Every point of a section times one scalar.
    static func multiply<Curve: FileCurve>(_ points: PointSection<Curve>, by scalar: BN254Scalar) -> [AffinePoint<Curve>] {
        let words = scalar.canonical
        return Cores.flatMap(points.count, grain: grain) { range in
            JacobianPoint.affine(range.map { JacobianPoint(points[$0]).multiplied(by: words) })
        }
    }

    /// Point i times `first` · `ratio`^i.
    static func multiply<Curve: FileCurve>(
        _ points: PointSection<Curve>, first: BN254Scalar, ratio: BN254Scalar
    ) -> [AffinePoint<Curve>] {
        Cores.flatMap(points.count, grain: grain) { range in
            var scalar = first * ratio.power((UInt64(range.lowerBound), 0, 0, 0))
            return JacobianPoint.affine(
                range.map { index in
                    defer { scalar *= ratio }
                    return JacobianPoint(points[index]) * scalar
                })
        }
    }
}

extension PointBatch {
    /// Points of a section that are copied at once.
    private static let chunk = 1 << 18

    /// Σ scalar i · point i.
    static func combination<Curve: FileCurve>(_ points: PointSection<Curve>, _ scalars: [BN254Scalar]) -> JacobianPoint<Curve> {
        stride(from: 0, to: points.count, by: chunk).reduce(.infinity) { sum, start in
            let range = start..<min(start + chunk, points.count)
            return sum + Curve.combination(points.part(range).points, Array(scalars[range]))
        }
    }
}

extension BN254G1 {
    public static func combination(_ points: [G1Affine], _ scalars: [BN254Scalar]) -> G1Point {
        MultiScalarProduct.sum(points, scalars, threads: Cores.count)
    }
}

extension BN254G2 {
    public static func combination(_ points: [G2Affine], _ scalars: [BN254Scalar]) -> G2Point {
        MultiScalarProduct.sum(points, scalars, threads: Cores.count)
    }
}
