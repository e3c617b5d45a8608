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
        var quotient: (inout [ReferenceTable]) -> Void = { _ in }
        /// The polynomial that hides the batch.
        var batch: (inout [Polynomial]) -> Void = { _ in }
        /// The claimed values; the tables are there to compute with.
        var opened: (inout [OpenedValues], [ReferenceTable], ConstraintChallenges, KoalaBear4) -> Void = { _, _, _, _ in }
        /// Coefficients of layer 0, 1, … before it is committed to.
        var layer: (Int, inout [KoalaBear4]) -> Void = { _, _ in }
        /// The last codeword's coefficients before they are cut to the degree bound.
        var final: (inout [KoalaBear4]) -> Void = { _ in }
    }

    struct OpenedValues {
        var main, preprocessed, next, logUp, sumNext, quotient: [KoalaBear4]
        var parts: [[KoalaBear4]] { [main, preprocessed, next, logUp, sumNext, quotient] }
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

    /// The commitment to one kind of columns.
    func tree(_ tree: ProofLayout.Tree, _ layout: ProofLayout, _ tables: [ReferenceTable], batch: [Polynomial] = []) -> ReferenceTree {
        ReferenceTree(
            layout.classes(of: tree).map { heightClass in
                let log = heightClass.logDomain
                var columns: [[UInt32]] = []
                for block in heightClass.blocks[tree.rawValue] {
                    let polynomials: [Polynomial] =
                        switch tree {
                        case .fixed, .image: tables[block.table].preprocessed
                        case .main: tables[block.table].main
                        case .logUp: tables[block.table].logUp
                        case .quotient: block.table < 0 ? batch : tables[block.table].quotient
                        }
                    columns += polynomials.map { bitReversed($0.values(log: log, shift: .generator)).map(\.raw) }
                }
                if tree != .fixed && tree != .image && parameters.isHiding {
                    for k in 0..<4 { columns.append(masks.words("salt \(tree) \(log) \(k)", 1 << log)) }
                }
                return .init(log: log, rows: (0..<(1 << log)).map { row in columns.map { $0[row] } })
            })
    }

    /// The polynomial that hides the batch: four base polynomials.
    func batchPolynomial(_ layout: ProofLayout) -> [Polynomial] {
        guard parameters.isHiding else { return [] }
        let half = 1 << (layout.logTop - 1)
        let length = StarkParameters.degreeBound(logDomain: layout.logTop) - half
        let values = masks.elements("batch", 4 * half)
        let top = masks.elements("batch top", 4 * length)
        return (0..<4).map { k in
            Polynomial(values: Array(values[k * half..<(k + 1) * half]))
                .masked(Array(top[k * length..<(k + 1) * length]), rows: half)
        }
    }

    func open(_ table: ReferenceTable, _ layout: ProofLayout, at point: KoalaBear4) -> OpenedValues {
        let next = point * table.generator
        return OpenedValues(
            main: table.main.map { $0(point) }, preprocessed: table.preprocessed.map { $0(point) },
            next: layout.nextColumns[table.number].map { table.main[$0](next) }, logUp: table.logUp.map { $0(point) },
            sumNext: table.logUp.suffix(4).map { $0(next) }, quotient: table.quotient.map { $0(point) })
    }

    /// The batched quotients of one class on its domain, in the order of the exponents of w.
    func batched(
        _ heightClass: ProofLayout.HeightClass, _ tables: [ReferenceTable], _ opened: [OpenedValues], _ layout: ProofLayout,
        point: KoalaBear4, zeta: KoalaBear4, weight: inout KoalaBear4
    ) -> [KoalaBear4] {
        let log = heightClass.logDomain
        let points = KoalaBear.twoAdicGenerator(log).powers(1 << log).map { $0 * .generator }
        var total = [KoalaBear4](repeating: .zero, count: 1 << log)
        func add(_ polynomial: Polynomial, _ value: KoalaBear4, _ inverses: [KoalaBear4]) {
            for (index, column) in polynomial.values(log: log, shift: .generator).enumerated() {
                total[index] += weight * inverses[index] * (KoalaBear4(column) - value)
            }
            weight *= zeta
        }
        let here = KoalaBear4.batchInverse(points.map { KoalaBear4($0) - point })!
        for tree in ProofLayout.Tree.allCases {
            for block in heightClass.blocks[tree.rawValue] where block.table >= 0 {
                let table = tables[block.table]
                let values = opened[block.table]
                let pairs: [(Polynomial, KoalaBear4)] =
                    switch tree {
                    case .fixed, .image: Array(zip(table.preprocessed, values.preprocessed))
                    case .main: Array(zip(table.main, values.main))
                    case .logUp: Array(zip(table.logUp, values.logUp))
                    case .quotient: Array(zip(table.quotient, values.quotient))
                    }
                for (polynomial, value) in pairs { add(polynomial, value, here) }
            }
        }
        for index in heightClass.tables {
            let table = tables[index]
            let next = KoalaBear4.batchInverse(points.map { KoalaBear4($0) - point * table.generator })!
            for (column, value) in zip(layout.nextColumns[index], opened[index].next) { add(table.main[column], value, next) }
            for (column, value) in zip(table.logUp.suffix(4), opened[index].sumNext) { add(column, value, next) }
        }
        return total
    }
}
