/// The proven soundness of a proof's parameters and table heights, term by term.
///
/// Unique-decoding regime throughout: proximity parameter δ = (1 − ρ)/2. FRI shows degrees below 17/32 of a domain D for the quotients
/// (f − f(z))/(X − z), so one more for f itself: ρ = 17/32 + 1/D, with the smallest D of the proof. Correlated agreement over lines and
/// curves from Ben-Sasson, Carmon, Ishai, Kopparty, Saraf, "Proximity Gaps for Reed–Solomon Codes" (J. ACM 2023), theorems 1.4 and 1.5;
/// LogUp from Haböck (ePrint 2022/1530). No conjecture enters. Each challenge's error is divided by its proof of work (in the random-oracle
/// model a prover redraws it only by paying that work); the errors are summed.
public struct SecurityReport: Sendable, Equatable {
    public enum Term: UInt8, Sendable, CaseIterable {
        case logUp, constraints, outOfDomain, batching, folding, queries
    }

    /// Bits of each term after grinding, in the order of `Term.allCases`.
    public let terms: [Double]
    /// −log2 of the summed errors.
    public let bits: Double
    /// Bits of collision resistance of the commitments (BLAKE3, 256-bit digests).
    public static let hashBits = 128.0

    /// log2 of the extension field's size, rounded down: 4 · log2(2^31 − 2^24 + 1).
    public static let fieldBits = 123.95

    /// Computes the report for a proof with this header. `header` must be acceptable for `system`.
    public init(_ system: TableSystem, _ header: ProofHeader) {
        let parameters = header.parameters
        var tuples = 0.0
        var arity = 1
        var constraints = 0.0
        var columns = 0.0
        var top = parameters.finalLog
        var bottom = 64
        for shape in header.shapes {
            let entry = system.entries[shape.chip]
            let program = system.programs[shape.chip]
            tuples += Double(shape.rows) * Double(entry.chip.interactions.count)
            for interaction in entry.chip.interactions { arity = max(arity, interaction.bus.arity) }
            constraints = max(constraints, Double(program.constraintCount + program.logUpColumns))
            columns += Double(
                entry.chip.width + entry.chip.preprocessedWidth + program.nextColumns.count + 4 * program.logUpColumns + 12)
            let logDomain = parameters.logDomain(logRows: shape.logRows)
            top = max(top, logDomain)
            bottom = min(bottom, logDomain)
        }
        // A fingerprint's degree in (α, γ) is the arity of its bus. Two ways to fail, each of that degree times the number of tuples: a fingerprint
        // is zero, so that its fraction is free; or unequal tuples cancel. The verifier's own contributions (at most 2^15) are included.
        let logUp = Self.fieldBits - Binary.log2((tuples + 32_768) * Double(2 * arity)) + Double(parameters.logUpGrinding)
        // If the tables are no valid ones, the constraints of one of them fail; every table is checked, so that one has to pass. No union over
        // the tables: the bound is that of the worst one.
        let constraint = Self.fieldBits - Binary.log2(constraints) + Double(parameters.constraintGrinding)
        // Degree 3 in polynomials up to 17/32 of the domain, against the quotient times the vanishing polynomial: below 3 times the domain.
        let point = Self.fieldBits - (Double(top) + Binary.log2(3)) + Double(parameters.pointGrinding)
        let batch = Self.fieldBits - Binary.log2(columns + 1) - Double(top) + Double(parameters.batchGrinding)
        let layers = parameters.foldSchedule(from: top, joining: header.shapes.map { parameters.logDomain(logRows: $0.logRows) }).count
        let degree = Double(1 << parameters.foldLog)
        let fold = Self.fieldBits - Binary.log2(degree * Double(layers)) - Double(top) + Double(parameters.foldGrinding)
        let rate = Double(StarkParameters.rateNumerator) / Double(StarkParameters.rateDenominator) + Binary.exp2(-Double(bottom))
        let query = -Double(parameters.queries) * Binary.log2((1 + rate) / 2) + Double(parameters.queryGrinding)
        terms = [logUp, constraint, point, batch, fold, query]
        var error = 0.0
        for term in terms { error += Binary.exp2(-term) }
        bits = -Binary.log2(error)
    }
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
