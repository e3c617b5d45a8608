import FiniteFields
import StarkProver
import StarkVerifier
import Testing

/// Deviations that only packing, the shared quotient and the shorter openings of layers make possible.
@Suite("Provers that cheat about packed columns and the shared quotient") struct PackedCheatingTests {
    let toy = ToySystem()
    private let seed = ReferenceMasks(ToySystem.seed(12))

    private func prove(
        _ logRows: [Int], _ deviation: ReferenceProver.Deviation, _ change: ([(chip: Int, trace: Trace)]) -> Void = { _ in },
        statement: StarkStatement? = nil
    ) -> VerificationFailure? {
        let (tables, sums) = toy.traces(logRows)
        change(tables)
        let statement = statement ?? toy.statement(sums)
        return toy.failure(ReferenceProver(toy: toy, masks: seed, deviation: deviation).prove(tables, statement).bytes, statement)
    }

    /// The group of the columns of one commitment that are packed most, and where in it a slot is.
    private func isTarget(_ group: ProofLayout.Group, _ tree: ProofLayout.Tree) -> Bool {
        group.tree == tree && group.logPacking > 0 && group.columns.count > 1
    }

    /// The batch subtracts another remainder than the claimed values': what is committed is of low degree, but not what the verifier computes.
    @Test(arguments: [0, 1]) func aRemainderThatIsNotTheClaimedValuesIsRefused(slot: Int) {
        var isThere = false
        var deviation = ReferenceProver.Deviation()
        deviation.remainder = { group, number, remainder in
            guard isTarget(group, .main), number == 0 else { return }
            isThere = true
            remainder[slot] += .one
        }
        let failure = prove([9], deviation)
        #expect(isThere && (failure == .friCommitment(layer: 0) || failure == .finalPolynomial), "\(String(describing: failure))")
        // Without a layer it is the final polynomial that differs.
        #expect(prove([5], deviation) == .finalPolynomial)
    }

    /// The true remainder in the batch, a false claim of one slot's value in the proof, and a quotient that fits the claim.
    @Test(arguments: [ProofLayout.Tree.main, .logUp, .preprocessed]) func aFalseClaimOfOneSlotIsRefused(tree: ProofLayout.Tree) {
        let difference = KoalaBear4.x
        var changed = 0
        var deviation = ReferenceProver.Deviation()
        deviation.opened = { opened, tables, challenges, point in
            // Column 0 of the lookup table: count, the first LogUp column, x.
            switch tree {
            case .main: opened.tables[1].main[0] += difference
            case .logUp: opened.tables[1].logUp[0] += difference
            default: opened.tables[1].preprocessed[0] += difference
            }
            let whole = ReferenceVerifier.quotient(tables, opened, challenges, point)
            let cut = tables.map(\.rows).max()! + StarkParameters.standard.chunkExcess
            opened.quotient[0] = whole - point.power(UInt64(cut)) * KoalaBear4.combining(opened.quotient, at: 4)
            for k in 1..<4 { opened.quotient[k] = .zero }
        }
        deviation.remainder = { group, number, remainder in
            guard group.tree == tree, let index = group.index(table: 1, column: 0),
                index >> group.logPacking == number
            else { return }
            changed += 1
            // For the running sum both openings come here; one of them is honest already.
            remainder[index & (1 << group.logPacking - 1)] -= difference
        }
        let failure = prove([9], deviation)
        #expect(changed > 0 && failure != nil && failure != .constraints, "\(String(describing: failure))")
    }

    /// Two columns change places within their packed polynomial: the claims are those of the columns in their right places.
    @Test func swappedSlotsAreRefused() {
        var swapped = 0
        var deviation = ReferenceProver.Deviation()
        deviation.packed = { group, number, polynomial in
            guard isTarget(group, .main), number == 0 else { return }
            swapped += 1
            for index in stride(from: 0, to: polynomial.coefficients.count, by: 1 << group.logPacking) {
                polynomial.coefficients.swapAt(index, index + 1)
            }
        }
        #expect(prove([5], deviation) == .finalPolynomial)
        #expect(swapped > 0)
    }

    /// A column where a packed polynomial has none.
    @Test func paddingIsBoundToBeZero() {
        var padded = 0
        var deviation = ReferenceProver.Deviation()
        deviation.packed = { group, number, polynomial in
            let start = number << group.logPacking
            guard group.tree == .main || group.tree == .logUp, start + 1 << group.logPacking > group.columns.count else { return }
            padded += 1
            polynomial.coefficients[group.columns.count - start] = .one
        }
        #expect(prove([9, 5], deviation) == .finalPolynomial)
        #expect(padded > 0)
    }

