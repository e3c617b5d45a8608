import FiniteFields
import Hashing

extension CircuitBuilder {
    /// SHA-256 (FIPS 180-4) of a message of fixed length; bits in the standard's order, most significant bit of each byte first.
    ///
    /// Cost: about 27,000 constraints a block of 512 bits, padding included.
    public func sha256(_ message: [Boolean], _ label: String = "sha256") -> [Boolean] {
        scope(label) {
            var state = SHA256Constants.initialState.map(constantWord)
            let padded = message + SHA256Constants.padding(bitCount: message.count).map { Boolean($0) }
            for block in 0..<padded.count / 512 {
                let words = (0..<16).map { word in Array(padded[512 * block + 32 * word..<512 * block + 32 * word + 32].reversed()) }
                state = scope("block\(block)") { compress(state, words) }
            }
            return state.flatMap { $0.reversed() }
        }
    }

    /// The compression function: eight words of state, sixteen of the block; a word's bits are least significant first here.
    func compress(_ state: [[Boolean]], _ block: [[Boolean]]) -> [[Boolean]] {
        var schedule = block
        for index in 16..<64 {
            schedule.append(
                scope("schedule\(index)") {
                    let s0 = xor3(rotated(schedule[index - 15], 7), rotated(schedule[index - 15], 18), shifted(schedule[index - 15], 3))
                    let s1 = xor3(rotated(schedule[index - 2], 17), rotated(schedule[index - 2], 19), shifted(schedule[index - 2], 10))
                    return sum([schedule[index - 16], s0, schedule[index - 7], s1], "w")
                })
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for round in 0..<64 {
            scope("round\(round)") {
                let sigma1 = xor3(rotated(e, 6), rotated(e, 11), rotated(e, 25))
                let first = [h, sigma1, choose(e, f, g), constantWord(SHA256Constants.roundConstants[round]), schedule[round]]
                let sigma0 = xor3(rotated(a, 2), rotated(a, 13), rotated(a, 22))
                let newE = sum(first + [d], "e")
                let newA = sum(first + [sigma0, majority(a, b, c)], "a")
                (h, g, f, e, d, c, b, a) = (g, f, e, newE, c, b, a, newA)
            }
        }
        return scope("final") { zip(state, [a, b, c, d, e, f, g, h]).map { sum([$0, $1], "h") } }
    }

    private func constantWord(_ word: UInt32) -> [Boolean] { (0..<32).map { Boolean(word >> UInt32($0) & 1 == 1) } }

    private func rotated(_ word: [Boolean], _ count: Int) -> [Boolean] { (0..<32).map { word[($0 + count) % 32] } }

    private func shifted(_ word: [Boolean], _ count: Int) -> [Boolean] { (0..<32).map { $0 + count < 32 ? word[$0 + count] : .false } }

    private func xor3(_ a: [Boolean], _ b: [Boolean], _ c: [Boolean]) -> [Boolean] {
        (0..<32).map { xor(xor(a[$0], b[$0], "xor"), c[$0], "xor") }
    }

    /// e ? f : g, bit by bit. One constraint a bit.
    private func choose(_ e: [Boolean], _ f: [Boolean], _ g: [Boolean]) -> [Boolean] {
        (0..<32).map { Boolean(alreadyConstrained: select(e[$0], f[$0].value, else: g[$0].value, "ch")) }
    }

    /// Two of three, bit by bit: m + a · (b + c − 2m) with m = b · c. Two constraints a bit.
    private func majority(_ a: [Boolean], _ b: [Boolean], _ c: [Boolean]) -> [Boolean] {
        (0..<32).map { bit in
            let both = product(b[bit].value, c[bit].value, "maj")
            return Boolean(alreadyConstrained: both + product(a[bit].value, b[bit].value + c[bit].value - both * 2, "maj"))
        }
    }

    /// The sum of words modulo 2^32: all bits of the sum with their carries, of which the carries are dropped.
    private func sum(_ words: [[Boolean]], _ label: String) -> [Boolean] {
        let total = LinearCombination(
            sum: words.flatMap { word in word.indices.map { (word[$0].value, BN254Scalar(1 << UInt64($0))) } })
        if let constant = total.constant { return constantWord(UInt32(truncatingIfNeeded: constant.canonical.0)) }
        let carries = 64 - UInt64(words.count - 1).leadingZeroBitCount
        return Array(bits(of: total, count: 32 + carries, label).prefix(32))
    }
}

/// Constants and padding of SHA-256 (FIPS 180-4, sections 4.2.2, 5.1.1 and 5.3.3).
enum SHA256Constants {
    private static let primes: [UInt64] = {
        var primes: [UInt64] = []
        var candidate: UInt64 = 2
        while primes.count < 64 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes
    }()

    /// The first 32 bits of the fractional parts of the square roots of the first eight primes.
    static let initialState: [UInt32] = primes.prefix(8).map { prime in fraction { isRoot($0, 2, prime) } }
    /// The same of the cube roots of the first 64 primes.
    static let roundConstants: [UInt32] = primes.map { prime in fraction { isRoot($0, 3, prime) } }

    /// The largest x below 2^36 with `fits(x)`, without its integer part.
    private static func fraction(_ fits: (UInt64) -> Bool) -> UInt32 {
        var root: UInt64 = 0
        for bit in (0..<37).reversed() where fits(root | 1 << UInt64(bit)) { root |= 1 << UInt64(bit) }
        return UInt32(truncatingIfNeeded: root)
    }

    /// Whether (x / 2^32)^degree ≤ prime.
    private static func isRoot(_ x: UInt64, _ degree: Int, _ prime: UInt64) -> Bool {
        let wide = UInt128(x)
        return degree == 2 ? wide * wide <= UInt128(prime) << 64 : wide * wide * wide <= UInt128(prime) << 96
    }

    /// A one, zeros, and the message's length in 64 bits, up to a multiple of 512 bits.
    static func padding(bitCount: Int) -> [Bool] {
        let zeros = (512 - (bitCount + 65) % 512) % 512
        return [true] + Array(repeating: false, count: zeros) + (0..<64).reversed().map { UInt64(bitCount) >> UInt64($0) & 1 == 1 }
    }
}
