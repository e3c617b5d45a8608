import FiniteFields
import StarkProver
import StarkVerifier
import Testing

/// A prover that deviates at one step and does everything after it right, with roots and proofs of work of its own.
@Suite("Provers that cheat") struct CheatingProverTests {
    let toy = ToySystem()
    private let seed = ReferenceMasks(ToySystem.seed(11))

    private func outcome(
        _ logRows: [Int] = [5], deviation: ReferenceProver.Deviation, change: ([(chip: Int, trace: Trace)]) -> Void = { _ in }
    ) -> VerificationFailure? {
        let (tables, sums) = toy.traces(logRows)
        change(tables)
        let statement = toy.statement(sums)
        return toy.failure(ReferenceProver(toy: toy, masks: seed, deviation: deviation).prove(tables, statement).bytes, statement)
    }

    /// Breaks the running sum of the first worker in the middle, which no bus sees.
    private func breakSum(_ tables: [(chip: Int, trace: Trace)]) { tables[0].trace[10, 3] += 1 }

    /// Claims such a value of the first quotient chunk that the constraints hold at the out-of-domain point.
    private func lieAboutTheQuotient() -> ReferenceProver.Deviation {
        var deviation = ReferenceProver.Deviation()
        deviation.opened = { opened, tables, challenges, point in
            // The true value of Σ λᵏ Cₖ(z) / (zⁿ − 1): where a constraint fails this is no polynomial, so interpolation would not give it.
            let whole = ReferenceVerifier.quotient(tables, opened, challenges, point)
            var high = KoalaBear4.zero
            for k in (0..<4).reversed() { high = high * .x + opened.quotient[4 + k] }
            let cut = tables.map(\.rows).max()! + StarkParameters.standard.chunkExcess
            opened.quotient[0] = whole - point.power(UInt64(cut)) * high
            for k in 1..<4 { opened.quotient[k] = .zero }
        }
        return deviation
    }

