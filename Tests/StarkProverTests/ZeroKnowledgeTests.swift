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
    static let first = [[UInt32]](repeating: (0..<30).map { $0 % 2 == 0 ? 7 : 4 }, count: 1)
    static let second = [[UInt32]](repeating: (0..<30).map { $0 % 2 == 0 ? 8 : 1 }, count: 1)

    private enum World { case masked, unmasked }

    /// A proof of the first witness with or without the masks that `isTested` names, and adversaries with each candidate.
    ///
    /// - Parameter told: whether the adversary knows the other masks.
    private func adversaries(
        _ world: World, told: Bool, _ isTested: @escaping @Sendable (String) -> Bool
    ) throws -> (right: Adversary, wrong: Adversary) {
        let masks = ReferenceMasks { label in isTested(label) ? (world == .masked ? ToySystem.seed(1) : nil) : ToySystem.seed(2) }
        let known = ReferenceMasks { label in isTested(label) || !told ? nil : ToySystem.seed(2) }
        let traces = toy.traces(of: Self.first)
        let statement = toy.statement(traces.sums)
        #expect(toy.traces(of: Self.second).sums == traces.sums, "the witnesses have the same public output")
        let proof = try toy.prove(traces.tables, statement, masks: masks.source)
        #expect(toy.failure(proof, statement) == nil)
        let anatomy = try ProofAnatomy(proof, toy, statement)
        return (
            Adversary(toy: toy, candidate: Self.first, masks: known, anatomy: anatomy),
            Adversary(toy: toy, candidate: Self.second, masks: known, anatomy: anatomy)
        )
    }

    /// Columns x, y and sum of the worker, the multiplicities of the lookup table.
    @Test(arguments: [(0, 1), (0, 2), (0, 3), (1, 0)]) func columnMasksHideTheColumns(table: Int, column: Int) throws {
        let isTested: @Sendable (String) -> Bool = { $0 == "main \(table)" }
        let bare = try adversaries(.unmasked, told: false, isTested)
        #expect(bare.right.seesMain(table: table, column: column))
        #expect(!bare.wrong.seesMain(table: table, column: column))
        let hidden = try adversaries(.masked, told: false, isTested)
        #expect(!hidden.right.seesMain(table: table, column: column))
    }

    /// The first pair of the worker's interactions; its running sum; that of the lookup table.
    @Test(arguments: [(0, 0), (0, 1), (1, 0)]) func logUpMasksHideTheLogUpColumns(table: Int, pair: Int) throws {
        let isTested: @Sendable (String) -> Bool = { $0 == "logup \(table)" }
        let bare = try adversaries(.unmasked, told: false, isTested)
        #expect(bare.right.seesLogUp(table: table, pair: pair))
        #expect(!bare.wrong.seesLogUp(table: table, pair: pair))
        let hidden = try adversaries(.masked, told: false, isTested)
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

    @Test(arguments: 0..<4) func quotientMasksHideTheSplit(table: Int) throws {
        let isTested: @Sendable (String) -> Bool = { $0 == "quotient \(table)" }
        let bare = try adversaries(.unmasked, told: true, isTested)
        #expect(bare.right.seesHighPart(table: table))
        if table < 2 { #expect(!bare.wrong.seesHighPart(table: table), "the other tables are the same for both witnesses") }
        let hidden = try adversaries(.masked, told: true, isTested)
        #expect(!hidden.right.seesHighPart(table: table))
    }

    @Test func theRandomPolynomialHidesTheBatch() throws {
        let isTested: @Sendable (String) -> Bool = { $0.hasPrefix("batch") }
        let bare = try adversaries(.unmasked, told: true, isTested)
        #expect(bare.right.seesFirstLayer())
        #expect(!bare.wrong.seesFirstLayer())
        #expect(bare.right.explainedFinalCoefficients() == [Bool](repeating: true, count: 272))
        #expect(!bare.wrong.explainedFinalCoefficients().contains(true))
        let hidden = try adversaries(.masked, told: true, isTested)
        #expect(!hidden.right.seesFirstLayer())
        #expect(!hidden.right.explainedFinalCoefficients().contains(true))
    }

    /// The random polynomial is (values) + (X^(D/2) − 1)·(top): without either part some coefficients of the final polynomial are bare.
    @Test func bothPartsOfTheRandomPolynomialAreNeeded() throws {
        let values = try adversaries(.unmasked, told: true) { $0 == "batch" }.right.explainedFinalCoefficients()
        #expect(values.indices.filter { values[$0] } == Array(16..<256))
        let top = try adversaries(.unmasked, told: true) { $0 == "batch top" }.right.explainedFinalCoefficients()
        #expect(top.indices.filter { top[$0] } == Array(256..<272))
    }

    @Test(arguments: [ProofLayout.Tree.main, .logUp, .quotient]) func saltsHideTheLeaves(tree: ProofLayout.Tree) throws {
        let isTested: @Sendable (String) -> Bool = { $0.hasPrefix("salt \(tree) ") }
        let bare = try adversaries(.unmasked, told: true, isTested)
        #expect(bare.right.seesRoot(tree))
        #expect(!bare.wrong.seesRoot(tree))
        let hidden = try adversaries(.masked, told: true, isTested)
        #expect(!hidden.right.seesRoot(tree))
    }

    /// The masks have a coefficient for every value that a proof reveals.
    @Test(arguments: [[5], [9, 5]]) func noColumnIsOpenedMoreOftenThanItsMaskIsLong(logRows: [Int]) throws {
        let (proof, statement) = try toy.prove(logRows)
        let anatomy = try ProofAnatomy(proof, toy, statement)
        for (table, shape) in anatomy.layout.shapes.enumerated() {
            let log = anatomy.layout.logDomains[table]
            let step = 1 << (log - shape.logRows)
            let here = Set(
                anatomy.queried(.main, table: table, column: 0).map { BitReversal.reverse($0.position, bits: log) })
            let revealed = here.union(here.map { ($0 + step) & (1 << log - 1) })
            // At z and g·z four base-field values each.
            #expect(revealed.count + 8 <= toy.parameters.maskLength, "table \(table)")
            #expect(here.count + 4 <= toy.parameters.quotientMaskLength, "table \(table)")
        }
    }
}
