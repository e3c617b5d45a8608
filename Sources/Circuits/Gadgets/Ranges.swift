import FiniteFields

/// A value that the constraints of its circuit force below 2^`bitCount`, as an integer. Comparison is only possible between such values:
/// outside the range it was built for, a comparison by bits proves nothing.
public struct RangedValue: Sendable {
    public let value: LinearCombination
    /// At most `largestBitCount`.
    public let bitCount: Int

    /// 2^252 and a comparison's extra bit are still below r.
    public static let largestBitCount = 252

    init(alreadyConstrained value: LinearCombination, bitCount: Int) {
        precondition(bitCount <= Self.largestBitCount, "too wide for comparisons in this field")
        self.value = value
        self.bitCount = bitCount
    }

    public init(_ constant: UInt64) {
        self.init(alreadyConstrained: LinearCombination(BN254Scalar(constant)), bitCount: 64 - constant.leadingZeroBitCount)
    }

    /// The sum of integers, wide enough to hold any of them together. No constraint.
    public static func sum(_ values: [RangedValue]) -> RangedValue {
        let widest = values.map(\.bitCount).max() ?? 0
        let carries = values.count <= 1 ? 0 : 64 - UInt64(values.count - 1).leadingZeroBitCount
        return RangedValue(
            alreadyConstrained: LinearCombination(sum: values.map { ($0.value, BN254Scalar.one) }), bitCount: widest + carries)
    }

    /// The integer times a constant. No constraint.
    public static func * (a: RangedValue, factor: UInt64) -> RangedValue {
        RangedValue(
            alreadyConstrained: a.value * BN254Scalar(factor), bitCount: factor == 0 ? 0 : a.bitCount + (64 - factor.leadingZeroBitCount))
    }
}

extension CircuitBuilder {
    /// The value's bits, least significant first; forces it below 2^`count`. `count` + 1 constraints.
    ///
    /// - Parameter count: at most 253, so that a value has only one such decomposition.
    public func bits(of value: LinearCombination, count: Int, _ label: String = "bits") -> [Boolean] {
        precondition(count <= 253, "from 254 bits on a value has two decompositions: use canonicalBits")
        return decompose(value, count: count, label)
    }

    /// All 254 bits of the value's representative in 0 ..< r, least significant first. 509 constraints.
    ///
    /// A plain decomposition into 254 bits also admits value + r where that is below 2^254.
    public func canonicalBits(of value: LinearCombination, _ label: String = "bits") -> [Boolean] {
        let bits = decompose(value, count: 254, label)
        let modulus = BN254Scalar.modulus
        constrain(bits, atMost: (modulus.0 &- 1, modulus.1, modulus.2, modulus.3), label + ".canonical")
        return bits
    }

    private func decompose(_ value: LinearCombination, count: Int, _ label: String) -> [Boolean] {
        let bits = uncheckedBits(of: value, count: count, label).map { boolean($0, label) }
        constrain(LinearCombination(bits: bits), equals: value, label + ".sum")
        return bits
    }

    /// Forces the number of these bits to be at most a constant. One constraint a bit.
    ///
    /// From the top: as long as all bits agree with the constant's, a bit may not be 1 where the constant has 0.
    func constrain(_ bits: [Boolean], atMost limit: Words256, _ label: String) {
        let words = [limit.0, limit.1, limit.2, limit.3]
        precondition(bits.count <= 256 && (bits.count..<256).allSatisfy { words[$0 >> 6] >> UInt64($0 & 63) & 1 == 0 })
        var agree = Boolean.true
        for index in bits.indices.reversed() {
            if words[index >> 6] >> UInt64(index & 63) & 1 == 1 {
                agree = and(agree, bits[index], label)
            } else {
                constrain(agree.value, times: bits[index].value, equals: 0, label)
            }
        }
    }

    /// Forces the value below 2^`bits`. `bits` + 1 constraints.
    public func ranged(_ value: LinearCombination, bits count: Int, _ label: String = "range") -> RangedValue {
        _ = bits(of: value, count: count, label)
        return RangedValue(alreadyConstrained: value, bitCount: count)
    }

    /// Whether a < b as integers. n + 2 constraints for values of n bits: the top bit of a − b + 2^n.
    public func isLess(_ a: RangedValue, than b: RangedValue, _ label: String = "isLess") -> Boolean {
        let width = max(a.bitCount, b.bitCount)
        let power = BN254Scalar(2).power(UInt64(width))
        return !bits(of: a.value - b.value + LinearCombination(power), count: width + 1, label)[width]
    }

    /// Whether a ≤ b as integers. n + 2 constraints.
    public func isAtMost(_ a: RangedValue, _ b: RangedValue, _ label: String = "isAtMost") -> Boolean { !isLess(b, than: a, label) }
}
