import FiniteFields

/// Multi-scalar multiplication: sums of multiples of points.
public enum MultiScalarProduct {
    /// Σ scalarᵢ · pointᵢ in G1. Time depends on the scalars.
    /// - Parameter threads: threads to use at most; the calling thread must not be of Swift's cooperative pool if there are several.
    public static func sum(_ points: [G1Affine], _ scalars: [BN254Scalar], threads: Int = 1) -> G1Point {
        bucketSum(points, scalars, threads: threads)
    }

    /// Σ scalarᵢ · pointᵢ in G2.
    public static func sum(_ points: [G2Affine], _ scalars: [BN254Scalar], threads: Int = 1) -> G2Point {
        bucketSum(points, scalars, threads: threads)
    }

    /// Points and scalars in equal number; surplus ones of either are left out.
    private static func bucketSum<Curve: BucketCurve>(
        _ points: [AffinePoint<Curve>], _ scalars: [BN254Scalar], threads: Int
    ) -> JacobianPoint<Curve> {
        let count = min(points.count, scalars.count)
        let canonical = scalars.prefix(count).map(\.canonical)
        let indices = (0..<count).filter { !points[$0].isInfinity }.map(UInt32.init)
        return unsafe points.withUnsafeBytes { points in
            unsafe canonical.withUnsafeBytes { scalars in
                guard let bases = points.baseAddress, let values = scalars.baseAddress else { return .infinity }
                let work = unsafe WindowedSum<Curve>(
                    bases: bases.assumingMemoryBound(to: UInt8.self), scalars: values.assumingMemoryBound(to: UInt8.self), indices: indices,
                    count: count)
                TaskSet(threads: threads).compute([work])
                return work.total()
            }
        }
    }
}
