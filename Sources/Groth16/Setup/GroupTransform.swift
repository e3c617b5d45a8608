import FiniteFields

/// Fourier transforms of points: from powers of tau to Lagrange bases.
enum GroupTransform {
    /// The inverse transform of 2^k points: output i is 1 / 2^k · Σⱼ ω^(−ij) · input j, ω of order 2^k; from powers of tau the Lagrange basis at
    /// tau. k at most 28.
    ///
    /// Radix two, decimation in time: k · 2^(k−1) multiplications of points, less those by one, and 2^k by the scale; all cores.
    static func inverse<Curve: FileCurve>(_ input: [JacobianPoint<Curve>]) -> [AffinePoint<Curve>] {
        let logCount = input.count.trailingZeroBitCount
        var points = input.indices.map { input[reversed($0, logCount)] }
        let root = BN254Scalar.twoAdicGenerator(logCount).inverse ?? .one
        for level in 0..<logCount {
            let half = 1 << level
            let step = root.squared(times: logCount - 1 - level)
            let twiddles = step.powers(half).map(\.canonical)
            let current = points
            let pairs = Cores.flatMap(points.count / 2, grain: 1 << 6) { range in
                range.map { index -> Pair<Curve> in
                    let (block, offset) = (index >> level, index & (half - 1))
                    let place = block << (level + 1) | offset
                    let upper = current[place]
                    let lower = offset == 0 ? current[place + half] : current[place + half].multiplied(by: twiddles[offset])
                    return Pair(sum: upper + lower, difference: upper - lower)
                }
            }
            for index in pairs.indices {
                let place = (index >> level) << (level + 1) | index & (half - 1)
                points[place] = pairs[index].sum
                points[place + half] = pairs[index].difference
            }
        }
        let scale = (BN254Scalar(UInt64(input.count)).inverse ?? .one).canonical
        let result = points
        return Cores.flatMap(result.count, grain: 1 << 7) { range in JacobianPoint.affine(range.map { result[$0].multiplied(by: scale) }) }
    }

    private struct Pair<Curve: FileCurve>: Sendable {
        var sum, difference: JacobianPoint<Curve>
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
