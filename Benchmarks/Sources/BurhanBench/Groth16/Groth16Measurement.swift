import FiniteFields
import Foundation
import Groth16
import ZKVM

/// What a Groth16 proof of one synthetic circuit took, in a process of its own.
struct Groth16Measurement: Codable, Sendable {
    var circuit: String
    var threads: Int
    /// Seconds of processor time and of the clock of one proof, the least of several: opening the files, loading the key, proving, self-check.
    var cpuSeconds = Double.infinity
    var seconds = Double.infinity
    /// The same with the key loaded.
    var warmCPUSeconds = Double.infinity
    /// Highest resident memory of the first proof, with what the process has without it, in MB (10^6 bytes).
    var peakMegabytes = 0.0
    /// Milliseconds to verify a proof with a prepared key, alone and in a batch of 64.
    var verifyMilliseconds = Double.infinity
    var batchMilliseconds = Double.infinity
    /// Nanoseconds of a product in the base field that waits for the one before.
    var multiplicationNanoseconds = Double.infinity

    /// Makes key and witness as files in `directory`, for `init(_:threads:repeats:directory:)`.
    static func prepare(_ name: String, directory: URL) throws(BenchmarkError) {
        guard let circuit = SyntheticCircuit(name) else { throw .unknownWorkload(name) }
        do {
            try Data(TrapdoorKey.make(circuit)).write(to: directory.appendingPathComponent("\(name).zkey"))
            try Data(WitnessFile.encode(circuit.witness)).write(to: directory.appendingPathComponent("\(name).wtns"))
        } catch {
            throw .unwritable(path: directory.path)
        }
    }

    init(_ name: String, threads: Int, repeats: Int, directory: URL) throws(BenchmarkError) {
        circuit = name
        self.threads = threads
        do {
            ProcessUsage.resetPeak()
            var last: (key: Groth16ProvingKey, proof: Groth16Proof, inputs: [BN254Scalar])?
            for round in 0..<repeats {
                let (cpu, start) = (ProcessUsage.cpuSeconds, ContinuousClock.now)
                let key = try Groth16ProvingKey(ZKeyFile(path: directory.appendingPathComponent("\(name).zkey").path))
                let witness = try WitnessFile(path: directory.appendingPathComponent("\(name).wtns").path)
                var prover = Groth16Prover(key, threads: threads)
                prover.discardsKey = true
                let made = try prover.prove(witness)
                cpuSeconds = min(cpuSeconds, ProcessUsage.cpuSeconds - cpu)
                seconds = min(seconds, ProofMeasurement.seconds(ContinuousClock.now - start))
                if round == 0 { peakMegabytes = Double(ProcessUsage.peakBytes ?? 0) / 1e6 }
                prover.discardsKey = false
                let warm = ProcessUsage.cpuSeconds
                _ = try prover.prove(witness)
                warmCPUSeconds = min(warmCPUSeconds, ProcessUsage.cpuSeconds - warm)
                last = (key, made.proof, made.publicInputs)
            }
            if let last { try measureVerifier(last.key.verificationKey, last.proof, last.inputs) }
        } catch {
            throw .workload(name, reason: "\(error)")
        }
        measureMultiplication()
    }

    private mutating func measureVerifier(
        _ key: PreparedVerificationKey, _ proof: Groth16Proof, _ inputs: [BN254Scalar]
    ) throws(BenchmarkError) {
        let batch = Array(repeating: (proof: proof, publicInputs: inputs), count: 64)
        for _ in 0..<15 {
            var cpu = ProcessUsage.cpuSeconds
            guard key.verify(proof, publicInputs: inputs).isAccepted else { throw .workload(circuit, reason: "its proof does not verify") }
            verifyMilliseconds = min(verifyMilliseconds, (ProcessUsage.cpuSeconds - cpu) * 1000)
            cpu = ProcessUsage.cpuSeconds
            guard key.verify(batch: batch).allSatisfy(\.isAccepted) else { throw .workload(circuit, reason: "its batch does not verify") }
            batchMilliseconds = min(batchMilliseconds, (ProcessUsage.cpuSeconds - cpu) * 1000 / 64)
        }
    }

    private mutating func measureMultiplication() {
        let count = 1_000_000
        for _ in 0..<5 {
            var x = BN254Base(3)
            let y = BN254Base(7).power(1_000_003)
            let cpu = ProcessUsage.cpuSeconds
            for _ in 0..<count { x = x * y }
            // The result is used, so that it must be computed.
            if !x.isZero {
                multiplicationNanoseconds = min(multiplicationNanoseconds, (ProcessUsage.cpuSeconds - cpu) / Double(count) * 1e9)
            }
        }
    }
}
