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

    /// The candidate's tables with LogUp columns, from the proof's own challenges.
    func tables(masked: Bool) -> [ReferenceTable] {
        var tables = prover.tables(toy.traces(of: candidate).tables, masked: masked)
        for index in tables.indices {
            tables[index].addLogUp(anatomy.constraintChallenges, masks: masked ? masks : nil, toy.parameters)
        }
        return tables
    }

    /// All that the candidate would have committed to with the masks that the adversary believes in.
    func witness() -> ReferenceProver.Witness {
        let tables = tables(masked: true)
        return ReferenceProver.Witness(
            tables: tables, quotient: prover.quotient(tables, anatomy.layout, anatomy.constraintChallenges),
            batch: prover.batchPolynomial(anatomy.layout))
    }

    /// Whether the proof shows the believed column: its value at z, and at every query the word of the packed polynomial that it is in.
    private func sees(
        _ witness: ReferenceProver.Witness, _ tree: ProofLayout.Tree, table: Int, column index: Int, opened: KoalaBear4
    ) -> Bool {
        let place = anatomy.place(tree, table: table, column: index)
        let column = witness.column(tree, place.group.columns[place.index])
        let packed = prover.packed(place.group, witness)[place.index >> place.group.logPacking]
        let log = place.group.logClass
        let generator = KoalaBear.twoAdicGenerator(log)
        let shift = ReferenceProver.shift(place.group.logPacking)
        let queried = anatomy.queried(tree, table: table, column: index)
        let point = anatomy.challenge("point")
        return column(tree == .quotient ? point * ReferenceProver.shift(0).inverse! : point) == opened && !queried.isEmpty
            && queried.allSatisfy { position, word in
                let x = shift * generator.power(UInt64(BitReversal.reverse(position, bits: log)))
                return packed(KoalaBear4(x)) == KoalaBear4(KoalaBear(raw: word)!)
            }
    }

    /// Whether the proof shows the candidate's main column.
    func seesMain(table: Int, column: Int) -> Bool {
        sees(
            ReferenceProver.Witness(tables: tables(masked: true)), .main, table: table, column: column,
            opened: anatomy.opened.tables[table].main[column])
    }

    /// Whether the proof shows the candidate's LogUp column.
    func seesLogUp(table: Int, pair: Int) -> Bool {
        let witness = ReferenceProver.Witness(tables: tables(masked: true))
        return (4 * pair..<4 * pair + 4).allSatisfy {
            sees(witness, .logUp, table: table, column: $0, opened: anatomy.opened.tables[table].logUp[$0])
        }
    }

    /// Whether the table's published sum is the candidate's.
    func seesSum(table: Int) -> Bool { tables(masked: false)[table].sum == anatomy.sums[table] }

    /// Whether the second chunk of the quotient is the high part of the candidate's quotient.
    func seesHighPart() -> Bool { seesQuotient(columns: 4..<8) }

    /// Whether the quotient's chunks are the candidate's.
    func seesQuotient(columns: Range<Int> = 0..<8) -> Bool {
        let witness = witness()
        return columns.allSatisfy { sees(witness, .quotient, table: -1, column: $0, opened: anatomy.opened.quotient[$0]) }
    }

    /// The candidate's batched quotients, class by class, without the random polynomial.
    private func codewords() -> [[KoalaBear4]] {
        let witness = witness()
        let zeta = anatomy.challenge("batch")
        var weight = zeta
        return anatomy.layout.classes.map {
            prover.batched(
                $0, witness, anatomy.opened, anatomy.layout, point: anatomy.challenge("point"), zeta: zeta, weight: &weight)
        }
    }

    /// The coefficients of the final polynomial that the candidate explains without the random polynomial.
    func explainedFinalCoefficients() -> [Bool] {
        let layout = anatomy.layout
        let codewords = codewords()
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

    /// Whether the first layer of FRI is nothing but the candidate's batch at every opened point that is not queried.
    func seesFirstLayer() -> Bool {
        let codeword = bitReversed(codewords()[0])
        return !anatomy.layers[0].values.isEmpty && anatomy.layers[0].values.allSatisfy { $1 == codeword[$0] }
    }

    /// Whether hashing the candidate's columns gives the commitment.
    func seesRoot(_ tree: ProofLayout.Tree) -> Bool {
        let root =
            switch tree {
            case .main: anatomy.mainRoot
            case .logUp: anatomy.logUpRoot
            default: anatomy.quotientRoot
            }
        return prover.tree(tree, anatomy.layout, witness()).root == root
    }
}
