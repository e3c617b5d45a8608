import CKernels
import FiniteFields
import Hashing
import StarkVerifier

/// Preprocessed columns, extended and committed once, reused by every proof with the same image (or by all proofs).
public struct PreprocessedCommitment: Sendable {
    /// Per table: its chip and extended columns, in proof order.
    let tables: [(chip: Int, rows: ExtendedColumns, values: Columns)]
    let tree: CommittedTree?
    public let root: Digest

    /// Commits to the given chips' preprocessed traces (canonical values), in chip order.
    public init(_ traces: [(chip: Int, trace: Trace)], parameters: StarkParameters = .standard, threads: Int) {
        let parallel = Parallel(threads: threads)
        tables = traces.map { chip, trace in
            let logRows = trace.rows.trailingZeroBitCount
            let values = Columns(log: logRows, width: trace.width)
            parallel(trace.width) { column in
                unsafe burhan_kb_to_montgomery(values[column], trace.column(column), trace.rows)
            }
            let logDomain = parameters.logDomain(logRows: logRows)
            let extended = unsafe ExtendedColumns(
                width: trace.width, logRows: logRows, logDomain: logDomain, masks: Words(0), maskLength: 0,
                nextColumns: logDomain == logRows + 1 ? [] : nil, parallel: parallel
            ) { unsafe UnsafePointer(values[$0]) }
            return (chip, extended, values)
        }
        var logs: [Int] = []
        for table in tables where !logs.contains(table.rows.domain.log) { logs.append(table.rows.domain.log) }
        let classes = logs.sorted(by: >).map { [tables] log in
            CommittedTree.Class(log: log, columns: tables.filter { $0.rows.domain.log == log }.map { $0.rows.domain })
        }
        tree = classes.isEmpty ? nil : CommittedTree(classes, parallel: parallel)
        root = tree?.root ?? Digest()
    }
}

/// Makes proofs of one table system (see `StarkVerifier` for the protocol).
public struct StarkProver: Sendable {
    public let system: TableSystem
    public let parameters: StarkParameters
    public let threads: Int

    public init(_ system: TableSystem, parameters: StarkParameters = .standard, threads: Int) {
        self.system = system
        self.parameters = parameters
        self.threads = threads
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
    ///   - shouldStop: asked between steps; true ends the work with `cancelled`.
    /// - Throws: `invalidTrace` when a trace violates a constraint (found at the quotient, by its degree). Unbalanced buses are left to the verifier.
    public func prove(
        _ tables: [(chip: Int, trace: Trace)], fixed: PreprocessedCommitment, image: PreprocessedCommitment, statement: StarkStatement,
        masks: MaskSource, progress: (ProvingPhase) -> Void, shouldStop: () -> Bool
    ) throws(ProverError) -> (proof: [UInt8], profile: Profile) {
        var run = try ProverRun(self, tables, fixed: fixed, image: image, statement: statement, masks: masks)
        for (phase, step) in run.steps {
            if shouldStop() { throw .cancelled }
            progress(phase)
            try run.perform(phase, step)
        }
        return (run.proof.bytes, run.profile)
    }
}
