import CKernels
import FiniteFields
import Hashing
import StarkVerifier

/// The state of one proof being made; each step of the protocol is a method.
@safe struct ProverRun {
    typealias Step = (inout ProverRun) throws(ProverError) -> Void

    let prover: StarkProver
    let parallel: Parallel
    let statement: StarkStatement
    let masks: MaskSource
    let shapes: [TableShape]
    let layout: ProofLayout
    let publicValues: [KoalaBear]
    let fixed: PreprocessedCommitment
    let image: PreprocessedCommitment
    var transcript: Transcript
    var proof: ProofWriter
    var profile = StarkProver.Profile()

    private var traces: [Trace?]
    private var domains: [Int: EvaluationDomain] = [:]
    private var main: [ExtendedColumns] = []
    private var mainTree: CommittedTree?
    private var challenges = ConstraintChallenges(alpha: .zero, gamma: .zero, lambda: .zero)
    private var logUp: [ExtendedColumns] = []
    private var sums: [KoalaBear4] = []
    private var logUpTree: CommittedTree?
    private var quotients: [ExtendedColumns] = []
    private var randomCodeword: ExtendedColumns?
    private var quotientTree: CommittedTree?
    private var point = KoalaBear4.zero
    private var opened: [OpenedColumns] = []
    private var codewords: [Columns] = []
    private var fri: FRIProver?

    /// The values of one table at z and at the next row's point.
    private struct OpenedColumns {
        var main: [KoalaBear4] = []
        var preprocessed: [KoalaBear4] = []
        var next: [KoalaBear4] = []
        var logUp: [KoalaBear4] = []
        var sumNext: [KoalaBear4] = []
        var quotient: [KoalaBear4] = []
    }

    let steps: [(ProvingPhase, Step)] = [
        (.mainCommitment, { (run: inout ProverRun) throws(ProverError) in run.commitMain() }),
        (.logUp, { (run: inout ProverRun) throws(ProverError) in try run.buildLogUp() }),
        (.logUpCommitment, { (run: inout ProverRun) throws(ProverError) in run.commitLogUp() }),
        (.quotient, { (run: inout ProverRun) throws(ProverError) in try run.buildQuotients() }),
        (.quotientCommitment, { (run: inout ProverRun) throws(ProverError) in run.commitQuotients() }),
        (.openings, { (run: inout ProverRun) throws(ProverError) in run.openColumns() }),
        (.batching, { (run: inout ProverRun) throws(ProverError) in run.batch() }),
        (.folding, { (run: inout ProverRun) throws(ProverError) in try run.fold() }),
        (.queries, { (run: inout ProverRun) throws(ProverError) in run.answerQueries() }),
    ]

