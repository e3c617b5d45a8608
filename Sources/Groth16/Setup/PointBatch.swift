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
    /// Σ scalar i · point i.
    static func combination<Curve: FileCurve>(_ points: PointSection<Curve>, _ scalars: [BN254Scalar]) -> JacobianPoint<Curve> {
        Cores.map(points.count, grain: grain) { range in
            range.reduce(JacobianPoint<Curve>.infinity) { $0 + JacobianPoint(points[$1]) * scalars[$1] }
        }.reduce(.infinity, +)
    }

    /// Σ scalar i · point i.
    static func combination<Curve: FileCurve>(_ points: [AffinePoint<Curve>], _ scalars: [BN254Scalar]) -> JacobianPoint<Curve> {
        Cores.map(points.count, grain: grain) { range in
            range.reduce(JacobianPoint<Curve>.infinity) { $0 + JacobianPoint(points[$1]) * scalars[$1] }
        }.reduce(.infinity, +)
    }
}
