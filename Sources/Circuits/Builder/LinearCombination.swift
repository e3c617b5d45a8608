import FiniteFields

/// A sum of wires times constants: what a constraint multiplies, and the value that gadgets pass around. Wire 0 is the constant one.
///
/// Terms are sorted by wire, without zero coefficients and without a wire twice, so equal combinations have equal terms.
public struct LinearCombination: Equatable, Sendable, ExpressibleByIntegerLiteral {
    struct Term: Equatable, Sendable {
        var wire: Int32
        var coefficient: BN254Scalar
    }

    let terms: [Term]

    private init(terms: [Term]) { self.terms = terms }

    init(wire: Int32) { terms = [Term(wire: wire, coefficient: .one)] }

    public init(_ constant: BN254Scalar) {
        terms = constant.isZero ? [] : [Term(wire: 0, coefficient: constant)]
    }

    public init(integerLiteral value: UInt64) { self.init(BN254Scalar(value)) }

    /// The sum of combinations times constants. Cost: n log n in the number of all terms.
    public init(sum parts: some Sequence<(LinearCombination, BN254Scalar)>) {
        var all: [Term] = []
        for (part, factor) in parts {
            for term in part.terms { all.append(Term(wire: term.wire, coefficient: term.coefficient * factor)) }
        }
        self.init(unsorted: all)
    }

    init(unsorted all: [Term]) {
        var merged: [Term] = []
        for term in all.sorted(by: { $0.wire < $1.wire }) {
            if merged.last?.wire == term.wire {
                merged[merged.count - 1].coefficient += term.coefficient
            } else {
                merged.append(term)
            }
        }
        terms = merged.filter { !$0.coefficient.isZero }
    }

    /// The number whose bits these are, least significant first.
    public init(bits: some Sequence<Boolean>) {
        var power = BN254Scalar.one
        self.init(
            sum: bits.map { bit in
                defer { power = power.doubled }
                return (bit.value, power)
            })
    }

    /// The value if it does not depend on any wire.
    public var constant: BN254Scalar? {
        if terms.isEmpty { return .zero }
        return terms.count == 1 && terms[0].wire == 0 ? terms[0].coefficient : nil
    }

    public static func + (a: LinearCombination, b: LinearCombination) -> LinearCombination {
        if b.terms.isEmpty { return a }
        if a.terms.isEmpty { return b }
        var result: [Term] = []
        result.reserveCapacity(a.terms.count + b.terms.count)
        var (i, j) = (0, 0)
        while i < a.terms.count && j < b.terms.count {
            let (x, y) = (a.terms[i], b.terms[j])
            if x.wire < y.wire {
                result.append(x)
                i += 1
            } else if x.wire > y.wire {
                result.append(y)
                j += 1
            } else {
                let sum = x.coefficient + y.coefficient
                if !sum.isZero { result.append(Term(wire: x.wire, coefficient: sum)) }
                i += 1
                j += 1
            }
        }
        result.append(contentsOf: a.terms[i...])
        result.append(contentsOf: b.terms[j...])
        return LinearCombination(terms: result)
    }

    public static func * (a: LinearCombination, factor: BN254Scalar) -> LinearCombination {
        if factor.isZero { return 0 }
        return LinearCombination(terms: a.terms.map { Term(wire: $0.wire, coefficient: $0.coefficient * factor) })
    }

    public static func * (factor: BN254Scalar, a: LinearCombination) -> LinearCombination { a * factor }
    public static prefix func - (a: LinearCombination) -> LinearCombination {
        LinearCombination(terms: a.terms.map { Term(wire: $0.wire, coefficient: -$0.coefficient) })
    }
    public static func - (a: LinearCombination, b: LinearCombination) -> LinearCombination { a + -b }
    public static func += (a: inout LinearCombination, b: LinearCombination) { a = a + b }
}
