import FiniteFields

/// What a verifier knows of a circuit.
public struct Groth16VerificationKey: Hashable, Sendable {
    public var alpha: G1Affine
    public var beta: G2Affine
    public var gamma: G2Affine
    public var delta: G2Affine
    /// One point for the constant wire, then one for each public input.
    public var ic: [G1Affine]

    public init(alpha: G1Affine, beta: G2Affine, gamma: G2Affine, delta: G2Affine, ic: [G1Affine]) {
        self.alpha = alpha
        self.beta = beta
        self.gamma = gamma
        self.delta = delta
        self.ic = ic
    }

    /// Number of public inputs.
    public var publicInputCount: Int { max(0, ic.count - 1) }

    /// What makes the key unfit to decide anything, `nil` if nothing was found. Secrets of a setup cannot be seen: a key without a problem can
    /// still be one whose maker kept the trapdoor.
    public var problem: VerificationKeyProblem? {
        guard !ic.isEmpty else { return .noConstantPoint }
        for (name, point) in [("alpha", alpha)] + ic.enumerated().map({ ("IC[\($0.offset)]", $0.element) }) {
            if !point.isOnCurve { return .notOnCurve(name) }
        }
        for (name, point) in [("beta", beta), ("gamma", gamma), ("delta", delta)] {
            if !point.isOnCurve { return .notOnCurve(name) }
            if !point.isInSubgroup { return .notInSubgroup(name) }
            if point.isInfinity { return .infinity(name) }
        }
        if alpha.isInfinity { return .infinity("alpha") }
        // Every wire of a public input has a row of its own, so an honest key has no infinity here.
        if let index = ic.indices.dropFirst().first(where: { ic[$0].isInfinity }) { return .unboundPublicInput(index: index - 1) }
        if delta == gamma || delta == -gamma { return .gammaEqualsDelta }
        if delta == .generator || delta == -.generator { return .deltaIsGenerator }
        if alpha == .generator || beta == .generator { return .powersWithoutContribution }
        return nil
    }
}

/// Why a verification key must not decide about proofs.
public enum VerificationKeyProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The list IC is empty.
    case noConstantPoint
    case notOnCurve(String)
    case notInSubgroup(String)
    case infinity(String)
    /// A public input whose point is infinity: every value would be accepted.
    case unboundPublicInput(index: Int)
    case gammaEqualsDelta
    case deltaIsGenerator
    case powersWithoutContribution

    public var description: String {
        switch self {
        case .noConstantPoint: "the key has no point for the constant wire (IC is empty)"
        case .notOnCurve(let name): "\(name) is not on the curve"
        case .notInSubgroup(let name): "\(name) is on the curve but not in the group of order r"
        case .infinity(let name): "\(name) is the point at infinity, so anyone can make proofs that this key accepts"
        case .unboundPublicInput(let index):
            "the point of public input \(index) is infinity: the key would accept any value for that input"
        case .gammaEqualsDelta:
            "gamma and delta are equal up to sign: nobody has contributed to the key, and anyone can make proofs that it accepts"
        case .deltaIsGenerator:
            "delta is the generator: nobody has contributed to the key, and anyone can make proofs that it accepts"
        case .powersWithoutContribution:
            "alpha or beta is the generator: nobody has contributed to the powers of tau, and anyone can make proofs that the key accepts"
        }
    }
}
