import CKernels
import FiniteFields
import Hashing
import StarkVerifier

/// The state of one proof being made; each step of the protocol is a method (in the files beside this one).
@safe struct ProverRun {
    typealias Step = (inout ProverRun) throws(ProverError) -> Void

    let prover: StarkProver
    let parallel: Parallel
    let statement: StarkStatement
    let masks: MaskSource
    let shapes: [TableShape]
    let layout: ProofLayout
    let publicValues: [KoalaBear]
    let preprocessed: PreprocessedCommitment
    /// Whether extended columns are kept, or computed again for each use.
    let storesExtensions: Bool
    var transcript: Transcript
    var proof: ProofWriter
    var profile = StarkProver.Profile()
    private let advance: (Double) -> Void
    private let shouldStop: () -> Bool

    var traces: [Trace?]
    /// By log2 of the rows.
    var domains: [Int: EvaluationDomain] = [:]
    var main: [ExtendedColumns] = []
    var mainTree: CommittedTree?
    var challenges = ConstraintChallenges(alpha: .zero, gamma: .zero, lambda: .zero)
    var logUp: [ExtendedColumns] = []
    var sums: [KoalaBear4] = []
    var logUpTree: CommittedTree?
    var quotient: QuotientPolynomial?
    var randomCodeword: ExtendedColumns?
    var quotientTree: CommittedTree?
    var point = KoalaBear4.zero
    var opened: OpenedValues
    var codewords: [Columns] = []
    var fri: FRIProver?

    var parameters: StarkParameters { prover.parameters }

    let steps: [(ProvingPhase, Step)] = [
        (.mainCommitment, { (run: inout ProverRun) throws(ProverError) in try run.commitMain() }),
        (.logUp, { (run: inout ProverRun) throws(ProverError) in try run.buildLogUp() }),
        (.logUpCommitment, { (run: inout ProverRun) throws(ProverError) in run.commitLogUp() }),
        (.quotient, { (run: inout ProverRun) throws(ProverError) in try run.buildQuotient() }),
        (.quotientCommitment, { (run: inout ProverRun) throws(ProverError) in run.commitQuotient() }),
        (.openings, { (run: inout ProverRun) throws(ProverError) in run.openColumns() }),
        (.batching, { (run: inout ProverRun) throws(ProverError) in run.batch() }),
        (.folding, { (run: inout ProverRun) throws(ProverError) in try run.fold() }),
        (.proofOfWork, { (run: inout ProverRun) throws(ProverError) in run.work() }),
        (.queries, { (run: inout ProverRun) throws(ProverError) in run.answerQueries() }),
    ]

    init(
        _ prover: StarkProver, _ tables: consuming [(chip: Int, trace: Trace)], preprocessed: PreprocessedCommitment,
        statement: StarkStatement,
        masks: MaskSource, advance: @escaping (Double) -> Void, shouldStop: @escaping () -> Bool
    ) throws(ProverError) {
        self.advance = advance
        self.shouldStop = shouldStop
        precondition(preprocessed.parameters == prover.parameters, "the preprocessed columns were committed to with other parameters")
        self.prover = prover
        parallel = Parallel(threads: prover.threads)
        self.statement = statement
        self.masks = masks
        self.preprocessed = preprocessed
        storesExtensions = prover.storesExtensions
        let system = prover.system
        let blinding = Self.blind(tables, system, masks, prover.parameters)
        let all = tables + [(system.blindingChip, blinding)]
        shapes = all.map { TableShape(chip: $0.chip, logRows: $0.trace.rows.trailingZeroBitCount) }
        if let problem = system.problem(in: shapes) { throw .shape(problem) }
        for (index, table) in all.enumerated() where table.trace.width != system.entries[table.chip].chip.width { throw .table(index) }
        traces = all.map(\.trace)
        layout = ProofLayout(system, shapes, prover.parameters)
        opened = OpenedValues(layout)
        publicValues = statement.publicValues.map { KoalaBear($0) }
        let header = ProofHeader(parameters: prover.parameters, shapes: shapes)
        transcript = statement.transcript(system, header)
        proof = ProofWriter(header)
    }

    /// Writes random tuples into the last row of each table and collects them in the blinding table.
    private static func blind(
        _ tables: [(chip: Int, trace: Trace)], _ system: TableSystem, _ masks: MaskSource, _ parameters: StarkParameters
    ) -> Trace {
        var logRows = StarkParameters.logRowsRange.lowerBound
        while 1 << logRows <= tables.count { logRows += 1 }
        let trace = Trace(rows: 1 << logRows, width: 5)
        let values = masks.elements("blinding", 4 * tables.count, parallel: Parallel(threads: 1))
        var row = 0
        for (index, table) in tables.enumerated() where table.chip < system.entries.count {
            let columns = system.entries[table.chip].chip.blindingColumns
            guard columns.count == 4 else { continue }
            for k in 0..<4 {
                let value = parameters.isHiding ? values[4 * index + k] : 0
                table.trace[table.trace.rows - 1, columns[k]] = value
                trace[row, k] = value
            }
            trace[row, 4] = 1
            row += 1
        }
        return trace
    }

    mutating func perform(_ phase: ProvingPhase, _ step: Step) throws(ProverError) {
        let clock = ContinuousClock()
        let start = clock.now
        try step(&self)
        let elapsed = (clock.now - start).components
        profile.phases.append((phase, UInt64(elapsed.seconds) * 1_000_000_000 + UInt64(elapsed.attoseconds / 1_000_000_000)))
    }

    /// Between the tables of a phase: tells which share of the phase's work is behind, `weight` of a sum of weights, and whether to go on.
    func step(_ weight: Int, of total: Int) throws(ProverError) {
        advance(Double(weight) / Double(max(total, 1)))
        if shouldStop() { throw .cancelled }
    }

    /// Rows times committed columns of a table.
    func cells(_ table: Int) -> Int {
        let chip = shapes[table].chip
        return shapes[table].rows * (prover.system.entries[chip].chip.width + 4 * layout.logUpColumns[table])
    }

    var allCells: Int { shapes.indices.reduce(0) { $0 + cells($1) } }

    func preprocessed(_ table: Int) -> PreprocessedTable? {
        let chip = shapes[table].chip
        guard prover.system.entries[chip].chip.preprocessedSource != .none else { return nil }
        return preprocessed.table(ofChip: chip)
    }

    func domain(_ table: Int) -> EvaluationDomain? { domains[shapes[table].logRows] }

    /// Where a committed column's values on its domain are.
    func source(_ tree: ProofLayout.Tree, _ column: ProofLayout.Column) -> (source: DomainColumns, index: Int)? {
        switch tree {
        case .preprocessed: preprocessed(column.table).map { ($0.rows.domain, column.column) }
        case .main: (main[column.table].domain, column.column)
        case .logUp: (logUp[column.table].domain, column.column)
        case .quotient: quotient.map { ($0.domain, column.column) }
        }
    }
}
