import FiniteFields
import Hashing
import StarkProver

/// The mask streams as the documentation describes them, in plain Swift: keyed BLAKE3 of counters.
struct ReferenceMasks {
    let seed: @Sendable (_ label: String) -> Digest?

    init(_ seed: @escaping @Sendable (_ label: String) -> Digest?) { self.seed = seed }
    init(_ digest: Digest) { seed = { _ in digest } }

    /// The same masks for the prover under test.
    var source: MaskSource { MaskSource(seeds: seed) }

    func words(_ label: String, _ count: Int, round: String = "") -> [UInt32] {
        guard let seed = seed(label) else { return [UInt32](repeating: 0, count: count) }
        let key = BLAKE3.keyedHash(key: seed, Array((label + round).utf8))
        var result: [UInt32] = []
        var counter: UInt32 = 0
        while result.count < count {
            var hasher = BLAKE3(key: key)
            hasher.update(word: counter)
            let digest = hasher.finalize()
            for index in 0..<8 { result.append(digest.words[index]) }
            counter += 1
        }
        return Array(result[..<count])
    }

    /// Field elements: words below p after dropping the top bit.
    func elements(_ label: String, _ count: Int) -> [KoalaBear] {
        var result: [KoalaBear] = []
        var round = 0
        while result.count < count {
            let missing = count - result.count
            for word in words(label, missing + missing / 64 + 64, round: "#\(round)") where result.count < count {
                if let element = KoalaBear(raw: word & 0x7fff_ffff) { result.append(element) }
            }
            round += 1
        }
        return result
    }
}
