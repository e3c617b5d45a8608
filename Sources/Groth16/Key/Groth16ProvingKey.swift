import FiniteFields

/// A proving key, loaded once for any number of proofs: the file's points in place, the matrices by row, the table of the domain.
///
/// Proofs may run at the same time on one key.
public final class Groth16ProvingKey: Sendable {
    /// The key that this one's proofs are verified with.
    public let verificationKey: PreparedVerificationKey
    public let header: ZKeyFile.Header
    let rows: ConstraintRows
    let transform: CosetTransform
    let a, b1, c, h: BasePoints<BN254G1>
    let b2: BasePoints<BN254G2>

    /// - Throws: `Groth16ProverError.unfitKey` if nobody should trust proofs of this key, `.domainTooLarge`.
    ///
    /// Cost: one pass over the file. Points are not examined: with a wrong one no proof passes the prover's own verification.
    public init(_ file: ZKeyFile) throws(Groth16ProverError) {
        let header = file.header
        guard header.logDomainSize < BN254Scalar.twoAdicity else { throw .domainTooLarge(log: header.logDomainSize) }
        do throws(VerificationKeyProblem) {
            verificationKey = try PreparedVerificationKey(
                Groth16VerificationKey(
                    alpha: header.alpha1, beta: header.beta2, gamma: header.gamma2, delta: header.delta2, ic: file.inputs.points))
        } catch {
            throw .unfitKey(error)
        }
        self.header = header
        rows = ConstraintRows(file)
        transform = CosetTransform(log: header.logDomainSize)
        a = BasePoints(file.a)
        b1 = BasePoints(file.b1)
        b2 = BasePoints(file.b2)
        c = BasePoints(file.c)
        h = BasePoints(file.h)
    }
}
