import Hashing

/// One contribution to powers of tau, as the file keeps it: the first powers after it, and public keys for its three factors.
public struct PowersContribution: Equatable, Sendable {
    /// A public key for one factor x: a random point s, s · x, and the point of G2 that the challenge hashes to, times x.
    public struct PublicKey: Equatable, Sendable {
        public var s, sx: G1Affine
        public var spx: G2Affine
    }

    public var tau1: G1Affine
    public var tau2: G2Affine
    public var alpha1, beta1: G1Affine
    public var beta2: G2Affine
    public var tauKey, alphaKey, betaKey: PublicKey
    /// The state of BLAKE2b over the challenge and the new points in compressed form, before the public keys.
    public var partialHash: BLAKE2b.State
    /// BLAKE2b-512 of the response and the new points in uncompressed form; 64 bytes.
    public var nextChallenge: [UInt8]
    public var parameters: ContributionParameters

    /// BLAKE2b-512 of the whole response: what a contributor publishes; 64 bytes.
    public var responseHash: [UInt8] {
        var hash = BLAKE2b(partialHash)
        hash.update(uncompressedKeys)
        return hash.finalize()
    }

    /// The public keys as the response holds them.
    var uncompressedKeys: [UInt8] {
        [tauKey, alphaKey, betaKey].flatMap { $0.s.uncompressedBytes + $0.sx.uncompressedBytes }
            + [tauKey, alphaKey, betaKey].flatMap { $0.spx.uncompressedBytes }
    }

    /// Reads the section of contributions.
    static func read(_ section: ByteRange) throws(FormatError) -> [PowersContribution] {
        var cursor = ByteCursor(section)
        let count = try cursor.word32("the number of contributions")
        var contributions: [PowersContribution] = []
        for _ in 0..<count { contributions.append(try PowersContribution(&cursor)) }
        guard cursor.left == 0 else {
            throw .wrongValue(
                cursor.place, what: "end of the contributions", expected: "the section's end after \(count) contributions",
                found: "\(cursor.left) bytes more")
        }
        return contributions
    }

    private init(_ cursor: inout ByteCursor) throws(FormatError) {
        tau1 = try cursor.point("tau in G1")
        tau2 = try cursor.point("tau in G2")
        alpha1 = try cursor.point("alpha in G1")
        beta1 = try cursor.point("beta in G1")
        beta2 = try cursor.point("beta in G2")
        let tauPair = (s: try cursor.point("s of tau", in: BN254G1.self), sx: try cursor.point("sx of tau", in: BN254G1.self))
        let alphaPair = (s: try cursor.point("s of alpha", in: BN254G1.self), sx: try cursor.point("sx of alpha", in: BN254G1.self))
        let betaPair = (s: try cursor.point("s of beta", in: BN254G1.self), sx: try cursor.point("sx of beta", in: BN254G1.self))
        tauKey = PublicKey(s: tauPair.s, sx: tauPair.sx, spx: try cursor.point("spx of tau"))
        alphaKey = PublicKey(s: alphaPair.s, sx: alphaPair.sx, spx: try cursor.point("spx of alpha"))
        betaKey = PublicKey(s: betaPair.s, sx: betaPair.sx, spx: try cursor.point("spx of beta"))
        let hash = try cursor.part(BLAKE2b.State.byteCount, "a partial hash")
        guard let state = BLAKE2b.State(hash.bytes) else {
            throw .wrongValue(
                hash.place(), what: "partial hash", expected: "a state of BLAKE2b with at most 128 bytes waiting", found: "more")
        }
        partialHash = state
        nextChallenge = try cursor.part(64, "the next challenge").bytes
        parameters = try ContributionParameters(&cursor)
    }

    init(
        tau1: G1Affine, tau2: G2Affine, alpha1: G1Affine, beta1: G1Affine, beta2: G2Affine, tauKey: PublicKey, alphaKey: PublicKey,
        betaKey: PublicKey, partialHash: BLAKE2b.State, nextChallenge: [UInt8], parameters: ContributionParameters
    ) {
        (self.tau1, self.tau2, self.alpha1, self.beta1, self.beta2) = (tau1, tau2, alpha1, beta1, beta2)
        (self.tauKey, self.alphaKey, self.betaKey) = (tauKey, alphaKey, betaKey)
        (self.partialHash, self.nextChallenge, self.parameters) = (partialHash, nextChallenge, parameters)
    }

    /// The bytes of the section of contributions.
    package static func encode(_ contributions: [PowersContribution]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(littleEndian: UInt32(contributions.count))
        for contribution in contributions { bytes += contribution.encoded() }
        return bytes
    }

    private func encoded() -> [UInt8] {
        var bytes = tau1.montgomeryBytes + tau2.montgomeryBytes + alpha1.montgomeryBytes + beta1.montgomeryBytes + beta2.montgomeryBytes
        for key in [tauKey, alphaKey, betaKey] { bytes += key.s.montgomeryBytes + key.sx.montgomeryBytes }
        for key in [tauKey, alphaKey, betaKey] { bytes += key.spx.montgomeryBytes }
        return bytes + partialHash.bytes + nextChallenge + parameters.encoded()
    }
}
