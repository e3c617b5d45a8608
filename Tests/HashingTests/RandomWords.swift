import Hashing

/// A small deterministic generator (SplitMix64, Steele et al. 2014), so that a failing case can be repeated.
struct RandomWords {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt32 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return UInt32(truncatingIfNeeded: z >> 20)
    }

    mutating func words(_ count: Int) -> [UInt32] { (0..<count).map { _ in next() } }

    mutating func digest() -> Digest {
        var result = Digest()
        for i in 0..<8 { result.words[i] = next() }
        return result
    }
}
