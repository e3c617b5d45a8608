import FiniteFields

extension PreparedVerificationKey {
    /// One verdict for each proof, from k + 3 Miller loops and one final exponentiation if all k are good.
    ///
    /// The equations are added with random weights of 128 bits: a batch with a false proof passes with probability at most 2^-128. If the sum
    /// does not hold, every proof is verified by itself, so that the verdicts are always those of `verify`.
    /// - Parameter generator: must be unpredictable to whoever made the proofs.
    public func verify(
        batch: [(proof: Groth16Proof, publicInputs: [BN254Scalar])], using generator: inout some RandomNumberGenerator
    ) -> [Groth16Verdict] {
        var verdicts = batch.map { item in
            examine(item.proof, inputCount: item.publicInputs.count).map(Groth16Verdict.rejected) ?? .accepted
        }
        var sound: [Int] = []
        var lines: [PreparedG2] = []
        for index in batch.indices where verdicts[index].isAccepted {
            let prepared = PreparedG2(batch[index].proof.b)
            if prepared.isInSubgroup {
                sound.append(index)
                lines.append(prepared)
            } else {
                verdicts[index] = .rejected(.notInSubgroup(.b))
            }
        }
        guard sound.count > 1 else {
            for index in sound { verdicts[index] = verify(batch[index].proof, publicInputs: batch[index].publicInputs) }
            return verdicts
        }
        let weights: [Words256] = sound.map { _ in (generator.next(), generator.next(), 0, 0) }
        if holds(sound.map { batch[$0] }, lines, weights) { return verdicts }
        for index in sound { verdicts[index] = verify(batch[index].proof, publicInputs: batch[index].publicInputs) }
        return verdicts
    }

    /// `verify(batch:using:)` with the system's randomness.
    public func verify(batch: [(proof: Groth16Proof, publicInputs: [BN254Scalar])]) -> [Groth16Verdict] {
        var generator = SystemRandomNumberGenerator()
        return verify(batch: batch, using: &generator)
    }

    /// Whether Σ wᵢ · equationᵢ holds, for proofs that have been examined and the lines of their B.
    private func holds(
        _ batch: [(proof: Groth16Proof, publicInputs: [BN254Scalar])], _ lines: [PreparedG2], _ weights: [Words256]
    ) -> Bool {
        var constant = BN254Scalar.zero
        var inputs = [BN254Scalar](repeating: .zero, count: key.publicInputCount)
        let sumC = MultiScalarProduct.sum(batch.map(\.proof.c), weights.map { BN254Scalar(reducing: $0) })
        var weightedA: [G1Point] = []
        for (item, words) in zip(batch, weights) {
            let weight = BN254Scalar(reducing: words)
            constant += weight
            for index in inputs.indices { inputs[index] += weight * item.publicInputs[index] }
            weightedA.append(G1Point(item.proof.a).multiple(by: words))
        }
        let fixed = G1Point.affine([inputPoint(constant: constant, inputs), sumC, -G1Point(key.alpha).multiple(by: constant.canonical)])
        var pairs = [(fixed[0], minusGamma), (fixed[1], minusDelta), (fixed[2], beta)]
        pairs += zip(G1Point.affine(weightedA), lines).map { ($0, $1) }
        return Pairing.finalExponentiation(Pairing.millerLoop(pairs)) == .one
    }
}
