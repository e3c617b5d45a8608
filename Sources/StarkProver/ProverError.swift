import StarkVerifier

/// Why no proof was made.
public enum ProverError: Error, Sendable, Equatable {
    /// The caller asked to stop.
    case cancelled
    /// The tables' heights are unacceptable.
    case shape(ShapeProblem)
    /// A table comes with the wrong number of rows or columns.
    case table(Int)
    /// The traces violate a constraint or a bus: the quotient or the finished proof is not valid.
    case invalidTrace(VerificationFailure)
}

/// A stage of proving, for progress and profiles.
public enum ProvingPhase: String, Sendable, CaseIterable {
    case mainCommitment, logUp, logUpCommitment, quotient, quotientCommitment, openings, batching, folding, queries
}
