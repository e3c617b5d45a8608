import Hashing

/// The proven soundness of a proof's parameters and table heights, term by term (`docs/proof-system.md`, Soundness).
///
/// FRI shows degrees below ρ₀·D, ρ₀ = `rate`, for the quotients (F − Σ vᵢXⁱ)/(Xʷ − z); for a column itself, on a domain of D points, that is one
/// more: ρ = ρ₀ + 1/D, with the smallest D of the proof. Correlated agreement over lines and curves: in the unique-decoding regime from Ben-Sasson, Carmon,
/// Ishai, Kopparty, Saraf, "Proximity Gaps for Reed–Solomon Codes" (J. ACM 2023), theorems 1.4 and 1.5; up to the Johnson bound from
/// Ben-Sasson, Carmon, Haböck, Kopparty, Saraf, "On Proximity Gaps for Reed–Solomon Codes" (ePrint 2025/2055), theorem 4.2; that words agree with
/// codewords where their combination does, which joins classes of several heights, has no more exceptions than are counted (`docs/proof-system.md`, Words
/// of several heights). LogUp from Haböck (ePrint 2022/1530). No conjecture enters. Each challenge's error is divided by its proof of work (in the random-oracle model a prover
/// redraws it only by paying that work); the errors are summed, that of the commitments' digests with them (Ben-Sasson, Chiesa, Spooner, TCC 2016).
public struct SecurityReport: Sendable, Equatable {
    public enum Term: UInt8, Sendable, CaseIterable {
        case logUp, constraints, outOfDomain, batching, folding, queries, digests
    }

    /// Bits of each term after grinding, in the order of `Term.allCases`.
    public let terms: [Double]
    /// −log2 of the summed errors.
    public let bits: Double
    /// Bits of collision resistance of the commitments (BLAKE3, digests of 208 bits).
    public static let hashBits = MerkleHash.collisionBits

    /// log2 of the extension field's size, rounded down: 4 · log2(2^31 − 2^24 + 1).
    public static let fieldBits = 123.95

    /// Computes the report for a proof with this header. `header` must be acceptable for `system`.
    public init(_ system: TableSystem, _ header: ProofHeader) {
        self.init(system, header, ProofLayout(system, header.shapes, header.parameters))
    }

    init(_ system: TableSystem, _ header: ProofHeader, _ layout: ProofLayout) {
        let parameters = header.parameters
        var tuples = 0.0
        var arity = 1
        var constraints = 0.0
        for shape in header.shapes {
            let entry = system.entries[shape.chip]
            tuples += Double(shape.rows) * Double(entry.chip.interactions.count)
            for interaction in entry.chip.interactions { arity = max(arity, interaction.bus.arity) }
            constraints += Double(system.programs[shape.chip].combinedCount)
        }
        var words = 1.0
        for group in layout.groups { words += Double(group.packedCount * (group.isOpenedNext ? 2 : 1)) }
        let bottom = layout.groups.map { $0.logDomain }.min() ?? layout.logTop
        let code = CodeDistance(
            rate: parameters.rate + Binary.exp2(-Double(bottom)), regime: parameters.regime)
        let list = Binary.log2(code.listSize)

        // A fingerprint's degree in (α, γ) is the arity of its bus. Two ways to fail, each of that degree times the number of tuples: a fingerprint
        // is zero, so that its fraction is free; or unequal tuples cancel. The verifier's own contributions (at most 2^15) are included.
        let logUp =
            Self.fieldBits - Binary.log2((tuples + 32_768) * Double(2 * arity)) - list + Double(parameters.logUpGrinding)
        // λ combines all constraints of all tables.
        let constraint = Self.fieldBits - Binary.log2(constraints) - list + Double(parameters.constraintGrinding)
        // Degree 3 in polynomials up to ρ of the domain, against the quotient times the vanishing polynomials: below 3 times the domain.
        let point = Self.fieldBits - (Double(layout.logTop) + Binary.log2(3)) - list + Double(parameters.pointGrinding)
        // One power of ζ for each packed polynomial and point.
        let batch = Self.fieldBits - Binary.log2(words * code.exceptions(logDomain: layout.logTop)) + Double(parameters.batchGrinding)
        // A layer combines 2^step words with powers of β and adds a class with a challenge of its own, all on the folded domain.
        var folded = 0.0
        var log = layout.logTop
        for step in layout.foldSchedule {
            log -= step
            folded += Double(1 << step) * code.exceptions(logDomain: log)
        }
        let fold = Self.fieldBits - Binary.log2(max(folded, 1)) + Double(parameters.foldGrinding)
        let query = -Double(parameters.queries) * Binary.log2(code.agreement) + Double(parameters.queryGrinding)
        // Collisions: at most 3·t²/2^208 for a prover of t hash evaluations, which is t times at most this for every t up to 2^100.
        let digest = 2 * MerkleHash.collisionBits - Binary.log2(3) - 100
        terms = [logUp, constraint, point, batch, fold, query, digest]
        var error = 0.0
        for term in terms { error += Binary.exp2(-term) }
        bits = -Binary.log2(error)
    }
}

