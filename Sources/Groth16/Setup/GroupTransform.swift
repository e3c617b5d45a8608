import FiniteFields

/// Fourier transforms of points: from powers of tau to Lagrange bases.
enum GroupTransform {
    /// The inverse transform of 2^k points: output i is 1 / 2^k · Σⱼ ω^(−ij) · input j, ω of order 2^k; from powers of tau the Lagrange basis at
    /// tau. k at most 28.
    ///
    /// Radix two, decimation in time: (k − 2) · 2^(k−1) multiplications of points and more, and 2^k by the scale; all cores.
    static func inverse<Curve: FileCurve>(_ input: [AffinePoint<Curve>]) -> [AffinePoint<Curve>] {
        let logCount = input.count.trailingZeroBitCount
        var points = input.indices.map { input[reversed($0, logCount)] }
        let root = BN254Scalar.twoAdicGenerator(logCount).inverse ?? .one
        for level in 0..<logCount {
            let half = 1 << level
            let twiddles = root.squared(times: logCount - 1 - level).powers(half).map(\.canonical)
            let current = points
            // Sums and differences in turn.
            let pairs = Cores.flatMap(points.count / 2, grain: 1 << 8) { range -> [AffinePoint<Curve>] in
                let places = range.map { ($0 >> level) << (level + 1) | $0 & (half - 1) }
                let lower = places.map { current[$0 + half] }
                let turned = level == 0 ? lower : Curve.multiples(lower, range.map { twiddles[$0 & (half - 1)] })
                return JacobianPoint.affine(
                    zip(places, turned).flatMap { place, lower -> [JacobianPoint<Curve>] in
                        let upper = JacobianPoint(current[place])
                        return [upper + lower, upper - lower]
                    })
            }
            for index in 0..<points.count / 2 {
                let place = (index >> level) << (level + 1) | index & (half - 1)
                points[place] = pairs[2 * index]
                points[place + half] = pairs[2 * index + 1]
            }
        }
        let scale = (BN254Scalar(UInt64(input.count)).inverse ?? .one).canonical
        let result = points
        return Cores.flatMap(result.count, grain: 1 << 8) { range in
            Curve.multiples(Array(result[range]), [Words256](repeating: scale, count: range.count))
        }
    }

    static func reversed(_ index: Int, _ bits: Int) -> Int {
        bits == 0 ? 0 : Int(truncatingIfNeeded: UInt64(index).bitReversed >> UInt64(64 - bits))
    }
}

extension UInt64 {
    fileprivate var bitReversed: UInt64 {
        var x = byteSwapped
        x = (x & 0x0f0f_0f0f_0f0f_0f0f) << 4 | (x >> 4) & 0x0f0f_0f0f_0f0f_0f0f
        x = (x & 0x3333_3333_3333_3333) << 2 | (x >> 2) & 0x3333_3333_3333_3333
        return (x & 0x5555_5555_5555_5555) << 1 | (x >> 1) & 0x5555_5555_5555_5555
    }
}
