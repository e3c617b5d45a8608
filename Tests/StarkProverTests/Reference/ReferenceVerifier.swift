import FiniteFields
import StarkVerifier

/// The constraint check of the verifier, by the expression graphs themselves.
enum ReferenceVerifier {
    /// Σ λᵏ Cₖ over the claimed values at `point`.
    static func combined(
        _ table: ReferenceTable, _ opened: ReferenceProver.OpenedValues.Table, _ challenges: ConstraintChallenges, _ point: KoalaBear4
    ) -> KoalaBear4 {
        let chip = table.chip
        let vanishing = point.squared(times: table.logRows) - KoalaBear4.one
        let inverseRows = KoalaBear(table.rows).inverse!
        let lastPoint = table.generator.inverse!
        let isFirst = vanishing * inverseRows * (point - KoalaBear.one).inverse!
        let isLast = vanishing * inverseRows * lastPoint * (point - lastPoint).inverse!
        var next = [KoalaBear4](repeating: .zero, count: chip.width)
        for (column, value) in zip(ConstraintProgram(chip, publicValueCount: table.publicValues.count).nextColumns, opened.next) {
            next[column] = value
        }
        let place = Place(
            main: opened.main, next: next, preprocessed: opened.preprocessed, isFirst: isFirst, isLast: isLast,
            publicValues: table.publicValues.map { KoalaBear4($0) }
        ) { KoalaBear4($0) }
        let logUp = opened.logUp
        let terms = place.terms(
            chip, challenges, sumPerRow: table.sum * inverseRows, column: { KoalaBear4.combining(logUp, at: 4 * $0) },
            sumNext: KoalaBear4.combining(opened.sumNext, at: 0))
        return terms.reversed().reduce(KoalaBear4.zero) { $0 * challenges.lambda + $1 }
    }

    /// Σ λᵏ Cₖ / (Xⁿ − 1) over all tables: what the quotient's chunks have to come to at `point`.
    static func quotient(
        _ tables: [ReferenceTable], _ opened: ReferenceProver.OpenedValues, _ challenges: ConstraintChallenges, _ point: KoalaBear4
    ) -> KoalaBear4 {
        var total = KoalaBear4.zero
        var weight = KoalaBear4.one
        for (table, values) in zip(tables, opened.tables) {
            let vanishing = point.squared(times: table.logRows) - KoalaBear4.one
            total += weight * combined(table, values, challenges, point) * vanishing.inverse!
            for _ in 0..<table.combinedCount { weight *= challenges.lambda }
        }
        return total
    }
}
