import FiniteFields

/// The DEEP quotients of every opened column, combined with powers of ζ, class by class.
///
/// A packed polynomial F(X) = Σ Xⁱ fᵢ(Xʷ) with fᵢ(z) = vᵢ leaves the remainder Σ vᵢ Xⁱ modulo Xʷ − z, so its quotient is
/// (F − Σ vᵢ Xⁱ) / (Xʷ − z). Class order is tallest first; within a class first all packed polynomials at z (commitment by commitment, group by
/// group), then those opened at the next row's point g·z. Every one has its own power of ζ; the random polynomial of the tallest class enters with weight 1.
struct BatchedOpenings {
    /// All quotients of one class with one packing and one point.
    private struct Term {
        let logPacking: Int
        let point: KoalaBear4
        /// Coefficients of Σ weight · (remainder): w of them.
        var remainder: [KoalaBear4]
        /// (tree, word in the class's row, weight).
        var words: [(tree: Int, word: Int, weight: KoalaBear4)] = []
    }

    private let layout: ProofLayout
    private var terms: [[Term]] = []

    init(_ layout: ProofLayout, _ opened: OpenedValues, point: KoalaBear4, zeta: KoalaBear4) {
        self.layout = layout
        var weight = zeta
        for heightClass in layout.classes {
            var all: [Term] = []
            for isNext in [false, true] {
                for tree in ProofLayout.Tree.allCases {
                    var word = 0
                    for index in heightClass.groups[tree.rawValue] {
                        let group = layout.groups[index]
                        if !isNext || group.isOpenedNext {
                            Self.add(group, opened, isNext, word, group.point(point, isNext: isNext), &weight, zeta, to: &all)
                        }
                        word += group.packedCount
                    }
                }
            }
            terms.append(all)
        }
    }

    /// Adds the quotients of one group at one point.
    private static func add(
        _ group: ProofLayout.Group, _ opened: OpenedValues, _ isNext: Bool, _ word: Int, _ point: KoalaBear4, _ weight: inout KoalaBear4,
        _ zeta: KoalaBear4, to all: inout [Term]
    ) {
        let place: Int
        if let found = all.firstIndex(where: { $0.logPacking == group.logPacking && $0.point == point }) {
            place = found
        } else {
            place = all.count
            all.append(
                Term(
                    logPacking: group.logPacking, point: point,
                    remainder: [KoalaBear4](repeating: .zero, count: 1 << group.logPacking)))
        }
        for packed in 0..<group.packedCount {
            let start = packed << group.logPacking
            for index in start..<min(start + 1 << group.logPacking, group.columns.count) {
                let value = opened.value(group.tree, group.columns[index], isNext: isNext)
                all[place].remainder[index - start] = all[place].remainder[index - start] + weight * value
            }
            all[place].words.append((group.tree.rawValue, word + packed, weight))
            weight = weight * zeta
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
        let roots = positions.map { generator.power(UInt64(BitReversal.reverse($0, bits: heightClass.logDomain))) }
        var denominators: [KoalaBear4] = []
        for root in roots {
            for term in terms[index] {
                let x = KoalaBear.packingShift(term.logPacking) * root
                denominators.append(KoalaBear4(x.squared(times: term.logPacking)) - term.point)
            }
        }
        guard let inverses = KoalaBear4.batchInverse(denominators) else { throw .degenerateChallenge }
        var result: [KoalaBear4] = []
        let quotient = ProofLayout.Tree.quotient.rawValue
        let packedWords = heightClass.groups[quotient].reduce(0) { $0 + layout.groups[$1].packedCount }
        let hasMask = heightClass.widths[quotient] > packedWords
        for (place, root) in roots.enumerated() {
            var value = KoalaBear4.zero
            for (number, term) in terms[index].enumerated() {
                let x = KoalaBear.packingShift(term.logPacking) * root
                var claimed = KoalaBear4.zero
                for coefficient in term.remainder.reversed() { claimed = claimed * x + coefficient }
                var numerator = -claimed
                for word in term.words {
                    let source = rowsOfTree[word.tree]
                    numerator = numerator + word.weight * source.rows[place * source.width + word.word]
                }
                value = value + numerator * inverses[place * terms[index].count + number]
            }
            if hasMask {
                let source = rowsOfTree[quotient]
                let start = place * source.width + packedWords
                value = value + KoalaBear4(source.rows[start], source.rows[start + 1], source.rows[start + 2], source.rows[start + 3])
            }
            result.append(value)
        }
        return result
    }
}

extension KoalaBear {
    /// Shift σ of the domain σ·⟨w⟩ of polynomials that pack 2^k columns: σ^(2^k) is the columns' own shift, `cosetShift`.
    ///
    /// The shift has order 127, so it has a 2^k-th root of the same order: the power 2^(−k) mod 127, and 2^7 = 1 mod 127.
    package static func packingShift(_ logPacking: Int) -> KoalaBear { cosetShift.squared(times: (7 - logPacking % 7) % 7) }
}

package enum BitReversal {
    /// The low `bits` bits of `value` in reverse order.
    package static func reverse(_ value: Int, bits: Int) -> Int {
        var result = 0
        for bit in 0..<bits where value >> bit & 1 == 1 { result |= 1 << (bits - 1 - bit) }
        return result
    }
}
