import FiniteFields

/// The recorded calculation of a circuit's wires from its inputs, one step after another.
///
/// Not constant-time: additions are skipped by the circuit's shape only, but bits, hints and the memory they touch may depend on values.
struct WitnessProgram: Sendable {
    /// One step; wires are final numbers.
    enum Step: Sendable {
        case product(CombinationPool.Reference, CombinationPool.Reference, to: Int32)
        case copy(CombinationPool.Reference, to: Int32)
        case bits(CombinationPool.Reference, first: Int32, count: Int32)
        case hint(Int32)
    }

    /// A calculation beyond sums, products and bits.
    struct Hint: Sendable {
        var sources: [CombinationPool.Reference]
        var first: Int32
        var count: Int32
        var compute: @Sendable ([BN254Scalar]) -> [BN254Scalar]
    }

    var steps: [Step]
    var hints: [Hint]

    /// Fills in all wires; the constant and the inputs must be there.
    ///
    /// - Parameter lies: wires that get another value than the calculated one, from which the rest follows: what a dishonest prover may try.
    func run(_ pool: CombinationPool, _ witness: inout [BN254Scalar], lies: [Int32: BN254Scalar] = [:]) {
        unsafe witness.withUnsafeMutableBufferPointer { buffer in
            guard let values = buffer.baseAddress else { return }
            for step in steps {
                switch step {
                case .product(let a, let b, let wire):
                    let first = unsafe pool.value(a, values)
                    unsafe values[Int(wire)] = first * (a == b ? first : pool.value(b, values))
                case .copy(let source, let wire):
                    unsafe values[Int(wire)] = pool.value(source, values)
                case .bits(let source, let first, let count):
                    let words = unsafe pool.value(source, values).canonical
                    for bit in 0..<Int(count) {
                        let word = bit < 64 ? words.0 : bit < 128 ? words.1 : bit < 192 ? words.2 : words.3
                        unsafe values[Int(first) + bit] = (word >> UInt64(bit & 63)) & 1 == 1 ? .one : .zero
                    }
                case .hint(let index):
                    let hint = hints[Int(index)]
                    let results = hint.compute(hint.sources.map { unsafe pool.value($0, values) })
                    precondition(results.count == Int(hint.count), "a hint gives another number of values than it announced")
                    for (offset, result) in results.enumerated() { unsafe values[Int(hint.first) + offset] = result }
                }
                if !lies.isEmpty {
                    for wire in wires(of: step) { if let lie = lies[wire] { unsafe values[Int(wire)] = lie } }
                }
            }
        }
    }

    /// The wires that a step fills in.
    private func wires(of step: Step) -> Range<Int32> {
        switch step {
        case .product(_, _, let wire), .copy(_, let wire): wire..<wire + 1
        case .bits(_, let first, let count): first..<first + count
        case .hint(let index): hints[Int(index)].first..<hints[Int(index)].first + hints[Int(index)].count
        }
    }
}
