import Circuits
import FiniteFields
import Testing

/// The element of a decimal number.
func element(_ decimal: String) -> BN254Scalar {
    BN254Scalar(decimal: decimal) ?? .zero
}

@Suite("Poseidon")
struct PoseidonTests {
    /// Published test values of circomlib.
    static let known: [(inputs: [BN254Scalar], hash: String)] = [
        ([1], "18586133768512220936620570745912940619677854269274689475585506675881198879027"),
        ([1, 2], "7853200120776062878684798364095072458815029376092732009249414926327459813530"),
        ([1, 2, 3, 4], "18821383157269793795438455681495246036402687001665670618754263018637548127333"),
        ([1, 2, 0, 0, 0], "1018317224307729531995786483840663576608797660851238720571059489595066344487"),
        ([3, 4, 0, 0, 0], "5811595552068139067952687508729883632420015185677766880877743348592482390548"),
        ([1, 2, 3, 4, 5, 6], "20400040500897583745843009878988256314335038853985262692600694741116813247201"),
        (
            (1...14).map { BN254Scalar(UInt64($0)) },
            "8354478399926161176778659061636406690034081872658507739535256090879947077494"
        ),
        (
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0],
            "5540388656744764564518487011617040650780060800286365721923524861648744699539"
        ),
        (
            (1...16).map { BN254Scalar(UInt64($0)) },
            "9989051620750914585850546081941653841776809718687451684622678807385399211877"
        ),
        (
            [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0, 0],
            "11882816200654282475720830292386643970958445617880627439994635298904836126497"
        ),
    ]

    @Test(arguments: known)
    func hashesAsCircomlibDoes(_ vector: (inputs: [BN254Scalar], hash: String)) {
        #expect(Poseidon.hash(vector.inputs).decimal == vector.hash)
    }

    @Test(arguments: 1...16)
    func theCircuitHashesAsTheFunction(_ count: Int) throws {
        let circuit = CompiledCircuit { builder in
            builder.output("hash", builder.poseidon(builder.privateInputs("in", count: count)))
        }
        let instance = Poseidon.inputs(count)
        // The first S-box of the capacity is of a constant; the output has a constraint of its own.
        #expect(circuit.constraints.count == 3 * (8 * instance.width + instance.partialRounds - 1) + 1)
        let values = (0..<count).map { BN254Scalar(UInt64($0)) - BN254Scalar(7) }
        let witness = try circuit.witness(for: [CircuitInput("in", values)])
        #expect(circuit.publicValues(witness) == [Poseidon.hash(values)])
    }
}
