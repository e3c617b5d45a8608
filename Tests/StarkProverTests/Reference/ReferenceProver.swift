import FiniteFields
import Hashing
import StarkProver
import StarkVerifier

/// The prover written a second time, from `docs/proof-system.md` and for clarity alone; with the same masks its proofs must equal those of
/// the prover under test bit by bit. Its hooks let tests deviate from the protocol.
struct ReferenceProver {
    /// What a dishonest prover changes; each is called at its step.
    struct Deviation {
        /// The main columns' polynomials before they are committed to.
        var main: (inout [ReferenceTable]) -> Void = { _ in }
        /// The published sums.
        var sums: (inout [ReferenceTable]) -> Void = { _ in }
        /// What combines the constraints, in place of the transcript's λ.
        var lambda: KoalaBear4?
        /// The quotient's eight columns, as they are committed to.
        var quotient: (inout [Polynomial]) -> Void = { _ in }
        /// The polynomial that hides the batch.
        var batch: (inout [Polynomial]) -> Void = { _ in }
        /// A packed polynomial before it is committed to and opened.
        var packed: (ProofLayout.Group, Int, inout Polynomial) -> Void = { _, _, _ in }
        /// The claimed values; the tables are there to compute with.
        var opened: (inout OpenedValues, [ReferenceTable], ConstraintChallenges, KoalaBear4) -> Void = { _, _, _, _ in }
        /// The coefficients of a packed polynomial's remainder, as they enter the batch.
        var remainder: (ProofLayout.Group, Int, inout [KoalaBear4]) -> Void = { _, _, _ in }
        /// Coefficients of layer 0, 1, … before it is committed to.
        var layer: (Int, inout [KoalaBear4]) -> Void = { _, _ in }
        /// The last codeword's coefficients before they are cut to the degree bound.
        var final: (inout [KoalaBear4]) -> Void = { _ in }
        /// Whether a layer's opening leaves out a value, given whether the verifier can compute it.
        var leavesOut: (_ layer: Int, _ position: Int, _ isKnown: Bool) -> Bool = { $2 }
    }

    struct OpenedValues {
        struct Table {
            var main, preprocessed, next, logUp, sumNext: [KoalaBear4]
            var parts: [[KoalaBear4]] { [main, preprocessed, next, logUp, sumNext] }
        }
        var tables: [Table]
        var quotient: [KoalaBear4]
        var parts: [[KoalaBear4]] { tables.flatMap(\.parts) + [quotient] }
    }

    /// All that a proof commits to.
    struct Witness {
        var tables: [ReferenceTable]
        var quotient: [Polynomial] = []
        var batch: [Polynomial] = []

        func column(_ tree: ProofLayout.Tree, _ column: ProofLayout.Column) -> Polynomial {
            switch tree {
            case .preprocessed: tables[column.table].preprocessed[column.column]
            case .main: tables[column.table].main[column.column]
            case .logUp: tables[column.table].logUp[column.column]
            case .quotient: quotient[column.column]
            }
        }
    }

    let toy: ToySystem
    let masks: ReferenceMasks
    var deviation = Deviation()

    private var parameters: StarkParameters { toy.parameters }

    /// The tables of a proof, blinding included, with masked main columns.
    func tables(_ traces: [(chip: Int, trace: Trace)], masked: Bool = true) -> [ReferenceTable] {
        var all = traces.map { entry in
            (entry.chip, (0..<entry.trace.width).map { column in (0..<entry.trace.rows).map { KoalaBear(entry.trace[$0, column]) } })
        }
        var blinding = [[KoalaBear]](repeating: [KoalaBear](repeating: .zero, count: 32), count: 5)
        let tuples = parameters.isHiding ? masks.elements("blinding", 4 * traces.count) : []
        for (index, entry) in traces.enumerated() {
            for (k, column) in toy.system.chips[entry.chip].blindingColumns.enumerated() {
                // The stream's words serve as canonical numbers here.
                let value = tuples.isEmpty ? KoalaBear.zero : KoalaBear(tuples[4 * index + k].raw)
                all[index].1[column][entry.trace.rows - 1] = value
                blinding[k][index] = value
            }
            blinding[4][index] = .one
        }
        all.append((toy.system.blindingChip, blinding))
        return all.enumerated().map { number, table in
            let preprocessed = table.0 == 1 ? ToySystem.squareTable() : table.0 == 2 ? ToySystem.weights() : nil
            let fixed = preprocessed.map { trace in
                (0..<trace.width).map { column in (0..<trace.rows).map { KoalaBear(trace[$0, column]) } }
            }
            return ReferenceTable(
                number: number, chip: toy.system.chips[table.0], values: table.1, preprocessedValues: fixed ?? [],
                publicValues: [KoalaBear(ToySystem.factor)], masks: masked ? masks : nil, parameters)
        }
    }

