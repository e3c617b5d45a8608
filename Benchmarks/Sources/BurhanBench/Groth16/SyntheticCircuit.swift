import FiniteFields

/// A circuit made for measurements: its constraints, and a witness that satisfies them.
struct SyntheticCircuit {
    typealias Term = (wire: Int, value: BN254Scalar)
    /// a · b = c over the wires; wire 0 is one, wire 1 public.
    var constraints: [(a: [Term], b: [Term], c: [Term])] = []
    var witness: [BN254Scalar]
    let log: Int

    /// - Parameter name: `chain` (x' = x² + c, all values full-width) or `bits` (three constraints of four say that a wire is zero or one), followed by
    ///   the logarithm of the domain's size; 2^log − 2 constraints, as many as the domain holds.
    init?(_ name: String) {
        let isChain = name.hasPrefix("chain")
        guard isChain || name.hasPrefix("bits"), let log = Int(name.drop { $0.isLetter }), (4...20).contains(log) else { return nil }
        self.log = log
        var x = BN254Scalar(3).power(1_000_003)
        witness = [.one, .zero, x]
        var wire = 2
        for index in 0..<(1 << log) - 2 {
            if isChain || index % 4 == 0 {
                // x² = x' − 5; the last x' is public.
                let isLast = index + (isChain ? 1 : 4) >= (1 << log) - 2
                x = x * x + 5
                let next = isLast ? 1 : witness.count
                if isLast { witness[1] = x } else { witness.append(x) }
                constraints.append(([(wire, 1)], [(wire, 1)], [(next, 1), (0, -5)]))
                wire = next
            } else {
                // b (b − 1) = 0.
                let bit = witness.count
                witness.append((x.canonical.0 >> UInt64(index % 4)) & 1 == 1 ? .one : .zero)
                constraints.append(([(bit, 1)], [(bit, 1), (0, -1)], []))
            }
        }
    }
}