    init(
        _ prover: StarkProver, _ tables: [(chip: Int, trace: Trace)], fixed: PreprocessedCommitment, image: PreprocessedCommitment,
        statement: StarkStatement, masks: MaskSource
    ) throws(ProverError) {
        self.prover = prover
        parallel = Parallel(threads: prover.threads)
        self.statement = statement
        self.masks = masks
        self.fixed = fixed
        self.image = image
        let system = prover.system
        let blinding = Self.blind(tables, system, masks, prover.parameters)
        let all = tables + [(system.blindingChip, blinding)]
        shapes = all.map { TableShape(chip: $0.chip, logRows: $0.trace.rows.trailingZeroBitCount) }
        if let problem = system.problem(in: shapes) { throw .shape(problem) }
        for (index, table) in all.enumerated() where table.trace.width != system.entries[table.chip].chip.width { throw .table(index) }
        traces = all.map(\.trace)
        layout = ProofLayout(system, shapes, prover.parameters)
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

    // MARK: Steps

    private func preprocessed(_ table: Int) -> (rows: ExtendedColumns, values: Columns)? {
        let chip = shapes[table].chip
        let source = prover.system.entries[chip].chip.preprocessedSource
        guard source != .none else { return nil }
        return (source == .fixed ? fixed : image).tables.first { $0.chip == chip }.map { ($0.rows, $0.values) }
    }

    private func needsSmallCoset(_ table: Int) -> Bool {
        prover.parameters.isHiding && layout.logDomains[table] == shapes[table].logRows + 1
    }

    private func domain(_ table: Int) -> EvaluationDomain? { domains[shapes[table].logRows] }

    /// Commits to one block of columns per table, plus `extra` at the top.
    private func commit(_ tree: ProofLayout.Tree, _ columns: [ExtendedColumns], extra: ExtendedColumns? = nil) -> CommittedTree {
        let classes = layout.classes(of: tree).map { heightClass in
            var blocks = heightClass.blocks[tree.rawValue].compactMap { $0.table < 0 ? extra?.domain : columns[$0.table].domain }
            if prover.parameters.isHiding {
                let salt = Columns(log: heightClass.logDomain, width: 4)
                for k in 0..<4 {
                    unsafe masks.words("salt \(tree) \(heightClass.logDomain) \(k)", salt[k], count: salt.rows, parallel: parallel)
                }
                blocks.append(salt)
            }
            return CommittedTree.Class(log: heightClass.logDomain, columns: blocks)
        }
        return CommittedTree(classes, parallel: parallel)
    }

    private mutating func commitMain() {
        let length = prover.parameters.maskLength
        for (table, shape) in shapes.enumerated() {
            guard let trace = traces[table] else { continue }
            if domains[shape.logRows] == nil {
                domains[shape.logRows] = EvaluationDomain(logRows: shape.logRows, logDomain: layout.logDomains[table], parallel: parallel)
            }
            parallel(trace.width) { column in
                unsafe burhan_kb_to_montgomery(trace.column(column), trace.column(column), trace.rows)
            }
            profile.committedCells += trace.rows * trace.width
            unsafe main.append(
                ExtendedColumns(
                    width: trace.width, logRows: shape.logRows, logDomain: layout.logDomains[table],
                    masks: masks.elements("main \(table)", trace.width * length, parallel: parallel), maskLength: length,
                    nextColumns: needsSmallCoset(table) ? layout.nextColumns[table] : nil, parallel: parallel
                ) { unsafe UnsafePointer(trace.column($0)) })
        }
        let tree = commit(.main, main)
        mainTree = tree
        proof.digest(tree.root)
        transcript.absorb("main root", tree.root)
        proof.grind(&transcript, bits: prover.parameters.logUpGrinding, parallel: parallel)
    }

    private mutating func buildLogUp() throws(ProverError) {
        let alpha = transcript.challenge("alpha")
        let gamma = transcript.challenge("gamma")
        challenges = ConstraintChallenges(alpha: alpha, gamma: gamma, lambda: .zero)
        let length = prover.parameters.maskLength
        for (table, shape) in shapes.enumerated() {
            guard let trace = traces[table] else { continue }
            let program = ConstraintProgram(
                prover.system.entries[shape.chip].chip, publicValueCount: publicValues.count, interactionsOnly: true)
            let compiled = CompiledProgram(program, challenges: challenges, sumPerRow: .zero)
            let preprocessed = preprocessed(table)?.values
            guard preprocessed?.log ?? shape.logRows == shape.logRows else { throw .table(table) }
            let columns = unsafe LogUpColumns(
                compiled, logRows: shape.logRows, publicValues: publicValues, parallel: parallel,
                main: { unsafe trace.column($0) }, preprocessed: { unsafe (preprocessed?[$0] ?? trace.column(0)) })
            traces[table] = nil
            sums.append(columns.total)
            let width = columns.columns.width
            profile.committedCells += shape.rows * (width + 8)
            unsafe logUp.append(
                ExtendedColumns(
                    width: width, logRows: shape.logRows, logDomain: layout.logDomains[table],
                    masks: masks.elements("logup \(table)", width * length, parallel: parallel), maskLength: length,
                    nextColumns: needsSmallCoset(table) ? Array(width - 4..<width) : nil, parallel: parallel
                ) { unsafe UnsafePointer(columns.columns[$0]) })
        }
    }

    private mutating func commitLogUp() {
        let tree = commit(.logUp, logUp)
        logUpTree = tree
        proof.digest(tree.root)
        transcript.absorb("logup root", tree.root)
        proof.elements(sums)
        transcript.absorb("sums", sums)
        proof.grind(&transcript, bits: prover.parameters.constraintGrinding, parallel: parallel)
        challenges = ConstraintChallenges(
            alpha: challenges.alpha, gamma: challenges.gamma, lambda: transcript.challenge("lambda"))
    }

    private mutating func buildQuotients() throws(ProverError) {
        for (table, shape) in shapes.enumerated() {
            guard let domain = domain(table), let inverseRows = KoalaBear(UInt32(shape.rows)).inverse else { continue }
            let committed = CommittedTable(
                shape: shape, main: main[table], preprocessed: preprocessed(table)?.rows, logUp: logUp[table], sum: sums[table])
            let compiled = CompiledProgram(
                prover.system.programs[shape.chip], challenges: challenges, sumPerRow: sums[table] * inverseRows)
            let mask = masks.elements("quotient \(table)", 4 * prover.parameters.quotientMaskLength, parallel: parallel)
            let columns = QuotientColumns(
                committed, compiled, domain, parameters: prover.parameters, publicValues: publicValues, mask: mask, parallel: parallel)
            guard columns.isPolynomial else { throw .invalidTrace(.constraints(table: table)) }
            quotients.append(columns.extended)
        }
    }

    private mutating func commitQuotients() {
        if prover.parameters.isHiding {
            // Uniform among the polynomials below 17/32 of the domain: 16/32 by values, the rest by the mask.
            let logRows = layout.logTop - 1
            let values = masks.elements("batch", 4 << logRows, parallel: parallel)
            let length = StarkParameters.degreeBound(logDomain: layout.logTop) - 1 << logRows
            randomCodeword = unsafe ExtendedColumns(
                width: 4, logRows: logRows, logDomain: layout.logTop,
                masks: masks.elements("batch top", 4 * length, parallel: parallel), maskLength: length, nextColumns: nil,
                parallel: parallel
            ) { unsafe UnsafePointer(values.pointer + $0 << logRows) }
        }
        let tree = commit(.quotient, quotients, extra: randomCodeword)
        quotientTree = tree
        proof.digest(tree.root)
        transcript.absorb("quotient root", tree.root)
        proof.grind(&transcript, bits: prover.parameters.pointGrinding, parallel: parallel)
        point = transcript.challenge("point")
    }

    private mutating func openColumns() {
        var heres: [Int: OutOfDomainPoint] = [:]
        var nexts: [Int: OutOfDomainPoint] = [:]
        let length = max(prover.parameters.maskLength, prover.parameters.chunkExcess + prover.parameters.quotientMaskLength)
        for (table, shape) in shapes.enumerated() {
            guard let domain = domain(table) else { continue }
            let log = shape.logRows
            if heres[log] == nil {
                heres[log] = OutOfDomainPoint(point, domain, maskLength: length, parallel: parallel)
                nexts[log] = OutOfDomainPoint(
                    point * KoalaBear.twoAdicGenerator(log), domain, maskLength: length, parallel: parallel)
            }
            guard let here = heres[log], let next = nexts[log] else { continue }
            var values = OpenedColumns()
            values.main = here.evaluate(main[table], Array(0..<main[table].width), parallel: parallel)
            if let (rows, _) = preprocessed(table) { values.preprocessed = here.evaluate(rows, Array(0..<rows.width), parallel: parallel) }
            values.next = next.evaluate(main[table], layout.nextColumns[table], parallel: parallel)
            let width = logUp[table].width
            values.logUp = here.evaluate(logUp[table], Array(0..<width), parallel: parallel)
            values.sumNext = next.evaluate(logUp[table], Array(max(0, width - 4)..<width), parallel: parallel)
            values.quotient = here.evaluate(quotients[table], Array(0..<8), parallel: parallel)
            for part in [values.main, values.preprocessed, values.next, values.logUp, values.sumNext, values.quotient] {
                proof.elements(part)
                transcript.absorb("opened", part)
            }
            opened.append(values)
        }
        proof.grind(&transcript, bits: prover.parameters.batchGrinding, parallel: parallel)
    }

    /// Combines all openings in the order of `BatchedOpenings`.
    private mutating func batch() {
        let zeta = transcript.challenge("batch")
        var weight = zeta
        for (index, heightClass) in layout.classes.enumerated() {
            var here = DeepCodeword.Term(point: point)
            for tree in ProofLayout.Tree.allCases {
                for block in heightClass.blocks[tree.rawValue] where block.table >= 0 {
                    let table = block.table
                    let (source, values) =
                        switch tree {
                        case .fixed, .image: (preprocessed(table)?.rows ?? main[table], opened[table].preprocessed)
                        case .main: (main[table], opened[table].main)
                        case .logUp: (logUp[table], opened[table].logUp)
                        case .quotient: (quotients[table], opened[table].quotient)
                        }
                    for (column, value) in values.enumerated() { here.add(source, column, value, &weight, zeta) }
                }
            }
            var terms = [here]
            for table in heightClass.tables {
                var next = DeepCodeword.Term(point: point * KoalaBear.twoAdicGenerator(shapes[table].logRows))
                for (column, value) in zip(layout.nextColumns[table], opened[table].next) {
                    next.add(main[table], column, value, &weight, zeta)
                }
                for (k, value) in opened[table].sumNext.enumerated() {
                    next.add(logUp[table], logUp[table].width - 4 + k, value, &weight, zeta)
                }
                terms.append(next)
            }
            let total = Columns(log: heightClass.logDomain, width: 4)
            for k in 0..<4 {
                if index == 0, let random = randomCodeword {
                    unsafe total[k].update(from: random.domain[k], count: total.rows)
                } else {
                    unsafe total[k].update(repeating: 0, count: total.rows)
                }
            }
            DeepCodeword.add(terms, to: total, parallel: parallel)
            codewords.append(total)
        }
    }

    private mutating func fold() throws(ProverError) {
        var joining: [Int: Columns] = [:]
        for codeword in codewords.dropFirst() { joining[codeword.log] = codeword }
        let top = codewords[0]
        codewords = []
        fri = try FRIProver(
            top, joining: joining, layout: layout, parameters: prover.parameters, transcript: &transcript, proof: &proof,
            parallel: parallel)
        proof.grind(&transcript, bits: prover.parameters.queryGrinding, parallel: parallel)
    }

    private mutating func answerQueries() {
        let indices = transcript.indices("queries", count: prover.parameters.queries, bits: layout.logTop)
        for tree in [fixed.tree, image.tree, mainTree, logUpTree, quotientTree] {
            tree?.open(indices, logTop: layout.logTop, into: &proof)
        }
        fri?.open(indices, into: &proof)
    }
}
