import FiniteFields
import Hashing
import StarkProver
import StarkVerifier
import Testing

/// For each kind of mask an adversary who tells the witness when that one mask is missing, and can't when it is there.
///
/// Two witnesses have the same public output. Masks that are not under test keep their seeds; where the attack needs them the adversary is told
/// them, so that nothing but the mask under test stands in its way.
@Suite("What hides the witness") struct ZeroKnowledgeTests {
    let toy = ToySystem()
    /// 7² + 4² = 8² + 1².
    static let first = witness(30, 7, 4)
    static let second = witness(30, 8, 1)

    static func witness(_ count: Int, _ a: UInt32, _ b: UInt32) -> [[UInt32]] { [(0..<count).map { $0 % 2 == 0 ? a : b }] }

    private enum World { case masked, unmasked }

    /// A proof of the first witness with or without the masks that `isTested` names, and adversaries with each candidate.
    ///
    /// - Parameters:
    ///   - told: whether the adversary knows the other masks.
    ///   - numbers: how many numbers the witnesses have.
    private func adversaries(
        _ world: World, told: Bool, numbers: Int = 30, _ isTested: @escaping @Sendable (String) -> Bool
    ) throws -> (right: Adversary, wrong: Adversary) {
        let masks = ReferenceMasks { label in isTested(label) ? (world == .masked ? ToySystem.seed(1) : nil) : ToySystem.seed(2) }
        let known = ReferenceMasks { label in isTested(label) || !told ? nil : ToySystem.seed(2) }
        let (first, second) = (Self.witness(numbers, 7, 4), Self.witness(numbers, 8, 1))
        let traces = toy.traces(of: first)
        let statement = toy.statement(traces.sums)
        #expect(toy.traces(of: second).sums == traces.sums, "the witnesses have the same public output")
        let proof = try toy.prove(traces.tables, statement, masks: masks.source)
        #expect(toy.failure(proof, statement) == nil)
        let anatomy = try ProofAnatomy(proof, toy, statement)
        return (
            Adversary(toy: toy, candidate: first, masks: known, anatomy: anatomy),
            Adversary(toy: toy, candidate: second, masks: known, anatomy: anatomy)
        )
    }

    /// Columns x, y and sum of the worker, the multiplicities of the lookup table. A query opens a word that holds several columns: the adversary
    /// is told the masks of all other tables.
    @Test(arguments: [(0, 1), (0, 2), (0, 3), (1, 0)]) func columnMasksHideTheColumns(table: Int, column: Int) throws {
        let isTested: @Sendable (String) -> Bool = { $0 == "main \(table)" }
        let bare = try adversaries(.unmasked, told: true, isTested)
        #expect(bare.right.seesMain(table: table, column: column))
        #expect(!bare.wrong.seesMain(table: table, column: column))
        let hidden = try adversaries(.masked, told: true, isTested)
        #expect(!hidden.right.seesMain(table: table, column: column))
    }

    /// The first pair of the worker's interactions; its running sum; that of the lookup table.
    @Test(arguments: [(0, 0), (0, 1), (1, 0)]) func logUpMasksHideTheLogUpColumns(table: Int, pair: Int) throws {
        let isTested: @Sendable (String) -> Bool = { $0 == "logup \(table)" }
        let bare = try adversaries(.unmasked, told: true, isTested)
        #expect(bare.right.seesLogUp(table: table, pair: pair))
        #expect(!bare.wrong.seesLogUp(table: table, pair: pair))
        let hidden = try adversaries(.masked, told: true, isTested)
        #expect(!hidden.right.seesLogUp(table: table, pair: pair))
    }

    @Test(arguments: 0..<2) func blindingTuplesHideTheSums(table: Int) throws {
        let isTested: @Sendable (String) -> Bool = { $0 == "blinding" }
        let bare = try adversaries(.unmasked, told: false, isTested)
        #expect(bare.right.seesSum(table: table))
        #expect(!bare.wrong.seesSum(table: table))
        let hidden = try adversaries(.masked, told: false, isTested)
        #expect(!hidden.right.seesSum(table: table))
    }

    /// 300 numbers: the second chunk of fewer depends on the masks alone, being above all products in which a row value is a factor.
    @Test func theQuotientMaskHidesTheSplit() throws {
        let isTested: @Sendable (String) -> Bool = { $0 == "quotient" }
        let bare = try adversaries(.unmasked, told: true, numbers: 300, isTested)
        #expect(bare.right.seesHighPart())
        #expect(!bare.wrong.seesHighPart())
        let hidden = try adversaries(.masked, told: true, numbers: 300, isTested)
        #expect(!hidden.right.seesHighPart())
    }

    /// 300 numbers: there is a FRI layer, whose cosets show more of the batch than the queries do.
    @Test func theRandomPolynomialHidesTheBatch() throws {
        let isTested: @Sendable (String) -> Bool = { $0.hasPrefix("batch") }
        let bare = try adversaries(.unmasked, told: true, numbers: 300, isTested)
        #expect(bare.right.seesFirstLayer())
        #expect(!bare.wrong.seesFirstLayer())
        #expect(bare.right.explainedFinalCoefficients() == [Bool](repeating: true, count: 1040))
        #expect(!bare.wrong.explainedFinalCoefficients().contains(true))
        let hidden = try adversaries(.masked, told: true, numbers: 300, isTested)
        #expect(!hidden.right.seesFirstLayer())
        #expect(!hidden.right.explainedFinalCoefficients().contains(true))
    }