    /// The constraints of one table fail in one row, all others hold: the tall worker's, the short worker's, the scaled table's only one.
    @Test(arguments: [0, 1, 3]) func oneFailingTableSpoilsTheSharedQuotient(table: Int) {
        let change: ([(chip: Int, trace: Trace)]) -> Void = { tables in
            tables[table].trace[10, table == 3 ? 0 : 3] += 1
        }
        #expect(prove([9, 5], .init(), change) == .constraints)
        let (tables, sums) = toy.traces([9, 5])
        change(tables)
        #expect(throws: ProverError.invalidTrace(.constraints(table: table))) {
            try toy.prove(tables, toy.statement(sums))
        }
    }

    /// Two tables' violations that cancel for λ = 3: the sum of their quotients is a polynomial then, but the verifier draws another λ.
    @Test func violationsThatCancelForOneChallengeAreRefused() {
        let lambda = KoalaBear4(KoalaBear(3 as UInt32))
        let (traces, sums) = toy.traces([6])
        // Constraint 3 of the worker fails by 1 in row 20: sums from row 21 on are too large by 1, and so is the published one.
        for row in 21..<64 { traces[0].trace[row, 3] = (KoalaBear(traces[0].trace[row, 3]) + .one).canonical }
        let statement = toy.statement([(KoalaBear(sums[0]) + .one).canonical])
        let prover = ReferenceProver(toy: toy, masks: seed, deviation: .init())
        // The scaled table's constraint comes after the worker's and those of the lookup table.
        let between = prover.tables(traces)[0].combinedCount + prover.tables(traces)[1].combinedCount - 3
        var ratio = KoalaBear.one
        for _ in 0..<between { ratio *= KoalaBear(3 as UInt32) }
        let scaled = traces[2].trace
        scaled[20, 0] = (KoalaBear(scaled[20, 0]) - ratio.inverse!).canonical

        // Power: for this λ the sum is of the degree of a quotient, one table's part alone is not.
        var tables = prover.tables(traces)
        let challenges = ConstraintChallenges(alpha: .x, gamma: .x + .one, lambda: lambda)
        for index in tables.indices { tables[index].addLogUp(challenges, masks: seed, toy.parameters) }
        let bound = 2 * 64 + 3 * toy.parameters.maskLength
        let parts = [0, 2].map { tables[$0].combinedQuotient(challenges, log: tables[$0].quotientLog(toy.parameters) + 1) }
        for part in parts { #expect(part.parts.contains { $0.degree >= bound }) }
        var weight = KoalaBear4.one
        for _ in 0..<tables[0].combinedCount + tables[1].combinedCount { weight *= lambda }
        let sum = zip(parts[0].coefficients, parts[1].coefficients).map { $0 + weight * $1 }
        #expect(!ExtensionPolynomial(sum).parts.contains { $0.degree >= bound })

        var deviation = ReferenceProver.Deviation()
        deviation.lambda = lambda
        let proof = ReferenceProver(toy: toy, masks: seed, deviation: deviation).prove(traces, statement).bytes
        #expect(toy.failure(proof, statement) == .constraints)
    }

    /// A layer's opening holds exactly the values that the verifier can't compute: no more, no fewer.
    @Test func cosetsHaveExactlyTheValuesThatAreNotKnown() {
        let (traces, sums) = toy.traces([9])
        let statement = toy.statement(sums)
        func failure(_ leavesOut: @escaping (Int, Int, Bool) -> Bool) -> VerificationFailure? {
            var deviation = ReferenceProver.Deviation()
            deviation.leavesOut = leavesOut
            return toy.failure(ReferenceProver(toy: toy, masks: seed, deviation: deviation).prove(traces, statement).bytes, statement)
        }
        #expect(failure { $2 } == nil)
        // All values of every coset, as a proof of the format before had them.
        #expect(failure { _, _, _ in false } != nil)
        // None at all.
        #expect(failure { _, _, _ in true } != nil)
        // One more, one fewer.
        var spared = false
        #expect(
            failure { _, _, isKnown in
                if isKnown && !spared {
                    spared = true
                    return false
                }
                return isKnown
            } != nil)
        var dropped = false
        #expect(
            failure { _, _, isKnown in
                if !isKnown && !dropped {
                    dropped = true
                    return true
                }
                return isKnown
            } != nil)
        #expect(spared && dropped)
    }
}
