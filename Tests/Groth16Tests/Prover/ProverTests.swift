import FiniteFields
import Foundation
import Groth16
import Synchronization
import Testing

@Suite(.needsVectors) struct ProverTests {
    /// Keys with witnesses.
    static let pairs = [("real1k_ceremony", "real1k"), ("rln20", "rln20"), ("chain12", "chain12"), ("bits12", "bits12")]

    static func prover(_ name: String) throws -> Groth16Prover {
        Groth16Prover(try Groth16ProvingKey(ZKeyFile(path: VectorFile.path("\(name).zkey"))), threads: 2)
    }

    @Test(arguments: pairs) func provesWhatVerifiersAccept(key: String, witness: String) throws {
        let prover = try Self.prover(key)
        let made = try prover.prove(WitnessFile(path: VectorFile.path("\(witness).wtns")))
        #expect(prover.key.verificationKey.verify(made.proof, publicInputs: made.publicInputs) == .accepted)
        let again = try prover.prove(WitnessFile(path: VectorFile.path("\(witness).wtns")))
        #expect(again.proof != made.proof && again.publicInputs == made.publicInputs, "proofs of one statement are blinded differently")
        if let accepted = try IndependentVerifier.accepts(prover.key.verificationKey.key, made.proof, made.publicInputs) {
            #expect(accepted, "the EVM's pairing precompile rejects the proof")
        }
    }

    @Test func provesWithTheCeremonysPublicInputs() throws {
        let made = try Self.prover("real1k_ceremony").prove(WitnessFile(path: VectorFile.path("real1k.wtns")))
        let expected = try PublicInputs.read(json: VectorFile.bytes("real1k_f.pub.json"), name: "real1k_f.pub.json")
        #expect(made.publicInputs.map(Optional.some) == expected.map { BN254Scalar(canonical: $0) })
    }

    @Test func refusesAWitnessThatDoesNotSatisfyTheCircuit() throws {
        let file = try WitnessFile(path: VectorFile.path("chain12.wtns"))
        var values = (0..<file.count).compactMap { file[$0] }
        let prover = try Self.prover("chain12")
        _ = try prover.prove(values)
        values[values.count / 2] += 1
        #expect(throws: Groth16ProverError.selfCheckFailed) { try prover.prove(values) }
        values[0] = 2
        #expect(throws: Groth16ProverError.constantNotOne) { try prover.prove(values) }
        #expect(throws: Groth16ProverError.witnessCount(expected: values.count, found: values.count - 1)) {
            try prover.prove(Array(values.dropLast()))
        }
    }

    @Test func refusesAKeyWithoutContribution() throws {
        #expect(throws: Groth16ProverError.unfitKey(.gammaEqualsDelta)) { try Self.prover("real1k_0") }
    }

    @Test func stopsWhenAskedTo() throws {
        var prover = try Self.prover("chain12")
        prover.isCancelled = { true }
        let witness = try WitnessFile(path: VectorFile.path("chain12.wtns"))
        #expect(throws: Groth16ProverError.cancelled) { try prover.prove(witness) }
    }

    @Test func reportsProgressUpToTheEnd() throws {
        let seen = Mutex<[Double]>([])
        var prover = try Self.prover("chain12")
        prover.progress = { fraction in seen.withLock { $0.append(fraction) } }
        prover.discardsKey = true
        _ = try prover.prove(WitnessFile(path: VectorFile.path("chain12.wtns")))
        let fractions = seen.withLock { $0 }
        #expect(fractions.last == 1 && fractions.allSatisfy { (0...1).contains($0) } && fractions.count > 10)
    }
}
