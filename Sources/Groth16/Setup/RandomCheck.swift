import FiniteFields

/// Random linear combinations, by which many relations of points are checked at once: a false one stays unseen with probability at most 2^-128
/// for each check. The verifier draws the coefficients itself, after the points are fixed.
enum RandomCheck {
    /// `count` random integers below 2^128.
    static func coefficients(_ count: Int) -> [BN254Scalar] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in BN254Scalar(reducing: (generator.next(), generator.next(), 0, 0)) }
    }

    /// `count` random elements.
    static func elements(_ count: Int) -> [BN254Scalar] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in .random(using: &generator) }
    }

    /// Whether every point of `points` but the first is the one before times the same factor as d / c in the other group.
    static func isGeometric(_ points: PointSection<BN254G1>, _ c: G2Affine, _ d: G2Affine) -> Bool {
        let (lower, upper) = neighbours(points)
        return CeremonyPoint.haveSameRatio(lower, upper, c, d)
    }

    /// The same for points of G2 and a factor in G1.
    static func isGeometric(_ points: PointSection<BN254G2>, _ a: G1Affine, _ b: G1Affine) -> Bool {
        let (lower, upper) = neighbours(points)
        return CeremonyPoint.haveSameRatio(a, b, lower, upper)
    }

    private static func neighbours<Curve: FileCurve>(_ points: PointSection<Curve>) -> (AffinePoint<Curve>, AffinePoint<Curve>) {
        let weights = coefficients(points.count - 1)
        return (
            PointBatch.combination(points.part(0..<points.count - 1), weights).affine,
            PointBatch.combination(points.part(1..<points.count), weights).affine
        )
    }

    /// Whether `basis` is the Lagrange basis at tau of the domain of its size, given the powers of tau from 1 on: of the last power, which may be
    /// missing, nothing is asked then.
    static func isLagrangeBasis<Curve: FileCurve>(_ basis: PointSection<Curve>, of powers: PointSection<Curve>) -> Bool {
        let count = min(basis.count, powers.count)
        var polynomial = elements(count)
        let atTau = PointBatch.combination(powers.part(0..<count), polynomial)
        polynomial += [BN254Scalar](repeating: .zero, count: basis.count - count)
        return PointBatch.combination(basis, ScalarTransform.forward(polynomial)) == atTau
    }
}

/// The Fourier transform of scalars.
enum ScalarTransform {
    /// Output k is Σᵢ ω^(ik) · input i, ω of order 2^n, n = log2 of the count, at most 28.
    static func forward(_ input: [BN254Scalar]) -> [BN254Scalar] {
        let logCount = input.count.trailingZeroBitCount
        var values = input
        // Decimation in frequency: natural order in, reversed order out.
        for level in stride(from: logCount - 1, through: 0, by: -1) {
            let half = 1 << level
            let twiddles = BN254Scalar.twoAdicGenerator(level + 1).powers(half)
            for block in stride(from: 0, to: values.count, by: 2 * half) {
                for offset in 0..<half {
                    let (a, b) = (values[block + offset], values[block + offset + half])
                    values[block + offset] = a + b
                    values[block + offset + half] = (a - b) * twiddles[offset]
                }
            }
        }
        return values.indices.map { values[GroupTransform.reversed($0, logCount)] }
    }
}
