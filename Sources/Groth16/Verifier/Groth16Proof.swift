import FiniteFields

/// A Groth16 proof (Groth, "On the size of pairing-based non-interactive arguments", Eurocrypt 2016, section 3.2).
///
/// Coordinates are canonical by type; whether the points are on their curves and in their groups is for the verifier to find out.
/// Proofs can be re-randomised by anyone: two proofs of one statement may differ, so a proof does not identify a submission.
public struct Groth16Proof: Hashable, Sendable {
    public var a: G1Affine
    public var b: G2Affine
    public var c: G1Affine

    public init(a: G1Affine, b: G2Affine, c: G1Affine) {
        self.a = a
        self.b = b
        self.c = c
    }

    /// The points of a proof.
    public enum Element: String, Sendable, CaseIterable { case a = "A", b = "B", c = "C" }
}

/// The eight coordinates of a proof as integers from outside, each below 2^256 and maybe not below q.
public struct Groth16ProofCoordinates: Sendable {
    /// (x, y) of A and of C; (x.c0, x.c1, y.c0, y.c1) of B.
    public var a, c: (x: Words256, y: Words256)
    public var b: (x0: Words256, x1: Words256, y0: Words256, y1: Words256)

    public init(
        a: (x: Words256, y: Words256), b: (x0: Words256, x1: Words256, y0: Words256, y1: Words256), c: (x: Words256, y: Words256)
    ) {
        (self.a, self.b, self.c) = (a, b, c)
    }
}

extension Groth16Proof {
    /// - Throws: `Groth16Rejection.notCanonical` for the first point with a coordinate from q up.
    public init(_ coordinates: Groth16ProofCoordinates) throws(Groth16Rejection) {
        func field(_ words: Words256, _ element: Element) throws(Groth16Rejection) -> BN254Base {
            guard let value = BN254Base(canonical: words) else { throw .notCanonical(element) }
            return value
        }
        let (a, b, c) = (coordinates.a, coordinates.b, coordinates.c)
        self.a = G1Affine(uncheckedX: try field(a.x, .a), y: try field(a.y, .a))
        self.b = G2Affine(
            uncheckedX: BN254Base2(try field(b.x0, .b), try field(b.x1, .b)), y: BN254Base2(try field(b.y0, .b), try field(b.y1, .b)))
        self.c = G1Affine(uncheckedX: try field(c.x, .c), y: try field(c.y, .c))
    }
}
