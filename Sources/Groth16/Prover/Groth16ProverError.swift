/// Why no proof was made. Holds no value of a witness.
public enum Groth16ProverError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The witness has another number of values than the key has wires.
    case witnessCount(expected: Int, found: Int)
    /// The first value of the witness, the constant, is not one.
    case constantNotOne
    /// Proofs of this key are worth nothing.
    case unfitKey(VerificationKeyProblem)
    /// The domain has more than 2^27 points.
    case domainTooLarge(log: Int)
    /// The caller asked to stop.
    case cancelled
    /// The finished proof does not verify: the witness does not satisfy the circuit, or the key is damaged.
    case selfCheckFailed

    public var description: String {
        switch self {
        case .witnessCount(let expected, let found):
            "the witness does not belong to this key: expected \(expected) values, one for each wire, found \(found)"
        case .constantNotOne: "the first value of the witness must be 1"
        case .unfitKey(let problem): "the key must not be used: \(problem)"
        case .domainTooLarge(let log): "the key's domain has 2^\(log) points; at most 2^27 are supported"
        case .cancelled: "stopped"
        case .selfCheckFailed:
            "the proof does not verify: the witness does not satisfy the circuit's constraints, or the proving key is damaged"
        }
    }
}
