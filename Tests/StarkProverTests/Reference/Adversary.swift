import FiniteFields
import Hashing
import StarkProver
import StarkVerifier

/// Someone who holds a proof and wonders whether a candidate is its witness, told all masks but those under test.
struct Adversary {
    let toy: ToySystem
    /// The numbers of the workers.
    let candidate: [[UInt32]]
    /// What it believes the masks to be.
    let masks: ReferenceMasks
    let anatomy: ProofAnatomy

    private var prover: ReferenceProver { ReferenceProver(toy: toy, masks: masks) }

    /// The candidate's tables with LogUp columns and quotients, from the proof's own challenges.
    func tables(masked: Bool) -> [ReferenceTable] {
        var tables = prover.tables(toy.traces(of: candidate).tables, masked: masked)
        for index in tables.indices {
            tables[index].addLogUp(anatomy.constraintChallenges, masks: masked ? masks : nil, toy.parameters)
        }
        return tables
    }

    func tablesWithQuotients() -> [ReferenceTable] {
        var tables = tables(masked: true)
        for index in tables.indices { tables[index].addQuotient(anatomy.constraintChallenges, masks: masks, toy.parameters) }
        return tables
    }

    private func matches(
        _ column: Polynomial, _ tree: ProofLayout.Tree, table: Int, column index: Int, opened: KoalaBear4
    ) -> Bool {
        let log = anatomy.layout.logDomains[table]
        let generator = KoalaBear.twoAdicGenerator(log)
        let queried = anatomy.queried(tree, table: table, column: index)
        return column(anatomy.challenge("point")) == opened && !queried.isEmpty
            && queried.allSatisfy { position, word in
                let x = KoalaBear.generator * generator.power(UInt64(BitReversal.reverse(position, bits: log)))
                return column(KoalaBear4(x)) == KoalaBear4(KoalaBear(raw: word)!)
            }
    }

    /// Whether the proof shows the candidate's bare column, at z and at every query.
    func seesMain(table: Int, column: Int) -> Bool {
        matches(
            tables(masked: false)[table].main[column], .main, table: table, column: column, opened: anatomy.opened[table].main[column])
    }

    /// Whether the proof shows the candidate's bare LogUp column. The running sum is put right for the blinding tuple with the published sum.
    func seesLogUp(table: Int, pair: Int) -> Bool {
        let own = tables(masked: false)[table]
        var values = own.logUpValues[pair]
        if pair == own.logUpValues.count - 1 {
            let step = (own.sum - anatomy.sums[table]) * KoalaBear(own.rows).inverse!
            for row in values.indices { values[row] += step * KoalaBear(row) }
        }
        return (0..<4).allSatisfy { k in
            matches(
                Polynomial(values: values.map { $0[k] }), .logUp, table: table, column: 4 * pair + k,
                opened: anatomy.opened[table].logUp[4 * pair + k])
        }
    }

    /// Whether the table's published sum is the candidate's.
    func seesSum(table: Int) -> Bool { tables(masked: false)[table].sum == anatomy.sums[table] }

    /// Whether the second chunk of the quotient is the high part of the candidate's quotient.
    func seesHighPart(table: Int) -> Bool {
        let own = tablesWithQuotients()[table]
        return (4..<8).allSatisfy {
            matches(own.quotient[$0], .quotient, table: table, column: $0, opened: anatomy.opened[table].quotient[$0])
        }
    }

    /// The coefficients of the final polynomial that the candidate's batched quotients explain without the random polynomial.
    func explainedFinalCoefficients() -> [Bool] {
        let tables = tablesWithQuotients()
        let layout = anatomy.layout
        let zeta = anatomy.challenge("batch")
        var weight = zeta
        let codewords = layout.classes.map {
            prover.batched(
                $0, tables, anatomy.opened, layout, point: anatomy.challenge("point"), zeta: zeta, weight: &weight)
        }
        func challenges(_ name: String) -> [KoalaBear4] {
            anatomy.challenges.filter { $0.name == name }.map { entry in
                let w = entry.words.map { KoalaBear(raw: $0)! }
                return KoalaBear4(w[0], w[1], w[2], w[3])
            }
        }
        var current = ExtensionPolynomial(values: codewords[0]).coefficients
        var log = layout.logTop
        for (step, (beta, join)) in zip(layout.foldSchedule, zip(challenges("beta"), challenges("join"))) {
            current = ReferenceProver.fold(current, step, beta)
            log -= step
            if let joining = layout.classes.firstIndex(where: { $0.logDomain == log }), joining > 0 {
                let other = ExtensionPolynomial(values: codewords[joining]).coefficients
                for index in current.indices { current[index] += join * other[index] }
            }
        }
        return zip(anatomy.final, current).map { $0 == $1 }
    }

    /// Whether the first layer of FRI is nothing but the candidate's batched quotients, at every opened point, queried or not.
    func seesFirstLayer() -> Bool {
        let tables = tablesWithQuotients()
        let zeta = anatomy.challenge("batch")
        var weight = zeta
        let codeword = bitReversed(
            prover.batched(
                anatomy.layout.classes[0], tables, anatomy.opened, anatomy.layout, point: anatomy.challenge("point"), zeta: zeta,
                weight: &weight))
        let members = 1 << anatomy.layout.foldSchedule[0]
        return zip(anatomy.layers[0].positions, anatomy.layers[0].rows).allSatisfy { group, row in
            row == (0..<members).flatMap { member in (0..<4).map { codeword[group * members + member][$0].raw } }
        }
    }

    /// Whether hashing the candidate's columns gives the commitment.
    func seesRoot(_ tree: ProofLayout.Tree) -> Bool {
        let root =
            switch tree {
            case .main: anatomy.mainRoot
            case .logUp: anatomy.logUpRoot
            default: anatomy.quotientRoot
            }
        return prover.tree(tree, anatomy.layout, tablesWithQuotients(), batch: prover.batchPolynomial(anatomy.layout)).root == root
    }
}
