/// What the verifier found.
public enum Groth16Verdict: Equatable, Sendable {
    case accepted
    case rejected(Groth16Rejection)

    public var isAccepted: Bool { self == .accepted }
}

/// Why a proof was not accepted; checks run in the order of the cases.
public enum Groth16Rejection: Error, Equatable, Sendable, CustomStringConvertible {
    /// Another number of public inputs than the key has.
    case publicInputCount(expected: Int, found: Int)
    /// A coordinate of this point is not below q.
    case notCanonical(Groth16Proof.Element)
    /// The public input at this index is not below r.
    case publicInputOutOfRange(index: Int)
    /// This point is the point at infinity, which no prover sends.
    case infinity(Groth16Proof.Element)
    case notOnCurve(Groth16Proof.Element)
    /// This point is on the curve but not in the group of order r.
    case notInSubgroup(Groth16Proof.Element)
    /// Everything is well formed and the equation of the pairings does not hold.
    case equation

    public var description: String {
        switch self {
        case .publicInputCount(let expected, let found): "the key has \(expected) public inputs, \(found) were given"
        case .notCanonical(let element): "a coordinate of \(element.rawValue) is not below the field's modulus q"
        case .publicInputOutOfRange(let index): "public input \(index) is not below the group order r"
        case .infinity(let element): "\(element.rawValue) is the point at infinity"
        case .notOnCurve(let element): "\(element.rawValue) is not on the curve"
        case .notInSubgroup(let element): "\(element.rawValue) is on the curve but not in the group of order r"
        case .equation: "the proof is not one for this key and these public inputs: the pairing equation does not hold"
        }
    }
}
