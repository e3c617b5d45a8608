import Hashing
import StarkVerifier

/// Makes proofs of one table system (see `StarkVerifier` for the protocol).
public struct StarkProver: Sendable {
    public let system: TableSystem
    public let parameters: StarkParameters
    public let threads: Int
    /// Whether the extended columns stay in memory; else they are computed again from their coefficients each of the four times that they are needed.
    public let storesExtensions: Bool

    public init(_ system: TableSystem, parameters: StarkParameters = .standard, threads: Int, storesExtensions: Bool = true) {
        self.system = system
        self.parameters = parameters
        self.threads = threads
        self.storesExtensions = storesExtensions
    }

    /// What one proof took.
    public struct Profile: Sendable {
        /// Wall-clock nanoseconds of each phase.
        public internal(set) var phases: [(phase: ProvingPhase, nanoseconds: UInt64)] = []
        /// Main and LogUp cells on the rows (without extension), and quotient cells.
        public internal(set) var committedCells = 0
    }

    /// Proves `statement` with the given tables.
    ///
    /// `tables` come in chip order, within a chip tallest first, each with its last row unused; the blinding table is added here. The traces
    /// are converted in place: they can't be used again.
    /// - Parameters:
    ///   - masks: the randomness that hides the witness, used for this proof only.
    ///   - progress: called at each phase.
    ///   - advance: called within long phases with the share of the phase that has been done since the last call.
    ///   - shouldStop: asked between steps and tables; true ends the work with `cancelled`.
    /// - Throws: `invalidTrace` when a trace violates a constraint (found at the quotient, by its degree). Unbalanced buses are left to the verifier.
    public func prove(
        _ tables: consuming [(chip: Int, trace: Trace)], preprocessed: PreprocessedCommitment, statement: StarkStatement, masks: MaskSource,
        progress: (ProvingPhase) -> Void, advance: @escaping (Double) -> Void = { _ in }, shouldStop: @escaping () -> Bool
    ) throws(ProverError) -> (proof: [UInt8], profile: Profile) {
        defer { LargeMemory.releaseWaiting(Parallel(threads: threads)) }
        var run = try ProverRun(
            self, consume tables, preprocessed: preprocessed, statement: statement, masks: masks, advance: advance, shouldStop: shouldStop)
        for (phase, step) in run.steps {
            if shouldStop() { throw .cancelled }
            progress(phase)
            try run.perform(phase, step)
        }
        return (run.proof.bytes, run.profile)
    }
}
