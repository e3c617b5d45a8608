import StarkVerifier

/// Why no proof was made.
public enum ProverError: Error, Sendable, Equatable {
    /// The caller asked to stop.
    case cancelled
    /// The tables' heights are unacceptable.
    case shape(ShapeProblem)
    /// A table comes with the wrong number of rows or columns.
    case table(Int)
    /// A trace violates a constraint: its quotient is not a polynomial, or a codeword is not of low degree.
    case invalidTrace(VerificationFailure)
}

/// A stage of proving, for progress and profiles.
public enum ProvingPhase: String, Sendable, CaseIterable {
    case mainCommitment, logUp, logUpCommitment, quotient, quotientCommitment, openings, batching, folding, queries
}
