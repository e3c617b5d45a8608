import FiniteFields

/// A point of Baby Jubjub in a circuit, forced onto the curve by constraints.
public struct CircuitPoint: Sendable {
    public let x: LinearCombination
    public let y: LinearCombination

    /// The caller answers for it that constraints force the point onto the curve.
    init(alreadyConstrained x: LinearCombination, _ y: LinearCombination) {
        self.x = x
        self.y = y
    }

    public init(_ constant: BabyJubjubPoint) {
        self.init(alreadyConstrained: LinearCombination(constant.x), LinearCombination(constant.y))
    }

    static let identity = CircuitPoint(.identity)
}

extension CircuitBuilder {
    /// The point (x, y), forced onto the curve. Three constraints.
    public func point(_ x: LinearCombination, _ y: LinearCombination, _ label: String = "onCurve") -> CircuitPoint {
        let x2 = product(x, x, label + ".x^2")
        let y2 = product(y, y, label + ".y^2")
        constrain(x2 * BabyJubjubPoint.d, times: y2, equals: x2 * BabyJubjubPoint.a + y2 - 1, label)
        return CircuitPoint(alreadyConstrained: x, y)
    }

    /// p + q. Six constraints. The denominators 1 ± d·x·x'·y·y' are never zero for points of the curve (eprint 2008/013, theorem 3.3).
    public func add(_ p: CircuitPoint, _ q: CircuitPoint, _ label: String = "add") -> CircuitPoint {
        scope(label) {
            let beta = product(p.x, q.y, "x1y2")
            let gamma = product(p.y, q.x, "y1x2")
            let delta = product(p.y - p.x * BabyJubjubPoint.a, q.x + q.y, "cross")
            let tau = product(beta, gamma, "tau") * BabyJubjubPoint.d
            // (y1 − a·x1)(x2 + y2) + a·x1·y2 − y1·x2 = y1·y2 − a·x1·x2.
            let numerator = delta + beta * BabyJubjubPoint.a - gamma
            return CircuitPoint(
                alreadyConstrained: quotient(beta + gamma, 1 + tau, "x"), quotient(numerator, 1 - tau, "y"))
        }
    }

    /// 2p. Five constraints: on the curve 1 + d·x²·y² is a·x² + y².
    public func double(_ p: CircuitPoint, _ label: String = "double") -> CircuitPoint {
        scope(label) {
            let xy = product(p.x, p.y, "xy")
            let x2 = product(p.x, p.x, "x^2")
            let y2 = product(p.y, p.y, "y^2")
            let sum = x2 * BabyJubjubPoint.a + y2
            return CircuitPoint(
                alreadyConstrained: quotient(xy * 2, sum, "x"), quotient(y2 - x2 * BabyJubjubPoint.a, 2 - sum, "y"))
        }
    }

    /// Σ bit i · 2^i times a point known in the circuit only. Thirteen constraints a bit.
    public func multiply(_ point: CircuitPoint, by bits: [Boolean], _ label: String = "multiply") -> CircuitPoint {
        scope(label) {
            var result = CircuitPoint.identity
            for (index, bit) in bits.enumerated().reversed() {
                scope("bit\(index)") {
                    // The point if the bit is set, else the identity (0, 1).
                    let summand = CircuitPoint(
                        alreadyConstrained: product(bit.value, point.x, "x"), 1 + product(bit.value, point.y - 1, "y"))
                    result = index == bits.count - 1 ? summand : add(double(result), summand)
                }
            }
            return result
        }
    }

    /// Σ bit i · 2^i times a constant point, by tables of eight multiples for three bits. Ten constraints for three bits.
    public func multiply(_ constant: BabyJubjubPoint, by bits: [Boolean], _ label: String = "multiplyFixed") -> CircuitPoint {
        scope(label) {
            var base = constant
            var result = CircuitPoint.identity
            for start in stride(from: 0, to: bits.count, by: 3) {
                let window = (0..<3).map { start + $0 < bits.count ? bits[start + $0] : .false }
                scope("window\(start / 3)") {
                    let summand = lookUp(base, window)
                    result = start == 0 ? summand : add(result, summand)
                }
                for _ in 0..<3 { base = base + base }
            }
            return result
        }
    }

    /// (b0 + 2·b1 + 4·b2) times the base: coordinates as polynomials in the three bits.
    private func lookUp(_ base: BabyJubjubPoint, _ bits: [Boolean]) -> CircuitPoint {
        var table = [BabyJubjubPoint.identity]
        for _ in 1..<8 { table.append(table[table.count - 1] + base) }
        let b01 = product(bits[0].value, bits[1].value, "b01")
        let monomials: [LinearCombination] = [
            1, bits[0].value, bits[1].value, b01, bits[2].value, product(bits[0].value, bits[2].value, "b02"),
            product(bits[1].value, bits[2].value, "b12"), product(b01, bits[2].value, "b012"),
        ]
        func interpolate(_ values: [BN254Scalar]) -> LinearCombination {
            // The coefficient of a monomial is the alternating sum over the subsets of its bits.
            var coefficients = values
            for bit in [1, 2, 4] {
                for index in 0..<8 where index & bit != 0 { coefficients[index] -= coefficients[index ^ bit] }
            }
            return LinearCombination(sum: zip(monomials, coefficients))
        }
        return CircuitPoint(alreadyConstrained: interpolate(table.map(\.x)), interpolate(table.map(\.y)))
    }

    /// Forces (R8, S) to be a signature of the message under the key: S · Base8 = R8 + h · (8 · A), S below l.
    ///
    /// About 5,480 constraints. Stricter than circomlib's verifier, which leaves it to its caller that A and R8 are on the curve; 8 · A may not be the
    /// identity here either.
    public func constrainEdDSA(
        key: CircuitPoint, r8: CircuitPoint, s: LinearCombination, message: LinearCombination, _ label: String = "eddsa"
    ) {
        scope(label) {
            let order = BabyJubjubScalar.modulus
            let sBits = bits(of: s, count: 251, "s")
            constrain(sBits, atMost: (order.0 &- 1, order.1, order.2, order.3), "s.belowOrder")
            let hash = poseidon([r8.x, r8.y, key.x, key.y, message], "hash")
            let hashBits = canonicalBits(of: hash, "hashBits")
            let eightTimes = double(double(double(key, "double1"), "double2"), "double3")
            // Points with x = 0 have order 1 or 2; multiples of eight have odd order.
            constrainNonzero(eightTimes.x, "keyNotIdentity")
            let right = add(r8, multiply(eightTimes, by: hashBits, "hashTimesKey"), "right")
            let left = multiply(BabyJubjubPoint.base8, by: sBits, "sTimesBase")
            constrain(left.x, equals: right.x, "x")
            constrain(left.y, equals: right.y, "y")
        }
    }
}
