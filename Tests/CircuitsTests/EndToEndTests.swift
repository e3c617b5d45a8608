import Circuits
import FiniteFields
import Foundation
import Groth16
import Testing

/// The whole way of a circuit: constraints, powers of tau, key, contribution, proof, verdict.
@Suite("From a circuit to a verdict")
struct EndToEndTests {
    private static let months = 4
    private static let incomes: [UInt64] = [4100, 3900, 0, 9000]
    private static let salt = BN254Scalar(987_654_321)
    private static let circuit = CompiledCircuit { IncomeThreshold(months: months).build($0) }
    private static let commitment = IncomeThreshold.commitment(to: incomes, salt: salt)

    /// A key of a ceremony with one contribution in each phase, made for this test alone.
    private static func provingKey() throws -> Groth16ProvingKey {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("burhan-circuits-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        func path(_ name: String) -> String { directory.appendingPathComponent(name).path }
        let source = ContributionSource.randomness(entropy: "")
        try Data(circuit.constraints.encoded()).write(to: URL(fileURLWithPath: path("circuit.r1cs")))
        try PowersCeremony.begin(power: 11, to: path("0.ptau"))
        try PowersCeremony.contribute(to: PowersFile(path: path("0.ptau")), source, to: path("1.ptau"))
        try PowersCeremony.prepare(PowersFile(path: path("1.ptau")), to: path("final.ptau"))
        let (system, powers) = (try R1CSFile(path: path("circuit.r1cs")), try PowersFile(path: path("final.ptau")))
        try Groth16Setup.makeKey(system, powers, to: path("0.zkey"))
        try Groth16Setup.contribute(to: ZKeyFile(path: path("0.zkey")), source, to: path("1.zkey"))
        return try Groth16ProvingKey(ZKeyFile(path: path("1.zkey")))
    }

    private func inputs(_ incomes: [UInt64], commitment: BN254Scalar) -> [CircuitInput] {
        [
            CircuitInput("commitment", [commitment]), CircuitInput("threshold", [4000]),
            CircuitInput("incomes", incomes.map { BN254Scalar($0) }), CircuitInput("salt", [Self.salt]),
        ]
    }

    @Test func provesTheCommittedHistoryAndNoOther() throws {
        let key = try Self.provingKey()
        let prover = Groth16Prover(key, threads: 2)
        let witness = try Self.circuit.witness(for: inputs(Self.incomes, commitment: Self.commitment))
        let (proof, publicInputs) = try prover.prove(witness)
        #expect(publicInputs == [Self.commitment, 4000])
        #expect(key.verificationKey.verify(proof, publicInputs: publicInputs).isAccepted)
        // The proof is of this commitment and this threshold.
        let richer: [UInt64] = [4100, 3900, 50_000, 9000]
        let otherCommitment = IncomeThreshold.commitment(to: richer, salt: Self.salt)
        #expect(key.verificationKey.verify(proof, publicInputs: [otherCommitment, 4000]) == .rejected(.equation))
        #expect(key.verificationKey.verify(proof, publicInputs: [Self.commitment, 4001]) == .rejected(.equation))
        // Another history under the published commitment: no witness; and from the false one no proof that verifies.
        let forged = inputs(richer, commitment: Self.commitment)
        #expect(throws: CircuitError.unsatisfied(constraint: "commitment")) { try Self.circuit.witness(for: forged) }
        #expect(throws: Groth16ProverError.selfCheckFailed) { try prover.prove(try Self.circuit.uncheckedWitness(for: forged)) }
    }

    @Test func theFilesAreReadAsTheyWereWritten() throws {
        let system = try R1CSFile(FileBytes(Self.circuit.constraints.encoded(), name: "circuit.r1cs"))
        #expect(system.header == Self.circuit.constraints.header)
        #expect(system.header.publicInputCount == 2 && system.header.privateInputCount == 5)
        let witness = try Self.circuit.witness(for: inputs(Self.incomes, commitment: Self.commitment))
        let file = try WitnessFile(FileBytes(WitnessFile.encode(witness), name: "witness.wtns"))
        #expect((0..<file.count).map { file[$0] } == witness)
        // The constraints of the file hold for the witness, and bind all its wires.
        let again = ConstraintSystem(system)
        #expect(again.firstViolation(witness) == nil)
        #expect(again.freedom(at: witness)?.isClean == true)
        #expect(again.encoded() == Self.circuit.constraints.encoded())
        let symbols = String(decoding: Self.circuit.constraints.encodedSymbols(), as: UTF8.self).split(separator: "\n")
        #expect(symbols.count == system.header.wireCount - 1)
        #expect(symbols[0] == "1,1,0,main.commitment")
        #expect(symbols[2] == "3,3,0,main.incomes[0]")
    }
}
