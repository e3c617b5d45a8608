import FiniteFields

/// The Grain LFSR in its self-shrinking mode that makes the constants of Poseidon (Grassi, Khovratovich, Rechberger, Roy, Schofnegger,
/// "Poseidon: A New Hash Function for Zero-Knowledge Proof Systems", eprint 2019/458, appendix E): 80 bits of state, seeded with the
/// parameters of the instance, feedback b62 + b51 + b38 + b23 + b13 + b0, the first 160 bits dropped.
struct GrainGenerator {
    private var state: [Bool]
    private var at = 0

    /// For an S-box x^α over a prime field of `fieldBits` bits.
    init(fieldBits: Int, width: Int, fullRounds: Int, partialRounds: Int) {
        state = []
        for (value, count) in [(1, 2), (0, 4), (fieldBits, 12), (width, 12), (fullRounds, 10), (partialRounds, 10), ((1 << 30) - 1, 30)] {
            for bit in (0..<count).reversed() { state.append(value >> bit & 1 == 1) }
        }
        for _ in 0..<160 { _ = step() }
    }

    private mutating func step() -> Bool {
        func bit(_ offset: Int) -> Bool { state[(at + offset) % 80] }
        let next = [bit(62), bit(51), bit(38), bit(23), bit(13), bit(0)].reduce(false) { $0 != $1 }
        state[at] = next
        at = (at + 1) % 80
        return next
    }

    /// Of each pair of bits the second counts if the first is set.
    private mutating func bit() -> Bool {
        while !step() { _ = step() }
        return step()
    }

    private mutating func words(_ bits: Int) -> Words256 {
        var words: Words256 = (0, 0, 0, 0)
        for _ in 0..<bits {
            words = (
                words.0 << 1 | (bit() ? 1 : 0), words.1 << 1 | words.0 >> 63, words.2 << 1 | words.1 >> 63, words.3 << 1 | words.2 >> 63
            )
        }
        return words
    }

    /// A round constant: the first number of 254 bits that is below r.
    mutating func roundConstant() -> BN254Scalar {
        while true {
            if let element = BN254Scalar(canonical: words(254)) { return element }
        }
    }

    /// A number of 254 bits modulo r: material of the mixing matrix.
    mutating func reducedElement() -> BN254Scalar { BN254Scalar(reducing: words(254)) }
}
