import FiniteFields

/// The optimal ate pairing on BN254 (Vercauteren, "Optimal pairings", IEEE Transactions on Information Theory 56, 2010).
public enum Pairing {
    /// Signed binary digits of 6x + 2 below its leading one, most significant first.
    static let loopDigits: [Int8] = {
        var rest = Int128(6) * Int128(BN254.parameter) + 2
        var digits: [Int8] = []
        while rest != 0 {
            var digit: Int128 = 0
            if rest & 1 == 1 { digit = 2 - (rest & 3) }
            digits.append(Int8(digit))
            rest = (rest - digit) / 2
        }
        return digits.dropLast().reversed()
    }()

    /// Lines of one point: one for each digit, one more for digits that are not zero, two at the end.
    static let lineCount = loopDigits.count + loopDigits.count { $0 != 0 } + 2

    /// e(a, b); one if either point is infinity. Both points are in their groups.
    public static func pairing(_ a: G1Affine, _ b: G2Affine) -> BN254Base12 {
        finalExponentiation(millerLoop([(a, PreparedG2(b))]))
    }

    /// e(a, b) to the power 2x(6x² + 3x + 1), which snarkjs calls the pairing and writes as vk_alphabeta_12: the value of the final exponentiation of
    /// Fuentes-Castañeda, Knapp, Rodríguez-Henríquez, "Faster hashing to G2" (SAC 2011, section 5).
    public static func multiplePairing(_ a: G1Affine, _ b: G2Affine) -> BN254Base12 {
        let x = BN254.parameter
        let value = pairing(a, b)
        let once = value.power(x)
        let twice = once.power(x)
        return (twice.power(6) * once.power(3) * value).power(x).squared
    }

    /// The product of e(aᵢ, bᵢ). All points are in their groups.
    public static func product(_ pairs: [(G1Affine, G2Affine)]) -> BN254Base12 {
        finalExponentiation(millerLoop(pairs.map { ($0.0, PreparedG2($0.1)) }))
    }

    /// Whether the product of e(aᵢ, bᵢ) is one. All points are in their groups.
    public static func isProductOne(_ pairs: [(G1Affine, G2Affine)]) -> Bool {
        product(pairs) == .one
    }

    /// The product of the pairs' Miller functions with common squarings, before the final exponentiation.
    static func millerLoop(_ pairs: [(point: G1Affine, lines: PreparedG2)]) -> BN254Base12 {
        let pairs = pairs.filter { !$0.point.isInfinity && !$0.lines.isInfinity }
        var value = BN254Base12.one
        guard !pairs.isEmpty else { return value }
        var next = 0
        func multiplyLines(_ value: inout BN254Base12) {
            for pair in pairs {
                value.multiply(by: pair.lines.lines[next], at: pair.point)
            }
            next += 1
        }
        for (step, digit) in loopDigits.enumerated() {
            if step > 0 { value.square() }
            multiplyLines(&value)
            if digit != 0 { multiplyLines(&value) }
        }
        multiplyLines(&value)
        multiplyLines(&value)
        return value
    }

    /// f to the power (q¹² − 1) / r exactly, so that values agree with other implementations; zero gives zero.
    ///
    /// The hard part follows Scott, Benger, Charlemagne, Dominguez Perez, Kachisa, "On the final exponentiation for calculating pairings on
    /// ordinary elliptic curves" (Pairing 2009, section 5).
    static func finalExponentiation(_ f: BN254Base12) -> BN254Base12 {
        guard let inverse = f.inverse else { return .zero }
        let easy = f.conjugate.multiplied(by: inverse)
        let t = easy.frobeniusSquared.multiplied(by: easy)
        let fx = t.cyclotomicPowerOfParameter
        let fx2 = fx.cyclotomicPowerOfParameter
        let fx3 = fx2.cyclotomicPowerOfParameter
        let y0 = t.frobenius.multiplied(by: t.frobeniusSquared).multiplied(by: t.frobeniusCubed)
        let y1 = t.conjugate
        let y2 = fx2.frobeniusSquared
        let y3 = fx.frobenius.conjugate
        let y4 = fx.multiplied(by: fx2.frobenius).conjugate
        let y5 = fx2.conjugate
        let y6 = fx3.multiplied(by: fx3.frobenius).conjugate
        var t0 = y6.cyclotomicSquare.multiplied(by: y4).multiplied(by: y5)
        var t1 = y3.multiplied(by: y5).multiplied(by: t0)
        t0 = t0.multiplied(by: y2)
        t1 = t1.cyclotomicSquare.multiplied(by: t0).cyclotomicSquare
        t0 = t1.multiplied(by: y1)
        t1 = t1.multiplied(by: y0)
        return t0.cyclotomicSquare.multiplied(by: t1)
    }
}