    @Test func theReferenceProverIsAcceptedWithoutDeviation() { #expect(outcome(deviation: .init()) == nil) }

    /// Table 0 is the tallest, or one of many; with 2^9 rows there is a FRI layer.
    @Test(arguments: [[5], [8], [9, 5]]) func aFalseTraceIsRefused(logRows: [Int]) {
        #expect(outcome(logRows, deviation: .init(), change: breakSum) == .constraints)
    }

    @Test(arguments: [[5], [8], [9]]) func theProverNamesTheTableOfAFalseTrace(logRows: [Int]) {
        let (tables, sums) = toy.traces(logRows)
        breakSum(tables)
        #expect(throws: ProverError.invalidTrace(.constraints(table: 0))) { try toy.prove(tables, toy.statement(sums)) }
    }

    /// The values claimed satisfy the constraints, but the committed columns don't have them: a codeword is not of low degree.
    @Test(arguments: [[5], [8], [9, 5]]) func aFalseTraceWithFittingClaimsIsRefused(logRows: [Int]) {
        #expect(outcome(logRows, deviation: lieAboutTheQuotient(), change: breakSum) == .finalPolynomial)
    }

    /// Folding from 2^16 to 2^14 points, where tables join, and on to 2^11 in one layer. From the tampered layer on everything is of low degree
    /// and consistent.
    @Test(arguments: [0, 1]) func aTamperedLayerIsRefusedWhereItIsTamperedWith(layer: Int) {
        var deviation = lieAboutTheQuotient()
        deviation.layer = { number, codeword in
            guard number == layer else { return }
            for index in (65 * codeword.count / 128)..<codeword.count { codeword[index] = .zero }
        }
        // With a false trace the batch is of too high a degree, so that cutting changes it.
        #expect(outcome([14], deviation: deviation, change: breakSum) == .friCommitment(layer: layer))
    }

    @Test func anotherFinalPolynomialIsRefused() {
        for index in [0, 1, 1039] {
            var deviation = ReferenceProver.Deviation()
            deviation.final = { $0[index] += .one }
            #expect(outcome(deviation: deviation) == .finalPolynomial)
        }
    }

    /// `scaled` may have any mask: it enters linearly. On its domain of 2^10 points quotients by Y − z stay below 520, in whatever place of a packed
    /// polynomial.
    @Test(arguments: [[5], [9]]) func theDegreeBoundOfAPackedColumnIsExact(logRows: [Int]) {
        for (degree, expected) in [(519, nil), (520, nil), (521, VerificationFailure.finalPolynomial), (700, .finalPolynomial)] {
            var deviation = ReferenceProver.Deviation()
            deviation.main = { tables in
                let rows = tables[2].rows
                var mask = [KoalaBear](repeating: .zero, count: degree - rows + 1)
                mask[degree - rows] = .one
                tables[2].main[0] = tables[2].main[0].masked(mask, rows: rows)
            }
            #expect(outcome(logRows, deviation: deviation) == expected, "degree \(degree)")
        }
    }

    /// The scaled table's running sum with another mask: it satisfies its constraint, and only its degree tells.
    @Test(arguments: [[5], [9]]) func theDegreeBoundOfAPackedLogUpColumnIsExact(logRows: [Int]) {
        for (degree, expected) in [(519, nil), (520, nil), (521, VerificationFailure.finalPolynomial), (700, .finalPolynomial)] {
            var deviation = ReferenceProver.Deviation()
            deviation.sums = { tables in
                let rows = tables[2].rows
                var mask = [KoalaBear](repeating: .zero, count: degree - rows + 1)
                mask[degree - rows] = .one
                tables[2].logUp[1] = tables[2].logUp[1].masked(mask, rows: rows)
            }
            #expect(outcome(logRows, deviation: deviation) == expected, "degree \(degree)")
        }
    }

    /// What one chunk of the quotient takes from the other leaves their sum as it is. With 2^9 rows the chunks are on 2^12 points: quotients by Y − z/s stay
    /// below 2080.
    @Test func theDegreeBoundOfTheQuotientsChunksIsExact() {
        let cut = 1 << 9 + StarkParameters.standard.chunkExcess
        let shift = ReferenceProver.shift(0)
        for (degree, expected) in [(2079, nil), (2080, nil), (2081, VerificationFailure.finalPolynomial), (4000, .finalPolynomial)] {
            var deviation = ReferenceProver.Deviation()
            deviation.quotient = { columns in
                let moved = Polynomial([.one]).shifted(degree - cut)
                columns[2] = columns[2] + moved.shifted(cut).scaled(shift)
                columns[6] = columns[6] - moved.scaled(shift)
            }
            #expect(outcome([9], deviation: deviation) == expected, "degree \(degree)")
        }
    }

    /// The top coefficient of a chunk is part of the quotient: another one is missed at z.
    @Test func anotherTopCoefficientOfTheQuotientIsRefused() {
        var deviation = ReferenceProver.Deviation()
        deviation.quotient = { columns in
            let last = columns[5].coefficients.count - 1
            columns[5].coefficients[last] += .one
        }
        #expect(outcome([9], deviation: deviation) == .constraints)
    }

    /// The random polynomial is not divided: its degree stays below 65/128 of 2^12.
    @Test func theDegreeBoundOfTheTallestClassIsExact() {
        for (degree, expected) in [(2079, nil), (2080, VerificationFailure.finalPolynomial), (4095, .finalPolynomial)] {
            var deviation = ReferenceProver.Deviation()
            deviation.batch = { batch in
                batch[2].coefficients += [KoalaBear](repeating: .zero, count: max(0, degree + 1 - batch[2].coefficients.count))
                batch[2].coefficients[degree] += .one
            }
            #expect(outcome([9], deviation: deviation) == expected, "degree \(degree)")
        }
    }

    /// Each kind of claimed value, changed in the last entry of a table, with a quotient that makes the constraints hold.
    @Test(arguments: [0, 1, 2, 3]) func everyClaimedValueIsBoundToItsColumn(table: Int) {
        typealias Table = ReferenceProver.OpenedValues.Table
        let parts: [(String, WritableKeyPath<Table, [KoalaBear4]>)] = [
            ("main", \.main), ("preprocessed", \.preprocessed), ("next", \.next), ("LogUp", \.logUp), ("next sum", \.sumNext),
        ]
        for (name, part) in parts {
            let honest = lieAboutTheQuotient()
            var isThere = false
            var deviation = ReferenceProver.Deviation()
            deviation.opened = { opened, tables, challenges, point in
                guard let last = opened.tables[table][keyPath: part].indices.last else { return }
                isThere = true
                opened.tables[table][keyPath: part][last] += KoalaBear4.x
                honest.opened(&opened, tables, challenges, point)
            }
            let result = outcome(deviation: deviation)
            #expect(result == (isThere ? .finalPolynomial : nil), "\(name)")
        }
    }

    /// The quotient's own values, changed so that they still add up.
    @Test(arguments: 0..<8) func everyValueOfTheQuotientIsBoundToItsColumn(column: Int) {
        let honest = lieAboutTheQuotient()
        var deviation = ReferenceProver.Deviation()
        deviation.opened = { opened, tables, challenges, point in
            opened.quotient[column] += .one
            honest.opened(&opened, tables, challenges, point)
        }
        #expect(outcome(deviation: deviation) == .finalPolynomial)
        // Without making up for it the constraints fail.
        deviation.opened = { opened, _, _, _ in opened.quotient[column] += .one }
        #expect(outcome(deviation: deviation) == .constraints)
    }

    /// Sums that cancel but are not those of their tables.
    @Test func shiftedSumsAreRefused() {
        var deviation = ReferenceProver.Deviation()
        deviation.sums = { tables in
            tables[0].sum += .one
            tables[1].sum -= .one
        }
        #expect(outcome(deviation: deviation) == .constraints)
    }
}
