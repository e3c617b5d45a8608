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
    private func lieAboutTheQuotient(_ table: Int) -> ReferenceProver.Deviation {
        var deviation = ReferenceProver.Deviation()
        deviation.opened = { opened, tables, challenges, point in
            // The true value of Σ λᵏ Cₖ(z) / (zⁿ − 1): where a constraint fails this is no polynomial, so interpolation would not give it.
            let combined = ReferenceVerifier.combined(tables[table], opened[table], challenges, point)
            let whole = combined * (point.squared(times: tables[table].logRows) - KoalaBear4.one).inverse!
            var high = KoalaBear4.zero
            for k in (0..<4).reversed() { high = high * .x + opened[table].quotient[4 + k] }
            let low = whole - point.power(UInt64(tables[table].rows + StarkParameters.standard.chunkExcess)) * high
            opened[table].quotient[0] = low
            for k in 1..<4 { opened[table].quotient[k] = .zero }
        }
        return deviation
    }

    @Test func theReferenceProverIsAcceptedWithoutDeviation() { #expect(outcome(deviation: .init()) == nil) }

    /// Table 0 lies in the tallest class when it has 2^8 rows, and joins the folding later when it has 2^5.
    @Test(arguments: [[5], [8], [9, 5]]) func aFalseTraceIsRefused(logRows: [Int]) {
        #expect(outcome(logRows, deviation: .init(), change: breakSum) == .constraints(table: 0))
    }

    @Test(arguments: [[5], [8], [9]]) func theProverNamesTheTableOfAFalseTrace(logRows: [Int]) {
        let (tables, sums) = toy.traces(logRows)
        breakSum(tables)
        #expect(throws: ProverError.invalidTrace(.constraints(table: 0))) { try toy.prove(tables, toy.statement(sums)) }
    }

    /// The values claimed satisfy the constraints, but the committed columns don't have them: a codeword is not of low degree.
    @Test(arguments: [[5], [8], [9, 5]]) func aFalseTraceWithFittingClaimsIsRefused(logRows: [Int]) {
        #expect(outcome(logRows, deviation: lieAboutTheQuotient(0), change: breakSum) == .finalPolynomial)
    }

    @Test func aTamperedLayerIsRefusedWhereItIsTamperedWith() {
        // Layers at 2^12 and 2^11 points, where tables of 2^8 and of 2^5 rows come in. From the tampered one on everything is of low degree and
        // consistent.
        for (layer, logRows) in [8, 5].enumerated() {
            var deviation = lieAboutTheQuotient(0)
            deviation.layer = { number, codeword in
                guard number == layer else { return }
                for index in (17 * codeword.count / 32)..<codeword.count { codeword[index] = .zero }
            }
            #expect(outcome([logRows], deviation: deviation, change: breakSum) == .friFold(layer: layer))
        }
    }

    @Test func anotherFinalPolynomialIsRefused() {
        for index in [0, 1, 271] {
            var deviation = ReferenceProver.Deviation()
            deviation.final = { $0[index] += .one }
            #expect(outcome(deviation: deviation) == .finalPolynomial)
        }
    }

    /// `scaled` may have any mask: it enters linearly. Its table joins at 2^11 points, where quotients by X − z stay below 1088.
    @Test func theDegreeBoundOfAShortClassIsExact() {
        for (degree, expected) in [(1087, nil), (1088, nil), (1089, VerificationFailure.finalPolynomial), (1200, .finalPolynomial)] {
            var deviation = ReferenceProver.Deviation()
            deviation.main = { tables in
                let rows = tables[2].rows
                var mask = [KoalaBear](repeating: .zero, count: degree - rows + 1)
                mask[degree - rows] = .one
                tables[2].main[0] = tables[2].main[0].masked(mask, rows: rows)
            }
            #expect(outcome(deviation: deviation) == expected, "degree \(degree)")
        }
    }

    /// The random polynomial is not divided: its degree stays below 17/32 of 2^12.
    @Test func theDegreeBoundOfTheTallestClassIsExact() {
        for (degree, expected) in [(2175, nil), (2176, VerificationFailure.finalPolynomial), (4095, .finalPolynomial)] {
            var deviation = ReferenceProver.Deviation()
            deviation.batch = { batch in
                batch[2].coefficients += [KoalaBear](repeating: .zero, count: max(0, degree + 1 - batch[2].coefficients.count))
                batch[2].coefficients[degree] += .one
            }
            #expect(outcome(deviation: deviation) == expected, "degree \(degree)")
        }
    }

    /// Each kind of claimed value, changed in the last entry of a table, with a quotient that makes the constraints hold.
    @Test(arguments: [0, 1, 2, 3]) func everyClaimedValueIsBoundToItsColumn(table: Int) {
        let parts: [(String, WritableKeyPath<ReferenceProver.OpenedValues, [KoalaBear4]>)] = [
            ("main", \.main), ("preprocessed", \.preprocessed), ("next", \.next), ("LogUp", \.logUp), ("next sum", \.sumNext),
            ("second chunk", \.quotient),
        ]
        for (name, part) in parts {
            let honest = lieAboutTheQuotient(table)
            var isThere = false
            var deviation = ReferenceProver.Deviation()
            deviation.opened = { opened, tables, challenges, point in
                guard let last = opened[table][keyPath: part].indices.last else { return }
                isThere = true
                opened[table][keyPath: part][last] += KoalaBear4.x
                honest.opened(&opened, tables, challenges, point)
            }
            let result = outcome(deviation: deviation)
            #expect(result == (isThere ? .finalPolynomial : nil), "\(name)")
        }
    }

    /// Sums that cancel but are not those of their tables.
    @Test func shiftedSumsAreRefused() {
        var deviation = ReferenceProver.Deviation()
        deviation.sums = { tables in
            tables[0].sum += .one
            tables[1].sum -= .one
        }
        #expect(outcome(deviation: deviation) == .constraints(table: 0))
    }
}