    func layout(_ tables: [ReferenceTable], _ traces: [(chip: Int, trace: Trace)]) -> (ProofHeader, ProofLayout) {
        let chips = traces.map(\.chip) + [toy.system.blindingChip]
        let shapes = zip(chips, tables).map { TableShape(chip: $0, logRows: $1.logRows) }
        return (ProofHeader(parameters: parameters, shapes: shapes), ProofLayout(toy.system, shapes, parameters))
    }

    /// The packed polynomials of a group.
    func packed(_ group: ProofLayout.Group, _ witness: Witness) -> [Polynomial] {
        stride(from: 0, to: group.columns.count, by: 1 << group.logPacking).enumerated().map { number, start in
            let columns = group.columns[start..<min(start + 1 << group.logPacking, group.columns.count)]
            var result = Polynomial(packing: columns.map { witness.column(group.tree, $0) }, logPacking: group.logPacking)
            deviation.packed(group, number, &result)
            return result
        }
    }

    /// σ of order 127 with σ^(2^logPacking) = s = 3^(2^24).
    static func shift(_ logPacking: Int) -> KoalaBear {
        let shift = KoalaBear(3 as UInt32).squared(times: 24)
        return shift.powers(127).first { $0.squared(times: logPacking) == shift }!
    }

    /// The commitment to one kind of columns.
    func tree(_ tree: ProofLayout.Tree, _ layout: ProofLayout, _ witness: Witness) -> ReferenceTree {
        ReferenceTree(
            layout.classes(of: tree).enumerated().map { number, heightClass in
                let log = heightClass.logDomain
                var columns: [[UInt32]] = []
                for group in heightClass.groups[tree.rawValue].map({ layout.groups[$0] }) {
                    columns += packed(group, witness).map {
                        bitReversed($0.values(log: log, shift: Self.shift(group.logPacking))).map(\.raw)
                    }
                }
                if tree == .quotient && number == 0 {
                    columns += witness.batch.map { bitReversed($0.values(log: log, shift: Self.shift(0))).map(\.raw) }
                }
                if tree != .preprocessed && number == 0 && parameters.isHiding {
                    for k in 0..<4 { columns.append(masks.words("salt \(tree) \(k)", 1 << log)) }
                }
                return .init(log: log, rows: (0..<(1 << log)).map { row in columns.map { $0[row] } })
            })
    }

    /// The columns of the sum of all quotients: two chunks of four.
    func quotient(_ tables: [ReferenceTable], _ layout: ProofLayout, _ challenges: ConstraintChallenges) -> [Polynomial] {
        var whole = [Polynomial](repeating: Polynomial([]), count: 4)
        var weight = KoalaBear4.one
        for table in tables {
            let own = table.combinedQuotient(challenges, log: table.quotientLog(parameters)).coefficients.map { $0 * weight }
            for (k, part) in ExtensionPolynomial(own).parts.enumerated() { whole[k] = whole[k] + part }
            for _ in 0..<table.combinedCount { weight *= challenges.lambda }
        }
        let cut = tables.map(\.rows).max()! + parameters.chunkExcess
        let length = parameters.quotientMaskLength
        let moved = masks.elements("quotient", 4 * length)
        var low: [Polynomial] = []
        var high: [Polynomial] = []
        for (k, part) in whole.enumerated() {
            let mask = Polynomial(Array(moved[k * length..<(k + 1) * length]))
            low.append(Polynomial(Array(part.coefficients.prefix(cut))) + mask.shifted(cut))
            high.append(Polynomial(Array(part.coefficients.dropFirst(cut).prefix(cut))) - mask)
        }
        // Committed to as f(s·X).
        return (low + high).map { $0.scaled(Self.shift(0)) }
    }

