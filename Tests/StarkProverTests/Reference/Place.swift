import FiniteFields
import StarkVerifier

/// The values that expressions read in one place: a row, a point of a domain, or the out-of-domain point.
struct Place<F: Field> {
    var main: [F]
    /// One for each main column.
    var next: [F]
    var preprocessed: [F]
    var isFirst: F
    var isLast: F
    var publicValues: [F]
    let constant: (KoalaBear) -> F

    init(
        main: [F], next: [F], preprocessed: [F], isFirst: F, isLast: F, publicValues: [F], constant: @escaping (KoalaBear) -> F
    ) {
        self.main = main
        self.next = next
        self.preprocessed = preprocessed
        self.isFirst = isFirst
        self.isLast = isLast
        self.publicValues = publicValues
        self.constant = constant
    }

    func callAsFunction(_ expression: Expression) -> F {
        var known: [ObjectIdentifier: F] = [:]
        return value(expression.node, &known)
    }

    private func value(_ node: Expression.Node, _ known: inout [ObjectIdentifier: F]) -> F {
        switch node.kind {
        case .constant(let number): return constant(KoalaBear(number))
        case .main(let column): return main[column]
        case .next(let column): return next[column]
        case .preprocessed(let column): return preprocessed[column]
        case .publicValue(let index): return publicValues[index]
        case .isFirstRow: return isFirst
        case .isLastRow: return isLast
        case .add, .subtract, .multiply: break
        }
        if let result = known[ObjectIdentifier(node)] { return result }
        let result: F
        switch node.kind {
        case .add(let a, let b): result = value(a, &known) + value(b, &known)
        case .subtract(let a, let b): result = value(a, &known) - value(b, &known)
        case .multiply(let a, let b): result = value(a, &known) * value(b, &known)
        default: result = .zero
        }
        known[ObjectIdentifier(node)] = result
        return result
    }
}

extension Place where F == KoalaBear {
    /// The same place in the extension field.
    var extended: Place<KoalaBear4> {
        func lift(_ values: [KoalaBear]) -> [KoalaBear4] { values.map { KoalaBear4($0) } }
        return Place<KoalaBear4>(
            main: lift(main), next: lift(next), preprocessed: lift(preprocessed), isFirst: KoalaBear4(isFirst),
            isLast: KoalaBear4(isLast), publicValues: lift(publicValues)
        ) { KoalaBear4($0) }
    }
}

extension Place where F == KoalaBear4 {
    /// α + bus + Σ γ^(i+1) vᵢ.
    func fingerprint(_ interaction: Interaction, _ challenges: ConstraintChallenges) -> KoalaBear4 {
        var result = challenges.alpha + KoalaBear(interaction.bus.number)
        var power = challenges.gamma
        for value in interaction.values {
            result += power * self(value)
            power *= challenges.gamma
        }
        return result
    }

    /// All that must vanish here: the constraints, then for each LogUp column value · d₀ · d₁ − (m₀ · d₁ + m₁ · d₀).
    ///
    /// `column(i)` is LogUp column i here; the last one is the running sum, `sumNext` the same in the next row.
    func terms(
        _ chip: Chip, _ challenges: ConstraintChallenges, sumPerRow: KoalaBear4, column: (Int) -> KoalaBear4, sumNext: KoalaBear4
    ) -> [KoalaBear4] {
        var terms = chip.constraints.map { self($0.expression) }
        var closed = KoalaBear4.zero
        let columns = (chip.interactions.count + 1) / 2
        for pair in 0..<columns {
            let members = chip.interactions[(2 * pair)..<min(2 * pair + 2, chip.interactions.count)]
            var fraction = column(pair)
            if pair == columns - 1 {
                fraction = sumNext - fraction + sumPerRow - closed
            } else {
                closed += fraction
            }
            let denominators = members.map { fingerprint($0, challenges) }
            let multiplicities = members.map { self($0.multiplicity) }
            if members.count == 1 {
                terms.append(fraction * denominators[0] - multiplicities[0])
            } else {
                let numerator = multiplicities[0] * denominators[1] + multiplicities[1] * denominators[0]
                terms.append(fraction * denominators[0] * denominators[1] - numerator)
            }
        }
        return terms
    }
}
