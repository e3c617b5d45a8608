import StarkVerifier

extension ChipBuilder {
    /// a + b mod 2^32 as expressions, when the limbs of a and b are in 0..<2^16 and the caller checks the sum's limbs to be so too.
    ///
    /// The carries are columns, 0 or 1; the limbs are then integers above −2^16 and below 2^17.
    mutating func sum(_ a: Word, _ b: Word, carryLow: Expression, carryHigh: Expression) -> Word {
        boolean(carryLow, "carryLow is 0 or 1")
        boolean(carryHigh, "carryHigh is 0 or 1")
        return Word(low: a.low + b.low - 65536 * carryLow, high: a.high + b.high + carryLow - 65536 * carryHigh)
    }

    /// Checks the limbs of an address formed by `sum` and returns it as one field element below 2^29.
    ///
    /// Without the bound on the high limb an address could wrap around p and meet another one.
    mutating func address(_ sum: Word, when condition: Expression) -> Expression {
        range(sum.low, when: condition)
        addressHigh(sum.high, when: condition)
        return sum.low + 65536 * sum.high
    }
}

extension TraceRow {
    /// Sets the carry columns of a sum and returns it.
    @inline(__always)
    func setSum(_ carryLow: Column, _ carryHigh: Column, _ a: UInt32, _ b: UInt32) -> UInt32 {
        let carry = (a.low + b.low) >> 16
        self[carryLow] = carry
        self[carryHigh] = (a.high + b.high + carry) >> 16
        return a &+ b
    }

    /// Counts the look-ups of an address.
    @inline(__always)
    func countAddress(_ address: UInt32) {
        lookups.countRange(address.low)
        lookups.countRange(8 &* address.high)
    }
}
