import FiniteFields

/// Linear combinations one after another in three flat arrays, for evaluation without a step through pointers.
struct CombinationPool: Sendable {
    /// Number of a combination in its pool.
    typealias Reference = Int32

    /// How a coefficient takes part in a sum; the products with 1 and −1 are spared.
    enum Kind: UInt8, Sendable { case one, minusOne, other }

    private(set) var starts: [Int32] = [0]
    private(set) var wires: [Int32] = []
    private(set) var kinds: [Kind] = []
    private(set) var coefficients: [BN254Scalar] = []

    private static let minusOne = -BN254Scalar.one

    var count: Int { starts.count - 1 }

    mutating func append(_ combination: LinearCombination) -> Reference {
        for term in combination.terms {
            wires.append(term.wire)
            coefficients.append(term.coefficient)
            kinds.append(term.coefficient == .one ? .one : term.coefficient == Self.minusOne ? .minusOne : .other)
        }
        starts.append(Int32(wires.count))
        return Reference(count - 1)
    }

    func terms(_ reference: Reference) -> Range<Int> { Int(starts[Int(reference)])..<Int(starts[Int(reference) + 1]) }

    /// Numbers the wires anew.
    mutating func renumber(_ numbers: [Int32]) {
        for index in wires.indices { wires[index] = numbers[Int(wires[index])] }
    }

    /// The value of a combination, given those of all wires.
    @inline(__always)
    func value(_ reference: Reference, _ values: UnsafeMutablePointer<BN254Scalar>) -> BN254Scalar {
        var sum = BN254Scalar.zero
        for term in terms(reference) {
            let value = unsafe values[Int(wires[term])]
            switch kinds[term] {
            case .one: sum = sum + value
            case .minusOne: sum = sum - value
            case .other: sum = sum + coefficients[term] * value
            }
        }
        return sum
    }
}
