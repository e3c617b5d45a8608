import FiniteFields

/// A small deterministic generator (SplitMix64, Steele et al. 2014), so that a failing case can be repeated.
struct RandomWords {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func element() -> KoalaBear { KoalaBear(low: next(), high: next()) }

    mutating func extensionElement() -> KoalaBear4 { KoalaBear4(element(), element(), element(), element()) }

    /// Representatives below p: edge values first, then random ones.
    mutating func representatives(_ count: Int) -> [UInt32] {
        let p = KoalaBear.modulus
        let edges: [UInt32] = [0, 1, p - 1, KoalaBear.one.raw, (-KoalaBear.one).raw, p / 2, p / 2 + 1, 2, p - 2, 0x7eff_ffff, 1 << 24]
        return (0..<count).map { $0 < edges.count && count > edges.count ? edges[$0] : element().raw }
    }
}
