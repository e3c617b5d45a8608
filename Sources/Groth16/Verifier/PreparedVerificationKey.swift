import FiniteFields

/// A verification key that has been examined, with what does not depend on the proof computed once: e(alpha, beta) and the lines of beta, gamma
/// and delta.
///
/// Checks of a proof run in this order: number of public inputs, canonical encodings, infinity, curves, subgroup, pairing equation. Verification is
/// a function of public data; its time depends on them.
public struct PreparedVerificationKey: Sendable {
    public let key: Groth16VerificationKey
    /// e(alpha, beta).
    public let alphaBeta: BN254Base12
    let beta: PreparedG2
    /// Lines of −gamma and −delta.
    let minusGamma, minusDelta: PreparedG2

    /// - Throws: what makes the key unfit (`Groth16VerificationKey.problem`). Cost: about two verifications.
    public init(_ key: Groth16VerificationKey) throws(VerificationKeyProblem) {
        if let problem = key.problem { throw problem }
        self.key = key
        beta = PreparedG2(key.beta)
        minusGamma = PreparedG2(-key.gamma)
        minusDelta = PreparedG2(-key.delta)
        alphaBeta = Pairing.finalExponentiation(Pairing.millerLoop([(key.alpha, beta)]))
    }

    /// Whether the proof holds for these public inputs: e(A, B) = e(alpha, beta) e(IC0 + Σ inputᵢ ICᵢ, gamma) e(C, delta).
    public func verify(_ proof: Groth16Proof, publicInputs: [BN254Scalar]) -> Groth16Verdict {
        if let rejection = examine(proof, inputCount: publicInputs.count) { return .rejected(rejection) }
        let lines = PreparedG2(proof.b)
        guard lines.isInSubgroup else { return .rejected(.notInSubgroup(.b)) }
        let inputs = inputPoint(constant: .one, publicInputs).affine
        let value = Pairing.millerLoop([(proof.a, lines), (inputs, minusGamma), (proof.c, minusDelta)])
        return Pairing.finalExponentiation(value) == alphaBeta ? .accepted : .rejected(.equation)
    }

    /// The same for integers from outside, which may be not canonical.
    public func verify(_ coordinates: Groth16ProofCoordinates, publicInputs: [Words256]) -> Groth16Verdict {
        guard publicInputs.count == key.publicInputCount else {
            return .rejected(.publicInputCount(expected: key.publicInputCount, found: publicInputs.count))
        }
        do throws(Groth16Rejection) {
            let proof = try Groth16Proof(coordinates)
            var inputs: [BN254Scalar] = []
            inputs.reserveCapacity(publicInputs.count)
            for (index, words) in publicInputs.enumerated() {
                guard let input = BN254Scalar(canonical: words) else { throw .publicInputOutOfRange(index: index) }
                inputs.append(input)
            }
            return verify(proof, publicInputs: inputs)
        } catch {
            return .rejected(error)
        }
    }

    /// What is wrong with a proof before the lines of B, which tell whether B is in its group, `nil` if nothing.
    func examine(_ proof: Groth16Proof, inputCount: Int) -> Groth16Rejection? {
        guard inputCount == key.publicInputCount else {
            return .publicInputCount(expected: key.publicInputCount, found: inputCount)
        }
        if proof.a.isInfinity { return .infinity(.a) }
        if proof.b.isInfinity { return .infinity(.b) }
        if proof.c.isInfinity { return .infinity(.c) }
        if !proof.a.isOnCurve { return .notOnCurve(.a) }
        if !proof.b.isOnCurve { return .notOnCurve(.b) }
        return proof.c.isOnCurve ? nil : .notOnCurve(.c)
    }

    /// constant · IC0 + Σ inputᵢ ICᵢ.
    func inputPoint(constant: BN254Scalar, _ inputs: [BN254Scalar]) -> G1Point {
        var sum = constant == .one ? G1Point(key.ic[0]) : G1Point(key.ic[0]).multiple(by: constant.canonical)
        for (point, input) in zip(key.ic.dropFirst(), inputs) { sum += G1Point(point).multiple(by: input.canonical) }
        return sum
    }
}
