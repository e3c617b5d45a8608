import CKernels
import FiniteFields

/// Work on many points at once, on all cores.
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
            Curve.multiples(range.map { points[$0] }, [Words256](repeating: words, count: range.count))
        }
    }

    /// Point i times `first` · `ratio`^i.
    static func multiply<Curve: FileCurve>(
        _ points: PointSection<Curve>, first: BN254Scalar, ratio: BN254Scalar
    ) -> [AffinePoint<Curve>] {
        Cores.flatMap(points.count, grain: grain) { range in
            var scalar = first * ratio.power((UInt64(range.lowerBound), 0, 0, 0))
            return Curve.multiples(
                range.map { points[$0] },
                range.map { _ in
                    defer { scalar *= ratio }
                    return scalar.canonical
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

extension FileCurve {
    /// `multiples` by a kernel that writes X, Y, Z of each in homogeneous coordinates.
    fileprivate static func multiples(
        _ points: [AffinePoint<Self>], _ integers: [Words256],
        _ kernel: (UnsafeMutablePointer<UInt8>?, UnsafePointer<UInt8>?, UnsafePointer<UInt8>?, Int) -> Void
    ) -> [AffinePoint<Self>] {
        precondition(points.count == integers.count, "a scalar for each point")
        // Only the layout of three coordinates counts, not what they mean.
        var products = [JacobianPoint<Self>](repeating: .infinity, count: points.count)
        let count = points.count
        unsafe products.withUnsafeMutableBytes { out in
            unsafe points.withUnsafeBytes { points in
                unsafe integers.withUnsafeBytes { integers in
                    unsafe kernel(
                        out.baseAddress?.assumingMemoryBound(to: UInt8.self), points.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        integers.baseAddress?.assumingMemoryBound(to: UInt8.self), count)
                }
            }
        }
        let inverses = Coordinate.batchInverse(products.map { $0.z.isZero ? .one : $0.z }) ?? []
        return zip(products, inverses).map { product, inverse in
            product.z.isZero ? .infinity : AffinePoint(uncheckedX: product.x * inverse, y: product.y * inverse)
        }
    }
}

extension BN254G1 {
    public static func multiples(_ points: [G1Affine], _ integers: [Words256]) -> [G1Affine] {
        unsafe multiples(points, integers) { unsafe burhan_bn254_g1_multiples($0, $1, $2, $3) }
    }

    public static func combination(_ points: [G1Affine], _ scalars: [BN254Scalar]) -> G1Point {
        MultiScalarProduct.sum(points, scalars, threads: Cores.count)
    }
}

extension BN254G2 {
    public static func multiples(_ points: [G2Affine], _ integers: [Words256]) -> [G2Affine] {
        unsafe multiples(points, integers) { unsafe burhan_bn254_g2_multiples($0, $1, $2, $3) }
    }

    public static func combination(_ points: [G2Affine], _ scalars: [BN254Scalar]) -> G2Point {
        MultiScalarProduct.sum(points, scalars, threads: Cores.count)
    }
}
