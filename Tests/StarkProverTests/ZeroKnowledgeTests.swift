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

    /// Leaves of the quotient have no salt: without the random polynomial in them whoever guesses the witness finds the root.
    @Test func theRandomPolynomialHidesTheQuotientsLeaves() throws {
        let isTested: @Sendable (String) -> Bool = { $0.hasPrefix("batch") }
        let bare = try adversaries(.unmasked, told: true, isTested)
        #expect(bare.right.seesRoot(.quotient))
        #expect(!bare.wrong.seesRoot(.quotient))
        let hidden = try adversaries(.masked, told: true, isTested)
        #expect(!hidden.right.seesRoot(.quotient))
    }

    @Test(arguments: [ProofLayout.Tree.main, .logUp]) func saltsHideTheLeaves(tree: ProofLayout.Tree) throws {
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

    /// A query opens the shared quotient at a point y of its own domain, which is not the point of a smaller domain that it opens a table's columns
    /// at: there the quotient depends on columns at y and g·y that the query does not open. A LogUp column that is read in its own row alone enters it
    /// linearly, the running sum linearly at g·y. As long as the masks of both have a coefficient for every such point besides the opened ones, the
    /// table's share in the quotient is uniform wherever it does not follow from opened values.
    @Test(arguments: [[5], [9, 5], [12, 6]]) func theQuotientsPointsAreCoveredByTheLogUpMasks(logRows: [Int]) throws {
        let (proof, statement) = try toy.prove(logRows)
        let anatomy = try ProofAnatomy(proof, toy, statement)
        let layout = anatomy.layout
        // The exponent of a point s·w^e in the largest domain that the field has.
        func exponent(position: Int, log: Int) -> Int { BitReversal.reverse(position, bits: log) << (24 - log) }
        let quotient = Set(
            anatomy.indices.map { exponent(position: $0 >> (layout.logTop - layout.quotientLogDomain), log: layout.quotientLogDomain) })
        var elsewhere = 0
        for (table, shape) in layout.shapes.enumerated() {
            let log = layout.logDomains[table]
            let opened = Set(anatomy.indices.map { exponent(position: $0 >> (layout.logTop - log), log: log) })
            let next = Set(quotient.map { ($0 + 1 << (24 - shape.logRows)) & (1 << 24 - 1) })
            elsewhere += quotient.subtracting(opened).count
            #expect(opened.union(quotient).count + 4 <= toy.parameters.maskLength, "table \(table)")
            #expect(opened.union(next).count + 8 <= toy.parameters.maskLength, "table \(table)")
        }
        #expect(elsewhere > 0, "the case occurs")
        #expect(layout.logUpColumns.contains { $0 >= 2 }, "a LogUp column that is read in its own row alone")
    }
}
