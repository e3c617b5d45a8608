import CKernels
import FiniteFields
import Hashing
import StarkVerifier

/// The steps up to the out-of-domain point: what is committed to.
extension ProverRun {
    /// Whether a constraint of the table reads a main column in the next row.
    private func readsNext(_ table: Int) -> Bool { !layout.nextColumns[table].isEmpty }

    private func evaluationLog(_ table: Int) -> Int {
        parameters.logEvaluationDomain(logRows: shapes[table].logRows, readsNext: readsNext(table))
    }

    private func needsSmallCoset(_ table: Int) -> Bool {
        1 << evaluationLog(table) < parameters.quotientCoefficients(rows: shapes[table].rows, readsNext: readsNext(table))
    }

    /// Commits to the columns of one tree.
    private func commit(_ tree: ProofLayout.Tree) -> CommittedTree {
        var classes: [CommittedTree.Class] = []
        for heightClass in layout.classes(of: tree) {
            var blocks = heightClass.groups[tree.rawValue].map { index in
                let group = layout.groups[index]
                return PackedColumns(
                    logPacking: group.logPacking, logDomain: group.logDomain, group.columns.compactMap { source(tree, $0) })
            }
            if tree == .quotient && classes.isEmpty, let random = randomCodeword?.domain.stored { blocks.append(PackedColumns(random)) }
            var salt: Columns?
            if parameters.isHiding && tree.isSecret && classes.isEmpty {
                let words = Columns(log: heightClass.logDomain, width: parameters.saltWords)
                for k in 0..<parameters.saltWords {
                    unsafe masks.words("salt \(tree) \(k)", words[k], count: words.rows, parallel: parallel)
                }
                salt = words
            }
            classes.append(CommittedTree.Class(log: heightClass.logDomain, blocks: blocks, salt: salt))
        }
        return CommittedTree(classes, parallel: parallel)
    }

    mutating func commitMain() throws(ProverError) {
        let total = allCells
        for (table, shape) in shapes.enumerated() {
            guard let trace = traces[table] else { continue }
            let length = parameters.mainMaskLength(readsNext: readsNext(table))
            if domains[shape.logRows] == nil {
                domains[shape.logRows] = EvaluationDomain(
                    logRows: shape.logRows, logDomain: parameters.logEvaluationDomain(logRows: shape.logRows), parallel: parallel)
            }
            parallel(trace.width) { column in
                unsafe burhan_kb_to_montgomery(trace.column(column), trace.column(column), trace.rows)
            }
            profile.committedCells += trace.rows * trace.width
            unsafe main.append(
                ExtendedColumns(
                    width: trace.width, logRows: shape.logRows, logDomain: evaluationLog(table),
                    masks: masks.elements("main \(table)", trace.width * length, parallel: parallel), maskLength: length,
                    nextColumns: needsSmallCoset(table) ? layout.nextColumns[table] : nil, isStored: storesExtensions, parallel: parallel
                ) { unsafe UnsafePointer(trace.column($0)) })
            // Hashing is the rest of the phase.
            try step(cells(table), of: 2 * total)
        }
        let tree = commit(.main)
        mainTree = tree
        proof.digest(tree.root)
        transcript.absorb("main root", tree.root)
        proof.grind(&transcript, bits: parameters.logUpGrinding, parallel: parallel)
    }

