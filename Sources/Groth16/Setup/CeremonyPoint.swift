import FiniteFields
import Hashing

/// The points that stand for the factors of a ceremony.
enum CeremonyPoint {
    /// The point of G2 that 64 bytes of a transcript stand for.
    static func hashToG2(_ digest: [UInt8]) -> G2Affine {
        var stream = ChaChaStream(seed: digest)
        return stream.g2()
    }

    /// The point of G2 for one factor of a contribution to powers of tau.
    ///
    /// - Parameter index: 0 for tau, 1 for alpha, 2 for beta.
    static func keyPoint(_ index: UInt8, challenge: [UInt8], s: G1Affine, sx: G1Affine) -> G2Affine {
        var hash = BLAKE2b()
        hash.update([index])
        hash.update(challenge)
        hash.update(s.uncompressedBytes + sx.uncompressedBytes)
        return hashToG2(hash.finalize())
    }

    /// Whether b / a in G1 is d / c in G2, none of them infinity.
    static func haveSameRatio(_ a: G1Affine, _ b: G1Affine, _ c: G2Affine, _ d: G2Affine) -> Bool {
        guard !a.isInfinity, !b.isInfinity, !c.isInfinity, !d.isInfinity else { return false }
        return Pairing.isProductOne([(a, d), (-b, c)])
    }
}
