import FiniteFields

/// Makes Groth16 proofs (Groth, Eurocrypt 2016, section 3.2) in the arrangement of snarkjs' keys.
///
/// The values A_i and B_i of the constraints and C_i = A_i B_i are carried from the domain to its odd coset, where A B − C belongs to the odd
/// half of the Lagrange basis of twice the domain; the key holds exactly those basis points over delta. Then five sums of multiples of points make
/// the proof. The time of a proof depends on the witness (how many values are zero or small): whoever can time the prover learns that.
public struct Groth16Prover: Sendable {
    /// The number of cores, for `threads`.
    public static let allCores = Cores.count

    public let key: Groth16ProvingKey
    /// Threads to use at most.
    public var threads: Int
    /// Gives the pages of the key's points back to the system as soon as they have been used: less memory, for a key that makes one proof.
    public var discardsKey = false
    /// Told the fraction done, from any thread.
    public var progress: @Sendable (Double) -> Void = { _ in }
    /// Asked often, from any thread: whether to stop.
    public var isCancelled: @Sendable () -> Bool = { false }

    public init(_ key: Groth16ProvingKey, threads: Int) {
        self.key = key
        self.threads = threads
    }

    /// A proof, which has been verified, and its public inputs: the values of wires 1 ... publicCount.
    ///
    /// Blinding factors are drawn from the whole range with the system's generator. Blocks the calling thread, which must not be of Swift's
    /// cooperative pool.
    public func prove(_ witness: WitnessFile) throws(Groth16ProverError) -> (proof: Groth16Proof, publicInputs: [BN254Scalar]) {
        var generator = SystemRandomNumberGenerator()
        let (r, s) = (BN254Scalar.random(using: &generator), BN254Scalar.random(using: &generator))
        // The mapping outlives all reads of it.
        defer { withExtendedLifetime(witness) {} }
        guard witness.count == key.header.wireCount, let values = unsafe witness.values.raw.baseAddress else {
            throw .witnessCount(expected: key.header.wireCount, found: witness.count)
        }
        return unsafe try prove(values, r, s)
    }

    /// The same for values in memory, which are copied, and the copy is overwritten afterwards.
    public func prove(_ witness: [BN254Scalar]) throws(Groth16ProverError) -> (proof: Groth16Proof, publicInputs: [BN254Scalar]) {
        var generator = SystemRandomNumberGenerator()
        return try prove(witness, using: &generator)
    }

    /// The same with the generator of the blinding factors, which must be unpredictable and never repeat.
    func prove(
        _ witness: [BN254Scalar], using generator: inout some RandomNumberGenerator
    ) throws(Groth16ProverError) -> (proof: Groth16Proof, publicInputs: [BN254Scalar]) {
        guard witness.count == key.header.wireCount else {
            throw .witnessCount(expected: key.header.wireCount, found: witness.count)
        }
        guard witness.first == .one else { throw .constantNotOne }
        let (r, s) = (BN254Scalar.random(using: &generator), BN254Scalar.random(using: &generator))
        let numbers = SecretArray<Words256>(count: witness.count)
        for (index, value) in witness.enumerated() { unsafe numbers.buffer[index] = value.canonical }
        defer { withExtendedLifetime(numbers) {} }
        return unsafe try prove(UnsafeRawPointer(numbers.pointer), r, s)
    }

    private func prove(
        _ witness: UnsafeRawPointer, _ r: BN254Scalar, _ s: BN254Scalar
    ) throws(Groth16ProverError) -> (proof: Groth16Proof, publicInputs: [BN254Scalar]) {
        let run = unsafe Groth16ProverRun(self, witness)
        let sums = try run.sums()
        let header = key.header
        // A = alpha + Σ + r delta, B = beta + Σ + s delta, C = Σ + Σ_H + s A + r B1 − r s delta.
        let a = sums.a + header.alpha1 + header.delta1 * r
        let b = sums.b2 + header.beta2 + header.delta2 * s
        let b1 = sums.b1 + header.beta1 + header.delta1 * s
        let c = sums.c + sums.h + a * s + b1 * r - header.delta1 * (r * s)
        let points = G1Point.affine([a, c])
        let proof = Groth16Proof(a: points[0], b: b.affine, c: points[1])
        let inputs = run.publicInputs()
        guard key.verificationKey.verify(proof, publicInputs: inputs).isAccepted else { throw .selfCheckFailed }
        progress(1)
        return (proof, inputs)
    }
}
