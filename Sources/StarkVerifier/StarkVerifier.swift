import FiniteFields
import Hashing

/// Checks proofs of one table system.
///
/// Total over all bytes: any input ends in acceptance or a `VerificationFailure`; allocations are bounded by the proof's own length and the
/// parameter set. Cost: O(queries · (columns + log² domain)) field operations and hashes.
public struct StarkVerifier: Sendable {
    public let system: TableSystem

    public init(_ system: TableSystem) { self.system = system }

    /// The security of an accepted proof; throws when the proof shows nothing.
    ///
    /// - Parameter minimumBits: proven bits below which even a correct proof is refused.
    public func verify(
        _ proof: [UInt8], statement: StarkStatement, minimumBits: Double
    ) throws(VerificationFailure) -> SecurityReport {
        var reader = ProofReader(proof)
        let header = try ProofHeader.read(&reader, system)
        let layout = ProofLayout(system, header.shapes, header.parameters)
        let report = SecurityReport(system, header, layout)
        guard report.bits >= minimumBits else { throw .tooFewBits(found: report.bits, asked: minimumBits) }
        guard statement.publicValues.count == system.publicValueCount else { throw .publicValues(count: statement.publicValues.count) }
        var transcript = statement.transcript(system, header)
        let committed = try readCommitments(&reader, header, statement, &transcript)
        let opened = try readOpenings(&reader, layout, &transcript)
        try check(opened, committed, layout, statement)
        try Self.grind(&reader, &transcript, header.parameters.batchGrinding, .batch)
        let batching = BatchedOpenings(layout, opened, point: committed.point, zeta: transcript.challenge("batch"))
        var fri = FRIVerification(layout: layout, parameters: header.parameters)
        try fri.readLayers(&reader, &transcript)
        try Self.grind(&reader, &transcript, header.parameters.queryGrinding, .queries)
        let indices = transcript.indices("queries", count: header.parameters.queries, bits: layout.logTop)
        reader.part = .queries
        var values = [[KoalaBear4]](repeating: [], count: layout.classes.count)
        var openings: [BatchOpening?] = []
        for tree in ProofLayout.Tree.allCases {
            let classes = layout.classes(of: tree)
            guard !classes.isEmpty else {
                openings.append(nil)
                continue
            }
            openings.append(
                try BatchOpening(
                    &reader, classes: classes.map { .init(log: $0.logDomain, width: $0.width(tree)) },
                    saltWords: tree.isSecret ? header.parameters.saltWords : 0, indices: indices, logTop: layout.logTop,
                    root: committed.root(of: tree, statement), mismatch: .commitment(tree: tree)))
        }
        for index in layout.classes.indices {
            values[index] = try batching.values(ofClass: index, openings: openings, indices: indices)
        }
        try fri.check(&reader, indices: indices, joining: values)
        try reader.expectEnd()
        return report
    }

    /// Roots, sums and challenges up to the out-of-domain point.
    private struct Committed {
        var main = Digest()
        var logUp = Digest()
        var quotient = Digest()
        var sums: [KoalaBear4] = []
        var challenges = ConstraintChallenges(alpha: .zero, gamma: .zero, lambda: .zero)
        var point = KoalaBear4.zero

        func root(of tree: ProofLayout.Tree, _ statement: StarkStatement) -> Digest {
            switch tree {
            case .preprocessed: statement.preprocessedRoot
            case .main: main
            case .logUp: logUp
            case .quotient: quotient
            }
        }
    }

    static func grind(
        _ reader: inout ProofReader, _ transcript: inout Transcript, _ bits: Int, _ step: VerificationFailure.Step
    ) throws(VerificationFailure) {
        let nonce = try reader.nonce()
        do { try transcript.checkGrinding("grinding", nonce: nonce, bits: bits) } catch { throw .grinding(step: step) }
    }

    private func readCommitments(
        _ reader: inout ProofReader, _ header: ProofHeader, _ statement: StarkStatement, _ transcript: inout Transcript
    ) throws(VerificationFailure) -> Committed {
        var committed = Committed()
        reader.part = .commitments
        committed.main = try reader.digest()
        transcript.absorb("main root", committed.main)
        try Self.grind(&reader, &transcript, header.parameters.logUpGrinding, .logUp)
        let alpha = transcript.challenge("alpha")
        let gamma = transcript.challenge("gamma")
        committed.logUp = try reader.digest()
        transcript.absorb("logup root", committed.logUp)
        reader.part = .sums
        committed.sums = try reader.extensions(header.shapes.count)
        transcript.absorb("sums", committed.sums)
        try Self.grind(&reader, &transcript, header.parameters.constraintGrinding, .constraints)
        committed.challenges = ConstraintChallenges(alpha: alpha, gamma: gamma, lambda: transcript.challenge("lambda"))
        guard var total = statement.busSum(committed.challenges) else { throw .degenerateChallenge }
        for sum in committed.sums { total = total + sum }
        guard total == .zero else { throw .unbalancedBuses }
        reader.part = .commitments
        committed.quotient = try reader.digest()
        transcript.absorb("quotient root", committed.quotient)
        try Self.grind(&reader, &transcript, header.parameters.pointGrinding, .point)
        committed.point = transcript.challenge("point")
        return committed
    }

    private func readOpenings(
        _ reader: inout ProofReader, _ layout: ProofLayout, _ transcript: inout Transcript
    ) throws(VerificationFailure) -> OpenedValues {
        reader.part = .openedValues
        var opened = OpenedValues(layout)
        for (index, shape) in layout.shapes.enumerated() {
            let program = system.programs[shape.chip]
            var table = OpenedTable()
            table.main = try reader.extensions(program.mainCount)
            table.preprocessed = try reader.extensions(program.preprocessedCount)
            table.next = try reader.extensions(program.nextColumns.count)
            table.logUp = try reader.extensions(4 * layout.logUpColumns[index])
            table.sumNext = try reader.extensions(layout.logUpColumns[index] > 0 ? 4 : 0)
            for values in table.parts { transcript.absorb("opened", values) }
            opened.tables.append(table)
        }
        opened.quotient = try reader.extensions(ProofLayout.quotientColumns)
        transcript.absorb("opened", opened.quotient)
        return opened
    }

    /// Checks all tables' constraints at the out-of-domain point: Σ λ^k · (constraint k) / (Xⁿ − 1) is the quotient there.
    private func check(
        _ opened: OpenedValues, _ committed: Committed, _ layout: ProofLayout, _ statement: StarkStatement
    ) throws(VerificationFailure) {
        let publicValues = statement.publicValues.map { KoalaBear4(KoalaBear($0)) }
        var total = KoalaBear4.zero
        var weight = KoalaBear4.one
        for (index, shape) in layout.shapes.enumerated() {
            let domain = RowDomain(logRows: shape.logRows, point: committed.point)
            guard let domain, let inverse = domain.vanishing.inverse else { throw .degenerateChallenge }
            let program = system.programs[shape.chip]
            let combined = program.evaluate(
                opened.tables[index], isFirst: domain.isFirst, isLast: domain.isLast, publicValues: publicValues,
                sumPerRow: committed.sums[index] * domain.inverseRows, challenges: committed.challenges)
            total = total + weight * combined * inverse
            weight = weight * committed.challenges.lambda.power(UInt64(program.combinedCount))
        }
        let high = committed.point.power(UInt64(layout.quotientCut)) * KoalaBear4.combining(opened.quotient, at: 4)
        guard total == KoalaBear4.combining(opened.quotient, at: 0) + high else { throw .constraints }
    }
}
