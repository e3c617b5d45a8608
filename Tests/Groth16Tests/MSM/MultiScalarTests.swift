import CKernels
import FiniteFields
import Groth16
import Testing

/// Runs `body` on the portable path and on the best one.
func onEveryGroth16Path(_ body: (_ path: String) -> Void) {
    for path in [BURHAN_PATH_SCALAR, BURHAN_PATH_AUTOMATIC] where burhan_force_path_on_this_thread(Int32(path)) == 0 {
        body(burhan_bn254_is_vectorised() != 0 ? "vectors" : "portable")
    }
    _ = burhan_force_path_on_this_thread(Int32(BURHAN_PATH_AUTOMATIC))
}

@Suite struct MultiScalarTests {
    /// Scalars at the edges: zero, one, the ends of the range, powers of two around the limits of windows and classes.
    static let edges: [BN254Scalar] = {
        let powers = [7, 8, 63, 64, 65, 127, 128, 129, 253].map { BN254Scalar(2).power($0) }
        return [0, 1, -1, -2, 2, 127, 128, 129] + powers + powers.map { $0 - 1 } + powers.map { -$0 }
    }()

    static func scalars(_ count: Int) -> [BN254Scalar] {
        (0..<count).map { $0 % 3 == 0 && $0 / 3 < edges.count ? edges[$0 / 3] : BN254Scalar(UInt64($0) + 3).power(1_000_003) }
    }

    static func points<Curve: ShortWeierstrassCurve>(_ count: Int, _: Curve.Type = Curve.self) -> [AffinePoint<Curve>] {
        var point = JacobianPoint<Curve>.generator
        var points: [JacobianPoint<Curve>] = []
        for _ in 0..<count {
            points.append(point)
            point += Curve.generator
        }
        return JacobianPoint.affine(points)
    }

    /// The sum by one multiplication after the other.
    static func naive<Curve>(_ points: [AffinePoint<Curve>], _ scalars: [BN254Scalar]) -> JacobianPoint<Curve> {
        zip(points, scalars).reduce(JacobianPoint<Curve>.infinity) { $0 + $1.0 * $1.1 }
    }

    @Test(arguments: [0, 1, 2, 3, 7, 8, 9, 33, 100, 300]) func agreesWithSingleMultiplications(count: Int) {
        let (g1, g2, scalars) = (Self.points(count, BN254G1.self), Self.points(count, BN254G2.self), Self.scalars(count))
        let expected = (Self.naive(g1, scalars), Self.naive(g2, scalars))
        onEveryGroth16Path { path in
            #expect(MultiScalarProduct.sum(g1, scalars) == expected.0, "\(path)")
            #expect(MultiScalarProduct.sum(g2, scalars) == expected.1, "\(path)")
        }
    }

    /// Other points and scalars in every run; a failure names the seed.
    @Test func agreesWithSingleMultiplicationsOnFreshRandomValues() {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(state: seed)
        let count = Int.random(in: 40...200, using: &generator)
        let scalars = (0..<count).map { _ in BN254Scalar.random(using: &generator) }
        let factors = (0..<count).map { _ in BN254Scalar.random(using: &generator) }
        let g1 = JacobianPoint.affine(factors.map { G1Point.generator * $0 })
        let g2 = JacobianPoint.affine(factors.map { G2Point.generator * $0 })
        // Σ scalarᵢ (factorᵢ G) = (Σ scalarᵢ factorᵢ) G.
        let factor = zip(scalars, factors).reduce(BN254Scalar.zero) { $0 + $1.0 * $1.1 }
        onEveryGroth16Path { path in
            #expect(MultiScalarProduct.sum(g1, scalars) == G1Point.generator * factor, "\(path), seed \(seed)")
            #expect(MultiScalarProduct.sum(g2, scalars) == G2Point.generator * factor, "\(path), seed \(seed)")
        }
    }

    /// Points of one bucket that are equal, opposite or infinity: affine addition needs exceptions for each.
    @Test(arguments: 0..<6) func survivesExceptionalAdditions(kind: Int) {
        expectExceptions(kind, BN254G1.self) { MultiScalarProduct.sum($0, $1) }
        expectExceptions(kind, BN254G2.self) { MultiScalarProduct.sum($0, $1) }
    }

    private func expectExceptions<Curve: ShortWeierstrassCurve>(
        _ kind: Int, _ curve: Curve.Type, _ sum: ([AffinePoint<Curve>], [BN254Scalar]) -> JacobianPoint<Curve>
    ) {
        let count = 130
        let g = Curve.generator
        let other = (g * 77).affine
        let infinity = AffinePoint<Curve>.infinity
        let random = Self.scalars(count)
        func cycle<Element>(_ elements: [Element]) -> [Element] { (0..<count).map { elements[$0 % elements.count] } }
        let (points, scalars): ([AffinePoint<Curve>], [BN254Scalar]) =
            switch kind {
            case 0: (Array(repeating: g, count: count), Array(repeating: 1, count: count))
            case 1: (cycle([g, -g]), Array(repeating: 5, count: count))
            case 2: (cycle([infinity, g, g]), Array(repeating: -1, count: count))
            case 3: (Array(repeating: g, count: count), random)
            case 4: (cycle([g, g, -g, infinity, other]), cycle([3, 3, -3, -3]))
            default: (Array(repeating: infinity, count: count), random)
            }
        let expected = Self.naive(points, scalars)
        onEveryGroth16Path { path in #expect(sum(points, scalars) == expected, "\(path), kind \(kind)") }
    }

    @Test func splitsABucketThatIsLargerThanAChunk() {
        let count = 9_001
        let points = Self.points(count, BN254G1.self)
        let scalars = (0..<count).map { BN254Scalar(UInt64($0 % 2)) }
        // 2 + 4 + ... + 9000.
        let expected = G1Point.generator * BN254Scalar(4_500 * 4_501)
        onEveryGroth16Path { path in
            #expect(MultiScalarProduct.sum(points, scalars) == expected, "\(path)")
        }
    }

    @Test func givesTheSameOnSeveralThreads() {
        let (points, scalars) = (Self.points(500, BN254G1.self), Self.scalars(500))
        #expect(MultiScalarProduct.sum(points, scalars, threads: 3) == MultiScalarProduct.sum(points, scalars, threads: 1))
    }
}