    /// The random polynomial is (values) + (X^(D/2) − 1)·(top): without either part some coefficients of the final polynomial are bare.
    @Test(arguments: [30, 300]) func bothPartsOfTheRandomPolynomialAreNeeded(numbers: Int) throws {
        let values = try adversaries(.unmasked, told: true, numbers: numbers) { $0 == "batch" }.right.explainedFinalCoefficients()
        #expect(values.indices.filter { values[$0] } == Array(16..<1024))
        let top = try adversaries(.unmasked, told: true, numbers: numbers) { $0 == "batch top" }.right.explainedFinalCoefficients()
        #expect(top.indices.filter { top[$0] } == Array(1024..<1040))
    }

    @Test(arguments: [ProofLayout.Tree.main, .logUp, .quotient]) func saltsHideTheLeaves(tree: ProofLayout.Tree) throws {
        let isTested: @Sendable (String) -> Bool = { $0.hasPrefix("salt \(tree) ") }
        let bare = try adversaries(.unmasked, told: true, isTested)
        #expect(bare.right.seesRoot(tree))
        #expect(!bare.wrong.seesRoot(tree))
        let hidden = try adversaries(.masked, told: true, isTested)
        #expect(!hidden.right.seesRoot(tree))
    }

    /// The masks have a coefficient for every value that a proof shows of a column alone: a word for each query, and the values at z and g·z.
    @Test(arguments: [[5], [9, 5]]) func noColumnIsOpenedMoreOftenThanItsMaskIsLong(logRows: [Int]) throws {
        let (proof, statement) = try toy.prove(logRows)
        let anatomy = try ProofAnatomy(proof, toy, statement)
        for group in anatomy.layout.groups where group.tree.isSecret {
            let shift = anatomy.layout.logTop - group.logClass
            let words = Set(anatomy.indices.map { $0 >> shift }).count
            let atPoints = group.isOpenedNext ? 8 : 4
            for column in group.columns {
                let length: Int
                switch group.tree {
                case .quotient: length = toy.parameters.quotientMaskLength
                case .main:
                    length = toy.parameters.mainMaskLength(readsNext: !anatomy.layout.nextColumns[column.table].isEmpty)
                default: length = toy.parameters.maskLength
                }
                #expect(words + atPoints <= length, "\(group.tree), table \(column.table), column \(column.column)")
            }
        }
    }

    /// Columns are opened on s·⟨w⟩ and read in the next row on the same coset, the quotient on s²·⟨w⟩: no table ever shows a column at a point at which
    /// the quotient is shown. There it is the sum of other terms and a multiple of a LogUp column that is read in its own row alone; as long as that column's
    /// mask has a coefficient for every such point besides the opened ones, the quotient's values are uniform.
    @Test(arguments: [[5], [9, 5], [12, 6]]) func theQuotientsPointsAreCoveredByALogUpMask(logRows: [Int]) throws {
        let (proof, statement) = try toy.prove(logRows)
        let anatomy = try ProofAnatomy(proof, toy, statement)
        let layout = anatomy.layout
        let shift = KoalaBear(3 as UInt32).squared(times: 24)
        func points(log: Int) -> Set<UInt32> {
            let generator = KoalaBear.twoAdicGenerator(log)
            return Set(
                anatomy.indices.map { index in
                    let position = index >> (layout.logTop - log)
                    return (shift * generator.power(UInt64(BitReversal.reverse(position, bits: log)))).canonical
                })
        }
        // A chunk f is committed to as f(s·X).
        let quotient = Set(points(log: layout.quotientLogDomain).map { (KoalaBear($0) * shift).canonical })
        for (table, shape) in layout.shapes.enumerated() {
            let opened = points(log: layout.logDomains[table])
            let next = Set(opened.map { (KoalaBear($0) * KoalaBear.twoAdicGenerator(shape.logRows)).canonical })
            #expect(quotient.isDisjoint(with: opened) && quotient.isDisjoint(with: next), "table \(table)")
            #expect(opened.count + quotient.count + 4 <= toy.parameters.maskLength, "table \(table)")
        }
        #expect(layout.logUpColumns.contains { $0 >= 2 }, "a LogUp column that is read in its own row alone")
    }

    /// Who knew all masks but the LogUp columns' would know the quotient without these.
    @Test func theLogUpMasksHideTheQuotient() throws {
        let isTested: @Sendable (String) -> Bool = { $0.hasPrefix("logup") }
        let bare = try adversaries(.unmasked, told: true, isTested)
        #expect(bare.right.seesQuotient())
        #expect(!bare.wrong.seesQuotient())
        let hidden = try adversaries(.masked, told: true, isTested)
        #expect(!hidden.right.seesQuotient())
    }
}
