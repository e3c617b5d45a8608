/// Why a proof was not accepted.
public enum VerificationFailure: Error, Sendable, Equatable {
    /// More bytes than any proof of the parameter set has.
    case tooLong(bytes: Int, limit: Int)
    /// The bytes end inside the named part.
    case truncated(part: Part)
    /// Bytes remain after the last part.
    case trailingBytes(count: Int)
    /// A field element at or above p in the named part.
    case notCanonical(part: Part)
    /// No parameter set has this number.
    case unknownParameters
    /// The table heights are unacceptable.
    case shape(ShapeProblem)
    /// The statement has another number of public values than the system.
    case publicValues(count: Int)
    /// A proof of work is missing.
    case grinding(step: Step)
    /// The buses' sums do not cancel.
    case unbalancedBuses
    /// The tables' combined constraints do not hold at the out-of-domain point.
    case constraints
    /// The out-of-domain point falls on a domain (probability about 2^-100).
    case degenerateChallenge
    /// A Merkle opening does not lead to its root.
    case commitment(tree: ProofLayout.Tree)
    /// A layer's opened cosets, with the values that follow from the layer before, do not lead to its root.
    case friCommitment(layer: Int)
    /// A folded value differs from the final polynomial.
    case finalPolynomial
    /// The proof is sound to fewer bits than asked for.
    case tooFewBits(found: Double, asked: Double)

    public enum Part: UInt8, Sendable, Equatable {
        case header, commitments, sums, openedValues, friLayers, finalPolynomial, queries
    }

    public enum Step: Sendable, Equatable {
        case logUp, constraints, point, batch, fold(layer: Int), queries
    }
}
