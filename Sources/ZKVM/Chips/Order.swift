import StarkVerifier

extension ChipBuilder {
    /// `isLess` is 1 exactly when a < b, as signed numbers where `isSigned` is 1; returns the limbs of a − b mod 2^32.
    ///
    /// `isSigned` is a flag that is at most `isReal`; the limbs of a and b are in 0..<2^16. A signed number's high limb is
    /// high − 2^16·sign. The differences of limbs, with borrows, are integers between −2^17 and 2^17, so being in range means that
    /// borrow and isLess are the borrows of the subtraction.
    @discardableResult
    mutating func order(
        _ a: Word, _ b: Word, aSign: Expression, bSign: Expression, borrow: Expression, isLess: Expression, isSigned: Expression,
        when isReal: Expression
    ) -> Word {
        for (bit, limb, label) in [(aSign, a.high, "aSign"), (bSign, b.high, "bSign")] {
            boolean(bit, "\(label) is 0 or 1")
            constrain(bit * (1 - isSigned), "\(label) is 0 in unsigned comparisons")
            sign(bit, of: limb, when: isSigned)
        }
        boolean(borrow, "borrow is 0 or 1")
        boolean(isLess, "isLess is 0 or 1")
        let difference = Word(
            low: a.low - b.low + 65536 * borrow,
            high: (a.high - 65536 * aSign) - (b.high - 65536 * bSign) - borrow + 65536 * isLess)
        range(difference, when: isReal)
        return difference
    }
}

/// What the comparison of two words takes in a trace.
struct Order {
    let a: UInt32
    let b: UInt32
    let isSigned: Bool
    let aSign: UInt32
    let bSign: UInt32
    let borrow: UInt32
    let isLess: UInt32
    /// Limbs of the difference.
    let low: UInt32
    let high: UInt32

    @inline(__always)
    init(_ a: UInt32, _ b: UInt32, isSigned: Bool) {
        self.a = a
        self.b = b
        self.isSigned = isSigned
        aSign = isSigned ? a >> 31 : 0
        bSign = isSigned ? b >> 31 : 0
        borrow = a.low < b.low ? 1 : 0
        let less = isSigned ? Int32(bitPattern: a) < Int32(bitPattern: b) : a < b
        isLess = less ? 1 : 0
        low = (a &- b).low
        high = (a.high &- aSign << 16 &- b.high &+ bSign << 16 &- borrow &+ isLess << 16)
    }
}

extension TraceRow {
    /// Counts the look-ups of a comparison.
    @inline(__always)
    func count(_ order: Order) {
        lookups.countRange(order.low)
        lookups.countRange(order.high)
        if order.isSigned {
            countSign(ofLimb: order.a.high)
            countSign(ofLimb: order.b.high)
        }
    }
}
