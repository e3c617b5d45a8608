/// The main columns of `SHA256Chip`: single ones and runs of bits, bytes and limbs.
struct SHA256Column: ChipColumn {
    let rawValue: Int

    init(rawValue: Int) { self.rawValue = rawValue }

    private init(_ rawValue: Int) { self.rawValue = rawValue }

    static let allCases = (0..<228).map { SHA256Column($0) }

    /// Number of the round, 0…63, and what the round table says about it.
    static var round: Self { Self(0) }
    static var constantLow: Self { Self(1) }
    static var constantHigh: Self { Self(2) }
    static var isFirst: Self { Self(3) }
    static var isBlock: Self { Self(4) }
    static var isFinal: Self { Self(5) }
    static var isLast: Self { Self(6) }
    /// The call, the same in all rounds.
    static var isReal: Self { Self(7) }
    static var clk: Self { Self(8) }
    static var stateAddress: Self { Self(9) }
    static var blockAddress: Self { Self(10) }
    /// isReal and isFirst, isBlock, isFinal.
    static var realFirst: Self { Self(11) }
    static var realBlock: Self { Self(12) }
    static var realFinal: Self { Self(13) }
    /// The working variables before the round: 32 bits, 4 bytes or 2 limbs each.
    static var a: Self { Self(14) }
    static var e: Self { Self(46) }
    static var b: Self { Self(78) }
    static var c: Self { Self(82) }
    static var f: Self { Self(86) }
    static var g: Self { Self(90) }
    static var d: Self { Self(94) }
    static var h: Self { Self(96) }
    /// a AND b, c AND (a XOR b), e AND f, e AND g: 4 bytes each.
    static var andAB: Self { Self(98) }
    static var andCX: Self { Self(102) }
    static var andEF: Self { Self(106) }
    static var andEG: Self { Self(110) }
    /// The message schedule's word of the round: 32 bits.
    static var w: Self { Self(114) }
    /// 16 partial sums of later schedule words: 2 limbs each, below 2^18.
    static var partial: Self { Self(146) }
    /// The state before the compression, 8 words of 2 limbs; in the last rounds words move up.
    static var hash: Self { Self(178) }
    /// a and e after the round: 2 limbs each, and the bits of their limbs' carries, 3 each.
    static var nextA: Self { Self(194) }
    static var nextE: Self { Self(196) }
    static var carryA: Self { Self(198) }
    static var carryE: Self { Self(204) }
    /// Bits of the carries of the schedule word's limbs, 2 each.
    static var carryW: Self { Self(210) }
    /// Carries of the new state words that the round completes: upper half (a…d), lower half (e…h), 2 each.
    static var carryState: Self { Self(214) }
    /// Clock and gap of the accesses: message word, state word of a…d, state word of e…h.
    static var blockClock: Self { Self(218) }
    static var blockGap: Self { Self(219) }
    static var upperClock: Self { Self(220) }
    static var upperGap: Self { Self(221) }
    static var lowerClock: Self { Self(222) }
    static var lowerGap: Self { Self(223) }
    static var blinding: Self { Self(224) }
}

extension SHA256Column: CustomStringConvertible {
    private static let starts: [(Self, String)] = [
        (round, "round"), (constantLow, "constant"), (isFirst, "isFirst"), (isBlock, "isBlock"), (isFinal, "isFinal"),
        (isLast, "isLast"), (isReal, "isReal"), (clk, "clk"), (stateAddress, "stateAddress"), (blockAddress, "blockAddress"),
        (realFirst, "realFirst"), (realBlock, "realBlock"), (realFinal, "realFinal"), (a, "a"), (e, "e"), (b, "b"), (c, "c"),
        (f, "f"), (g, "g"), (d, "d"), (h, "h"), (andAB, "andAB"), (andCX, "andCX"), (andEF, "andEF"), (andEG, "andEG"), (w, "w"),
        (partial, "partial"), (hash, "hash"), (nextA, "nextA"), (nextE, "nextE"), (carryA, "carryA"), (carryE, "carryE"),
        (carryW, "carryW"), (carryState, "carryState"), (blockClock, "blockClock"), (blockGap, "blockGap"),
        (upperClock, "upperClock"), (upperGap, "upperGap"), (lowerClock, "lowerClock"), (lowerGap, "lowerGap"),
        (blinding, "blinding"),
    ]

    /// The run's name and, unless it is a single column, the place in it.
    var description: String {
        let index = Self.starts.lastIndex { $0.0.rawValue <= rawValue } ?? 0
        let (start, name) = Self.starts[index]
        let end = index + 1 < Self.starts.count ? Self.starts[index + 1].0.rawValue : Self.allCases.count
        return end - start.rawValue == 1 ? name : "\(name)\(rawValue - start.rawValue)"
    }
}