    mutating func buildLogUp() throws(ProverError) {
        let alpha = transcript.challenge("alpha")
        let gamma = transcript.challenge("gamma")
        challenges = ConstraintChallenges(alpha: alpha, gamma: gamma, lambda: .zero)
        let length = parameters.maskLength
        let total = allCells
        for (table, shape) in shapes.enumerated() {
            guard let trace = traces[table] else { continue }
            let compiled = CompiledProgram(prover.system.interactionPrograms[shape.chip], challenges: challenges, sumPerRow: .zero)
            let preprocessed = preprocessed(table)?.values
            guard preprocessed?.log ?? shape.logRows == shape.logRows else { throw .table(table) }
            let columns = unsafe LogUpColumns(
                compiled, logRows: shape.logRows, publicValues: publicValues, parallel: parallel,
                main: { unsafe trace.column($0) }, preprocessed: { unsafe (preprocessed?[$0] ?? trace.column(0)) })
            traces[table] = nil
            sums.append(columns.total)
            let width = columns.columns.width
            profile.committedCells += shape.rows * width
            unsafe logUp.append(
                ExtendedColumns(
                    width: width, logRows: shape.logRows, logDomain: evaluationLog(table),
                    masks: masks.elements("logup \(table)", width * length, parallel: parallel), maskLength: length,
                    nextColumns: needsSmallCoset(table) ? Array(width - 4..<width) : nil, isStored: storesExtensions, parallel: parallel
                ) { unsafe UnsafePointer(columns.columns[$0]) })
            try step(cells(table), of: total)
        }
    }

    mutating func commitLogUp() {
        let tree = commit(.logUp)
        logUpTree = tree
        proof.digest(tree.root)
        transcript.absorb("logup root", tree.root)
        proof.elements(sums)
        transcript.absorb("sums", sums)
        proof.grind(&transcript, bits: parameters.constraintGrinding, parallel: parallel)
        challenges = ConstraintChallenges(
            alpha: challenges.alpha, gamma: challenges.gamma, lambda: transcript.challenge("lambda"))
    }

    mutating func buildQuotient() throws(ProverError) {
        let sum = QuotientPolynomial.Sum(layout, parallel: parallel)
        var weight = KoalaBear4.one
        let total = allCells
        for (table, shape) in shapes.enumerated() {
            guard let domain = domain(table), let inverseRows = KoalaBear(UInt32(shape.rows)).inverse else { continue }
            let committed = CommittedTable(
                shape: shape, readsNext: readsNext(table), main: main[table], preprocessed: preprocessed(table)?.rows, logUp: logUp[table],
                sum: sums[table])
            let program = prover.system.programs[shape.chip]
            let compiled = CompiledProgram(program, challenges: challenges, sumPerRow: sums[table] * inverseRows, weight: weight)
            weight = weight * challenges.lambda.power(UInt64(program.combinedCount))
            let part = TableQuotient(
                committed, compiled, domain, parameters: parameters, publicValues: publicValues, parallel: parallel)
            guard part.isPolynomial else { throw .invalidTrace(.constraints(table: table)) }
            sum.add(part, parallel: parallel)
            try step(cells(table), of: total)
        }
        let mask = masks.elements("quotient", 4 * parameters.quotientMaskLength, parallel: parallel)
        quotient = QuotientPolynomial(sum, layout, parameters, mask: mask, parallel: parallel)
        profile.committedCells += ProofLayout.quotientColumns << (layout.quotientLogDomain - parameters.blowUpLog)
    }

    mutating func commitQuotient() {
        if parameters.isHiding {
            // Uniform among the polynomials below the degree bound of the largest domain: a power of two by values, the rest by the mask.
            let logRows = layout.logTop - parameters.blowUpLog
            let values = masks.elements("batch", 4 << logRows, parallel: parallel)
            let length = parameters.degreeBound(logDomain: layout.logTop) - 1 << logRows
            randomCodeword = unsafe ExtendedColumns(
                width: 4, logRows: logRows, logDomain: layout.logTop,
                masks: masks.elements("batch top", 4 * length, parallel: parallel), maskLength: length, nextColumns: nil,
                parallel: parallel
            ) { unsafe UnsafePointer(values.pointer + $0 << logRows) }
        }
        let tree = commit(.quotient)
        quotientTree = tree
        proof.digest(tree.root)
        transcript.absorb("quotient root", tree.root)
        proof.grind(&transcript, bits: parameters.pointGrinding, parallel: parallel)
        point = transcript.challenge("point")
    }
}
