import FiniteFields

/// The factors of one contribution to powers of tau, and their public keys.
struct PowersSecrets {
    var tau, alpha, beta: BN254Scalar
    let tauKey, alphaKey, betaKey: PowersContribution.PublicKey

    /// Draws the three factors, then the points of their keys.
    init(_ stream: inout ChaChaStream, challenge: [UInt8]) {
        tau = stream.nonZeroElement()
        alpha = stream.nonZeroElement()
        beta = stream.nonZeroElement()
        tauKey = Self.key(&stream, 0, challenge, tau)
        alphaKey = Self.key(&stream, 1, challenge, alpha)
        betaKey = Self.key(&stream, 2, challenge, beta)
    }

    private static func key(
        _ stream: inout ChaChaStream, _ index: UInt8, _ challenge: [UInt8], _ factor: BN254Scalar
    ) -> PowersContribution.PublicKey {
        let s = stream.g1()
        let sx = (s * factor).affine
        let point = CeremonyPoint.keyPoint(index, challenge: challenge, s: s, sx: sx)
        return PowersContribution.PublicKey(s: s, sx: sx, spx: (point * factor).affine)
    }

    mutating func wipe() {
        tau.wipe()
        alpha.wipe()
        beta.wipe()
    }
}
