import FiniteFields

/// The DEEP quotients of every opened column, combined with powers of ζ, class by class.
///
/// Class order is tallest first; within a class first all columns at z (tree by tree, table by table), then the next-row columns at g·z.
/// Every column has its own power of ζ; the random polynomial of the tallest class enters with weight 1.
struct BatchedOpenings {
    private struct Term {
        /// Σ weight · opened value.
        var claimed = KoalaBear4.zero
        /// The point of the opening.
        let point: KoalaBear4
        /// (tree, column in the class's row, weight).
        var columns: [(tree: Int, column: Int, weight: KoalaBear4)] = []
    }

    private let layout: ProofLayout
    /// For each class, one term per distinct opening point of its tables.
    private var terms: [[Term]] = []

    init(_ layout: ProofLayout, _ opened: [OpenedTable], point: KoalaBear4, zeta: KoalaBear4) {
        self.layout = layout
        var weight = zeta
        for heightClass in layout.classes {
            var here = Term(point: point)
            var mainStart = [Int](repeating: 0, count: layout.shapes.count)
            var sumStart = mainStart
            for tree in ProofLayout.Tree.allCases {
                var column = 0
                for block in heightClass.blocks[tree.rawValue] {
                    if block.table >= 0 {
                        let table = opened[block.table]
                        let values =
                            switch tree {
                            case .fixed, .image: table.preprocessed
                            case .main: table.main
                            case .logUp: table.logUp
                            case .quotient: table.quotient
                            }
                        if tree == .main { mainStart[block.table] = column }
                        if tree == .logUp { sumStart[block.table] = column + block.width - 4 }
                        for (offset, value) in values.enumerated() {
                            here.claimed = here.claimed + weight * value
                            here.columns.append((tree.rawValue, column + offset, weight))
                            weight = weight * zeta
                        }
                    }
                    column += block.width
                }
            }
            var all = [here]
            for table in heightClass.tables {
                let generator = KoalaBear.twoAdicGenerator(layout.shapes[table].logRows)
                var next = Term(point: point * generator)
                let sums = opened[table].sumNext.indices.map { (ProofLayout.Tree.logUp.rawValue, sumStart[table] + $0) }
                let mains = layout.nextColumns[table].map { (ProofLayout.Tree.main.rawValue, mainStart[table] + $0) }
                for ((tree, column), value) in zip(mains + sums, opened[table].next + opened[table].sumNext) {
                    next.claimed = next.claimed + weight * value
                    next.columns.append((tree, column, weight))
                    weight = weight * zeta
                }
                all.append(next)
            }
            terms.append(all)
        }
    }

    /// The combined quotient of class `index` at each distinct position that the queries open.
    func values(
        ofClass index: Int, openings: [BatchOpening?], indices: [Int]
    ) throws(VerificationFailure) -> [KoalaBear4] {
        let heightClass = layout.classes[index]
        let positions = CommitmentPositions.distinct(indices, shift: layout.logTop - heightClass.logDomain)
        let generator = KoalaBear.twoAdicGenerator(heightClass.logDomain)
        var rowsOfTree: [(rows: [KoalaBear], width: Int)] = []
        for tree in ProofLayout.Tree.allCases {
            let classes = layout.classes(of: tree)
            if let place = classes.firstIndex(where: { $0.logDomain == heightClass.logDomain }), let opening = openings[tree.rawValue] {
                rowsOfTree.append((opening.rows[place], heightClass.width(tree)))
            } else {
                rowsOfTree.append(([], 0))
            }
        }
        var denominators: [KoalaBear4] = []
        for position in positions {
            let exponent = UInt64(BitReversal.reverse(position, bits: heightClass.logDomain))
            let x = KoalaBear4(KoalaBear.generator * generator.power(exponent))
            for term in terms[index] { denominators.append(x - term.point) }
        }
        guard let inverses = KoalaBear4.batchInverse(denominators) else { throw .degenerateChallenge }
        var result: [KoalaBear4] = []
        let hasMask = index == 0 && heightClass.blocks[ProofLayout.Tree.quotient.rawValue].last?.table == -1
        for place in positions.indices {
            var value = KoalaBear4.zero
            for (number, term) in terms[index].enumerated() {
                var numerator = -term.claimed
                for column in term.columns {
                    let source = rowsOfTree[column.tree]
                    numerator = numerator + column.weight * source.rows[place * source.width + column.column]
                }
                value = value + numerator * inverses[place * terms[index].count + number]
            }
            if hasMask {
                let source = rowsOfTree[ProofLayout.Tree.quotient.rawValue]
                let start = place * source.width + source.width - 4
                value = value + KoalaBear4(source.rows[start], source.rows[start + 1], source.rows[start + 2], source.rows[start + 3])
            }
            result.append(value)
        }
        return result
    }
}

package enum BitReversal {
    /// The low `bits` bits of `value` in reverse order.
    package static func reverse(_ value: Int, bits: Int) -> Int {
        var result = 0
        for bit in 0..<bits where value >> bit & 1 == 1 { result |= 1 << (bits - 1 - bit) }
        return result
    }
}