/// What is proven of Reed–Solomon codes of one rate in one decoding regime.
struct CodeDistance {
    /// Share of the positions in which a word agrees with a codeword when it counts as near: 1 − θ.
    let agreement: Double
    /// Codewords near one word, at most (for words of several rows, too, since only the distance matters).
    let listSize: Double
    /// Exceptional challenges per point of the domain, and besides.
    private let slope: Double
    private let constant: Double

    init(rate: Double, regime: StarkParameters.DecodingRegime) {
        switch regime {
        case .unique:
            agreement = (1 + rate) / 2
            listSize = 1
            slope = 1
            constant = 0
        case .list(let multiplicity):
            // Guruswami–Sudan with multiplicity m: θ = 1 − √ρ·(1 + 1/(2m)); Johnson: 1/(2η√ρ) = m/ρ codewords, η = √ρ/(2m).
            let root = Binary.squareRoot(rate)
            let m = Double(multiplicity) + 0.5
            agreement = root * (1 + 1 / Double(2 * multiplicity))
            listSize = Double(multiplicity) / rate
            let fifth = m * m * m * m * m
            slope = (2 * fifth + 3 * m * (1 - agreement) * rate) / (3 * rate * root)
            constant = m / root
        }
    }

    /// Challenges, at most, for which a combination of two words is near the code although the words are not near it together; for curves
    /// of degree d, d times as many.
    func exceptions(logDomain: Int) -> Double { slope * Binary.exp2(Double(logDomain)) + constant }
}

/// Base-2 logarithm and power without a mathematics library, for targets that have none; relative error below 1e-12.
package enum Binary {
    package static func log2(_ value: Double) -> Double {
        guard value > 0 else { return -.infinity }
        // value = m · 2^e with m in [√½, √2): log2 m from the series of artanh((m − 1)/(m + 1)).
        var exponent = Double(value.exponent)
        var mantissa = value.significand
        if mantissa > 1.414_213_562_373_095_1 {
            mantissa /= 2
            exponent += 1
        }
        let t = (mantissa - 1) / (mantissa + 1)
        var power = t
        var sum = 0.0
        var k = 1.0
        while k < 40 {
            sum += power / k
            power *= t * t
            k += 2
        }
        return exponent + 2 * sum / 0.693_147_180_559_945_3
    }

    package static func squareRoot(_ value: Double) -> Double { value > 0 ? exp2(log2(value) / 2) : 0 }

    package static func exp2(_ value: Double) -> Double {
        let whole = value.rounded(.down)
        guard whole > -1000 else { return 0 }
        guard whole < 1000 else { return .infinity }
        let x = (value - whole) * 0.693_147_180_559_945_3
        var term = 1.0
        var sum = 1.0
        var k = 1.0
        while k < 24 {
            term *= x / k
            sum += term
            k += 1
        }
        return Double(sign: .plus, exponent: Int(whole), significand: 1) * sum
    }
}
