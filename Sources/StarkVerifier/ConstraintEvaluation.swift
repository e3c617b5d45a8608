import FiniteFields

/// The verifier's challenges up to the constraint check.
package struct ConstraintChallenges: Sendable {
    /// Offset of every fingerprint.
    package let alpha: KoalaBear4
    /// Base of the fingerprint's powers.
    package let gamma: KoalaBear4
    /// Base of the powers that combine a table's constraints.
    package let lambda: KoalaBear4

    package init(alpha: KoalaBear4, gamma: KoalaBear4, lambda: KoalaBear4) {
        self.alpha = alpha
        self.gamma = gamma
        self.lambda = lambda
    }

    /// α + bus + Σ γ^(i+1) vᵢ.
    package func fingerprint(bus: UInt32, _ values: [KoalaBear4]) -> KoalaBear4 {
        var result = alpha + KoalaBear4(KoalaBear(bus))
        var power = gamma
        for value in values {
            result = result + power * value
            power = power * gamma
        }
        return result
    }
}

/// A table's columns at the out-of-domain point.
package struct OpenedTable: Sendable {
    /// In slot order: main, preprocessed, next.
    package var main: [KoalaBear4] = []
    package var preprocessed: [KoalaBear4] = []
    package var next: [KoalaBear4] = []
    /// LogUp columns, four base columns each.
    package var logUp: [KoalaBear4] = []
    /// The running sum (last LogUp column) in the next row.
    package var sumNext: [KoalaBear4] = []

    package init() {}

    /// In the order of a proof.
    package var parts: [[KoalaBear4]] { [main, preprocessed, next, logUp, sumNext] }
}

/// All columns of a proof at the out-of-domain point.
package struct OpenedValues: Sendable {
    package var tables: [OpenedTable] = []
    /// The quotient's two chunks of four base columns.
    package var quotient: [KoalaBear4] = []
    private let nextColumns: [[Int]]

    package init(_ layout: ProofLayout) { nextColumns = layout.nextColumns }

    /// The value of one column at z or at its next row's point.
    package func value(_ tree: ProofLayout.Tree, _ column: ProofLayout.Column, isNext: Bool) -> KoalaBear4 {
        switch tree {
        case .preprocessed: tables[column.table].preprocessed[column.column]
        case .main where isNext: tables[column.table].next[nextColumns[column.table].firstIndex(of: column.column) ?? 0]
        case .main: tables[column.table].main[column.column]
        case .logUp where isNext: tables[column.table].sumNext[column.column - tables[column.table].logUp.count + 4]
        case .logUp: tables[column.table].logUp[column.column]
        case .quotient: quotient[column.column]
        }
    }
}

extension ConstraintProgram {
    /// Constraints that λ combines, the LogUp columns' among them.
    package var combinedCount: Int { constraintCount + logUpColumns }

    /// Σ λ^k · constraint_k at one point, over the extension field.
    package func evaluate(
        _ opened: OpenedTable, isFirst: KoalaBear4, isLast: KoalaBear4, publicValues: [KoalaBear4], sumPerRow: KoalaBear4,
        challenges: ConstraintChallenges
    ) -> KoalaBear4 {
        var slots = opened.main + opened.preprocessed + opened.next
        slots.append(isFirst)
        slots.append(isLast)
        for constant in constants { slots.append(KoalaBear4(KoalaBear(constant))) }
        slots += publicValues
        for _ in 0..<temporaryCount { slots.append(.zero) }
        var total = KoalaBear4.zero
        var weight = KoalaBear4.one
        var fingerprints = [KoalaBear4.one, KoalaBear4.one]
        var fingerprintIndex = 0
        var closed = KoalaBear4.zero
        for instruction in instructions {
            let a = Int(instruction.a)
            let b = Int(instruction.b)
            switch instruction.code {
            case .add: slots[Int(instruction.dst)] = slots[a] + slots[b]
            case .subtract: slots[Int(instruction.dst)] = slots[a] - slots[b]
            case .multiply: slots[Int(instruction.dst)] = slots[a] * slots[b]
            case .constraint:
                total = total + weight * slots[a]
                weight = weight * challenges.lambda
            case .fingerprint:
                let entries = values[a..<(a + b)].map { slots[Int($0)] }
                fingerprints[Int(instruction.dst)] = challenges.fingerprint(bus: fingerprintBuses[fingerprintIndex], entries)
                fingerprintIndex += 1
            case .pair:
                let column = Int(instruction.dst)
                let value = KoalaBear4.combining(opened.logUp, at: 4 * column)
                var numerator = slots[a]
                var denominator = fingerprints[0]
                if instruction.b != Self.none {
                    numerator = slots[a] * fingerprints[1] + slots[b] * fingerprints[0]
                    denominator = fingerprints[0] * fingerprints[1]
                }
                let fraction: KoalaBear4
                if column + 1 == logUpColumns {
                    fraction = KoalaBear4.combining(opened.sumNext, at: 0) - value + sumPerRow - closed
                } else {
                    fraction = value
                    closed = closed + value
                }
                total = total + weight * (fraction * denominator - numerator)
                weight = weight * challenges.lambda
            }
        }
        return total
    }
}

extension KoalaBear4 {
    /// Σ vᵢ xⁱ of four consecutive values: the extension polynomial whose coefficients are four base columns.
    package static func combining(_ values: [KoalaBear4], at start: Int) -> KoalaBear4 {
        values[start] + x * (values[start + 1] + x * (values[start + 2] + x * values[start + 3]))
    }
}
