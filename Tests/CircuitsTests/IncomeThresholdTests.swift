import Circuits
import FiniteFields
import Testing

@Suite("Income threshold")
struct IncomeThresholdTests {
    static let incomes: [UInt64] = [4100, 4100, 3900, 0, 5200, 4100, 4100, 4300, 4100, 4100, 6000, 4100]
    static let salt = BN254Scalar(987_654_321)
    static let circuit = CompiledCircuit { IncomeThreshold(months: 12).build($0) }

    static func inputs(
        incomes: [BN254Scalar] = incomes.map { BN254Scalar($0) }, salt: BN254Scalar = salt,
        commitment: BN254Scalar = IncomeThreshold.commitment(to: incomes, salt: salt), threshold: BN254Scalar = 4000
    ) -> [CircuitInput] {
        [
            CircuitInput("commitment", [commitment]), CircuitInput("threshold", [threshold]), CircuitInput("incomes", incomes),
            CircuitInput("salt", [salt]),
        ]
    }

    @Test func holdsForTheCommittedHistory() throws {
        let witness = try Self.circuit.witness(for: Self.inputs())
        #expect(Self.circuit.publicValues(witness) == [IncomeThreshold.commitment(to: Self.incomes, salt: Self.salt), 4000])
        // The incomes sum to 48,100: an average of 4,008 and a third.
        #expect(throws: Never.self) { try Self.circuit.witness(for: Self.inputs(threshold: 4008)) }
        #expect(throws: CircuitError.unsatisfied(constraint: "average.reachesThreshold")) {
            try Self.circuit.witness(for: Self.inputs(threshold: 4009))
        }
    }

    @Test func refusesAnotherHistoryThanTheCommittedOne() {
        var richer = Self.incomes.map { BN254Scalar($0) }
        richer[3] += 50_000
        #expect(throws: CircuitError.unsatisfied(constraint: "commitment")) { try Self.circuit.witness(for: Self.inputs(incomes: richer)) }
        // The same incomes in another order, and with another salt, are another history.
        #expect(throws: CircuitError.unsatisfied(constraint: "commitment")) {
            try Self.circuit.witness(for: Self.inputs(incomes: Self.incomes.reversed().map { BN254Scalar($0) }))
        }
        #expect(throws: CircuitError.unsatisfied(constraint: "commitment")) { try Self.circuit.witness(for: Self.inputs(salt: 1)) }
    }

    @Test func refusesIncomesThatWouldWrapAround() {
        // −1 is r − 1: unbounded, it would lift any sum over any threshold.
        var values = Self.incomes.map { BN254Scalar($0) }
        values[0] = -BN254Scalar(1)
        #expect(throws: CircuitError.unsatisfied(constraint: "incomes[0].range.sum")) {
            try Self.circuit.witness(for: Self.inputs(incomes: values))
        }
        #expect(throws: CircuitError.unsatisfied(constraint: "threshold.range.sum")) {
            try Self.circuit.witness(for: Self.inputs(threshold: -BN254Scalar(1)))
        }
    }

    @Test func noLiePasses() throws {
        try expectThatNoLiePasses(Self.circuit, Self.inputs())
    }

    @Test func namesWhatIsWrongWithTheInputs() {
        #expect(throws: CircuitError.unknownInput("income")) {
            try Self.circuit.witness(for: Self.inputs() + [CircuitInput("income", [1])])
        }
        #expect(throws: CircuitError.missingInput("salt")) { try Self.circuit.witness(for: Self.inputs().dropLast()) }
        #expect(throws: CircuitError.wrongCount(input: "incomes", expected: 12, found: 11)) {
            try Self.circuit.witness(for: Self.inputs(incomes: Self.incomes.dropLast().map { BN254Scalar($0) }))
        }
    }
}