    /// The polynomial that hides the batch: four base polynomials.
    func batchPolynomial(_ layout: ProofLayout) -> [Polynomial] {
        guard parameters.isHiding else { return [] }
        let rows = 1 << (layout.logTop - parameters.blowUpLog)
        let length = parameters.degreeBound(logDomain: layout.logTop) - rows
        let values = masks.elements("batch", 4 * rows)
        let top = masks.elements("batch top", 4 * length)
        return (0..<4).map { k in
            Polynomial(values: Array(values[k * rows..<(k + 1) * rows]))
                .masked(Array(top[k * length..<(k + 1) * length]), rows: rows)
        }
    }

    func open(_ witness: Witness, _ layout: ProofLayout, at point: KoalaBear4) -> OpenedValues {
        OpenedValues(
            tables: witness.tables.map { table in
                let next = point * table.generator
                return .init(
                    main: table.main.map { $0(point) }, preprocessed: table.preprocessed.map { $0(point) },
                    next: layout.nextColumns[table.number].map { table.main[$0](next) }, logUp: table.logUp.map { $0(point) },
                    sumNext: table.logUp.suffix(4).map { $0(next) })
            }, quotient: witness.quotient.map { $0(point * Self.shift(0).inverse!) })
    }

    /// The claimed value of a column at z or g·z.
    private func value(
        _ opened: OpenedValues, _ layout: ProofLayout, _ tree: ProofLayout.Tree, _ column: ProofLayout.Column, isNext: Bool
    ) -> KoalaBear4 {
        if tree == .quotient { return opened.quotient[column.column] }
        let table = opened.tables[column.table]
        switch (tree, isNext) {
        case (.preprocessed, _): return table.preprocessed[column.column]
        case (.main, false): return table.main[column.column]
        case (.main, true): return table.next[layout.nextColumns[column.table].firstIndex(of: column.column)!]
        case (_, false): return table.logUp[column.column]
        case (_, true): return table.sumNext[column.column - (table.logUp.count - 4)]
        }
    }

    /// The batched quotients (F − Σ vᵢ Xⁱ) / (Xʷ − z) of one class on its domain, in the order of the exponents of w.
    func batched(
        _ heightClass: ProofLayout.HeightClass, _ witness: Witness, _ opened: OpenedValues, _ layout: ProofLayout,
        point: KoalaBear4, zeta: KoalaBear4, weight: inout KoalaBear4
    ) -> [KoalaBear4] {
        let log = heightClass.logDomain
        let roots = KoalaBear.twoAdicGenerator(log).powers(1 << log)
        var total = [KoalaBear4](repeating: .zero, count: 1 << log)
        for isNext in [false, true] {
            for group in heightClass.groups.flatMap({ $0 }).map({ layout.groups[$0] }) where !isNext || group.isOpenedNext {
                let shift = Self.shift(group.logPacking)
                let next = isNext ? point * KoalaBear.twoAdicGenerator(group.logRows) : point
                let target = group.tree == .quotient ? point * Self.shift(0).inverse! : next
                let points = roots.map { $0 * shift }
                let inverses = KoalaBear4.batchInverse(points.map { KoalaBear4($0.squared(times: group.logPacking)) - target })!
                for (number, polynomial) in packed(group, witness).enumerated() {
                    let start = number << group.logPacking
                    var remainder = group.columns[start..<min(start + 1 << group.logPacking, group.columns.count)].map {
                        value(opened, layout, group.tree, $0, isNext: isNext)
                    }
                    deviation.remainder(group, number, &remainder)
                    for (index, word) in polynomial.values(log: log, shift: shift).enumerated() {
                        var claimed = KoalaBear4.zero
                        for coefficient in remainder.reversed() { claimed = claimed * points[index] + coefficient }
                        total[index] += weight * inverses[index] * (KoalaBear4(word) - claimed)
                    }
                    weight *= zeta
                }
            }
        }
        return total
    }
}
