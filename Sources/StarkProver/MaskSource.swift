import CKernels
import FiniteFields
import Hashing

/// All randomness that hides a witness: one keyed BLAKE3 stream per use, from a single 32-byte seed.
///
/// The seed comes from the operating system unless a test fixes it; a fixed seed makes the proof reproducible bit by bit and must never be
/// used twice with secrets. Distinct `label`s give independent streams.
public struct MaskSource: Sendable {
    /// The seed behind a label's stream; nil for a stream of zeros, which hides nothing.
    private let seed: @Sendable (_ label: String) -> Digest?

    /// A fresh seed from the operating system.
    public init() {
        var generator = SystemRandomNumberGenerator()
        var words = Digest()
        for index in 0..<8 { words.words[index] = generator.next() }
        self.init(seed: words)
    }

    /// A fixed seed, for tests.
    public init(seed: Digest) { self.seed = { _ in seed } }

    /// A seed for each label or none, for tests that take single masks away.
    package init(seeds: @escaping @Sendable (_ label: String) -> Digest?) { seed = seeds }

    /// Fills `count` words at `out` with uniform ones. Cost: one BLAKE3 compression for 8 words.
    func words(_ label: String, _ out: UnsafeMutablePointer<UInt32>, count: Int, round: String = "", parallel: Parallel) {
        guard let seed = seed(label) else {
            unsafe out.update(repeating: 0, count: count)
            return
        }
        let key = BLAKE3.keyedHash(key: seed, Array((label + round).utf8))
        nonisolated(unsafe) let out = unsafe out  // Written on disjoint ranges.
        parallel.ranges(count, grain: 1 << 15) { range in
            let rows = (range.count + 7) / 8
            let counters = Words(rows)
            for row in 0..<rows { counters[row] = UInt32(truncatingIfNeeded: range.lowerBound / 8 + row) }
            let digests = Words(8 * rows)
            let columns: [UnsafePointer<UInt32>?] = unsafe [UnsafePointer(counters.pointer)]
            var keyWords: [UInt32] = []
            for index in 0..<8 { keyWords.append(key.words[index]) }
            unsafe burhan_b3_hash_rows(digests.pointer, columns, 1, 0, rows, keyWords, 0)
            unsafe (out + range.lowerBound).update(from: digests.pointer, count: range.count)
        }
    }

    /// `count` uniform field elements in Montgomery form: 31-bit words, those of p and above rejected (0.8 %).
    func elements(_ label: String, _ count: Int, parallel: Parallel) -> Words {
        let result = Words(count)
        var filled = 0
        var round = 0
        let grain = 1 << 16
        while filled < count {
            let raw = Words((count - filled) + (count - filled) / 64 + 64)
            unsafe words(label, raw.pointer, count: raw.count, round: "#\(round)", parallel: parallel)
            // What each piece keeps moves to its front, then the pieces follow one another.
            let kept = parallel.map((raw.count + grain - 1) / grain) { piece in
                Self.keepElements(raw, piece * grain..<min((piece + 1) * grain, raw.count))
            }
            for (piece, length) in kept.enumerated() {
                let taken = min(length, count - filled)
                unsafe (result.pointer + filled).update(from: raw.pointer + piece * grain, count: taken)
                filled += taken
            }
            round += 1
        }
        return result
    }

    /// Moves the words of a range that are elements, their top bit dropped, to its front; returns how many there are.
    private static func keepElements(_ raw: Words, _ range: Range<Int>) -> Int {
        var end = range.lowerBound
        for index in range {
            let value = raw[index] & 0x7fff_ffff
            // Without a branch: what is not kept is written over.
            raw[end] = value
            end += value < KoalaBear.modulus ? 1 : 0
        }
        return end - range.lowerBound
    }
}
