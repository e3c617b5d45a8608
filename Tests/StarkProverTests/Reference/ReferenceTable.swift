import FiniteFields
import StarkVerifier

/// One table of a proof with everything that is committed of it, computed from the definitions.
struct ReferenceTable {
    /// Index in the proof.
    let number: Int
    let chip: Chip
    let logRows: Int
    let publicValues: [KoalaBear]
    /// Column values on the rows.
    let values: [[KoalaBear]]
    let preprocessedValues: [[KoalaBear]]
    var main: [Polynomial]
    var preprocessed: [Polynomial]
    /// LogUp columns on the rows: extension columns.
    var logUpValues: [[KoalaBear4]] = []
    var logUp: [Polynomial] = []
    var sum = KoalaBear4.zero

    var rows: Int { 1 << logRows }
    var generator: KoalaBear { KoalaBear.twoAdicGenerator(logRows) }

    /// Interpolates the columns and masks them with `masks` (`nil`: the bare columns).
    init(
        number: Int, chip: Chip, values: [[KoalaBear]], preprocessedValues: [[KoalaBear]], publicValues: [KoalaBear],
        masks: ReferenceMasks?, _ parameters: StarkParameters
    ) {
        self.number = number
        self.chip = chip
        self.publicValues = publicValues
        self.values = values
        self.preprocessedValues = preprocessedValues
        logRows = values[0].count.trailingZeroBitCount
        main = values.map { Polynomial(values: $0) }
        preprocessed = preprocessedValues.map { Polynomial(values: $0) }
        let readsNext = !ConstraintProgram(chip, publicValueCount: publicValues.count).nextColumns.isEmpty
        main = masked(main, "main", masks, parameters.mainMaskLength(readsNext: readsNext))
    }

    private func masked(_ columns: [Polynomial], _ kind: String, _ masks: ReferenceMasks?, _ length: Int) -> [Polynomial] {
        guard let masks, length > 0 else { return columns }
        let all = masks.elements("\(kind) \(number)", columns.count * length)
        return columns.enumerated().map { $1.masked(Array(all[$0 * length..<($0 + 1) * length]), rows: rows) }
    }

    private func place(row: Int) -> Place<KoalaBear> {
        Place(
            main: values.map { $0[row] }, next: values.map { $0[(row + 1) % rows] }, preprocessed: preprocessedValues.map { $0[row] },
            isFirst: row == 0 ? .one : .zero, isLast: row == rows - 1 ? .one : .zero, publicValues: publicValues
        ) { $0 }
    }

    private var pairs: [[Interaction]] {
        stride(from: 0, to: chip.interactions.count, by: 2).map { Array(chip.interactions[$0..<min($0 + 2, chip.interactions.count)]) }
    }

    /// Adds the LogUp columns and the sum.
    mutating func addLogUp(_ challenges: ConstraintChallenges, masks: ReferenceMasks?, _ parameters: StarkParameters) {
        var fractions = pairs.map { _ in [KoalaBear4](repeating: .zero, count: rows) }
        sum = .zero
        for row in 0..<rows {
            let place = place(row: row)
            for (pair, interactions) in pairs.enumerated() {
                for interaction in interactions {
                    let fingerprint = place.extended.fingerprint(interaction, challenges)
                    fractions[pair][row] += fingerprint.inverse! * place(interaction.multiplicity)
                }
                sum += fractions[pair][row]
            }
        }
        let perRow = sum * KoalaBear(rows).inverse!
        var running = KoalaBear4.zero
        let last = pairs.count - 1
        var sums: [KoalaBear4] = []
        for row in 0..<rows {
            sums.append(running)
            for pair in pairs.indices { running += fractions[pair][row] }
            running -= perRow
        }
        fractions[last] = sums
        logUpValues = fractions
        logUp = fractions.flatMap { column in (0..<4).map { k in Polynomial(values: column.map { $0[k] }) } }
        logUp = masked(logUp, "logup", masks, parameters.maskLength)
    }

    /// The combined constraints divided by Xⁿ − 1, interpolated from their values on a coset of 2^log points.
    func combinedQuotient(_ challenges: ConstraintChallenges, log: Int) -> ExtensionPolynomial {
        let shift = KoalaBear(5 as UInt32)
        func spread(_ columns: [Polynomial]) -> [[KoalaBear]] { columns.map { $0.values(log: log, shift: shift) } }
        let here = spread(main)
        let next = spread(main.map { $0.scaled(generator) })
        let fixed = spread(preprocessed)
        let sums = spread(logUp)
        let sumNext = spread(logUp.suffix(4).map { $0.scaled(generator) })
        let points = KoalaBear.twoAdicGenerator(log).powers(1 << log).map { $0 * shift }
        let inverseRows = KoalaBear(rows).inverse!
        let lastPoint = generator.inverse!
        var values: [KoalaBear4] = []
        for (index, x) in points.enumerated() {
            let vanishing = x.squared(times: logRows) - .one
            let place = Place(
                main: here.map { $0[index] }, next: next.map { $0[index] }, preprocessed: fixed.map { $0[index] },
                isFirst: vanishing * inverseRows * (x - .one).inverse!,
                isLast: vanishing * inverseRows * lastPoint * (x - lastPoint).inverse!, publicValues: publicValues
            ) { $0 }
            func extensionValue(_ columns: [[KoalaBear]], _ start: Int) -> KoalaBear4 {
                KoalaBear4(columns[start][index], columns[start + 1][index], columns[start + 2][index], columns[start + 3][index])
            }
            let terms = place.extended.terms(
                chip, challenges, sumPerRow: sum * inverseRows, column: { extensionValue(sums, 4 * $0) },
                sumNext: extensionValue(sumNext, 0))
            var total = KoalaBear4.zero
            for term in terms.reversed() { total = total * challenges.lambda + term }
            values.append(total * vanishing.inverse!)
        }
        return ExtensionPolynomial(values: values, shift: shift)
    }

    /// log2 of so many points that the quotient of true constraints is interpolated from them.
    func quotientLog(_ parameters: StarkParameters) -> Int {
        var log = 0
        while 1 << log < 2 * rows + 3 * parameters.maskLength + 2 { log += 1 }
        return log
    }

    /// Constraints that λ combines, those of the LogUp columns among them.
    var combinedCount: Int { chip.constraints.count + pairs.count }
}
