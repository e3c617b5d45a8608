import StarkVerifier

/// Why no proof was made.
public enum ProverError: Error, Sendable, Equatable {
    /// The caller asked to stop.
    case cancelled
    /// The tables' heights are unacceptable.
    case shape(ShapeProblem)
    /// A table comes with the wrong number of rows or columns.
    case table(Int)
    /// A trace violates a constraint.
    case invalidTrace(Violation)

    /// How a violation shows.
    public enum Violation: Sendable, Equatable {
        /// The quotient of this table's constraints is not a polynomial.
        case constraints(table: Int)
        /// The last codeword is not of low degree.
        case finalPolynomial
    }
}

/// A stage of proving, for progress and profiles.
public enum ProvingPhase: String, Sendable, CaseIterable {
    case mainCommitment, logUp, logUpCommitment, quotient, quotientCommitment, openings, batching, folding
    /// The search for the nonce before the queries, whose time is a matter of luck.
    case proofOfWork
    case queries
}
