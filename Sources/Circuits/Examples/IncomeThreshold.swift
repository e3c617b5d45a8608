import FiniteFields

/// A statement about incomes that stay private: "the incomes that I committed to average at least the threshold".
///
/// Public: `commitment`, `threshold` (per month). Private: `incomes`, `salt`. The circuit itself binds the incomes to the commitment, a chain of
/// Poseidon hashes over all of them, so nobody can prove it with another history than the one that, say, a bank signed or published. Incomes are
/// forced below 2^48 first: otherwise the sum could wrap around the field's modulus.
public struct IncomeThreshold: Sendable {
    public let months: Int

    /// Incomes and thresholds are below 2^48 units.
    public static let incomeBits = 48
    /// Tells this chain from other uses of Poseidon: "income" in ASCII.
    private static let domain = BN254Scalar(0x696E_636F_6D65)

    /// - Parameter months: 1 ... 120.
    public init(months: Int) {
        precondition(months >= 1 && months <= 120)
        self.months = months
    }

    /// The public commitment to a history: h ← Poseidon(domain, months, salt), then h ← Poseidon(h, income) for each.
    ///
    /// Hiding by the salt, which must be uniformly random and secret; binding by Poseidon's collision resistance.
    public static func commitment(to incomes: [UInt64], salt: BN254Scalar) -> BN254Scalar {
        incomes.reduce(Poseidon.hash([domain, BN254Scalar(UInt64(incomes.count)), salt])) { Poseidon.hash([$0, BN254Scalar($1)]) }
    }

    public func build(_ builder: CircuitBuilder) {
        let commitment = builder.publicInput("commitment")
        let threshold = builder.ranged(builder.publicInput("threshold"), bits: Self.incomeBits, "threshold.range")
        let values = builder.privateInputs("incomes", count: months)
        let salt = builder.privateInput("salt")
        let incomes = values.enumerated().map { builder.ranged($1, bits: Self.incomeBits, "incomes[\($0)].range") }
        var hash = builder.poseidon([LinearCombination(Self.domain), LinearCombination(BN254Scalar(UInt64(months))), salt], "salt.hash")
        for (month, income) in incomes.enumerated() { hash = builder.poseidon([hash, income.value], "incomes[\(month)].hash") }
        builder.constrain(hash, equals: commitment, "commitment")
        // The average reaches the threshold exactly when the sum reaches months · threshold: no division.
        let reached = builder.isAtMost(threshold * UInt64(months), .sum(incomes), "average")
        builder.constrainTrue(reached, "average.reachesThreshold")
    }
}
