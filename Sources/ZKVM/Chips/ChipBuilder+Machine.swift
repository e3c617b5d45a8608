import StarkVerifier

/// The statements that chips of the machine have in common.
extension ChipBuilder {
    /// `value` is in 0..<2^16, when `condition` is 1.
    mutating func range(_ value: Expression, when condition: Expression) {
        receive(MachineBus.range, [value], multiplicity: condition)
    }

    /// Both limbs of a word are in 0..<2^16, when `condition` is 1.
    mutating func range(_ word: Word, when condition: Expression) {
        range(word.low, when: condition)
        range(word.high, when: condition)
    }

    /// `a` and `b` are in 0..<2^8, when `condition` is 1.
    mutating func bytes(_ a: Expression, _ b: Expression, when condition: Expression) {
        receive(MachineBus.bytes, [a, b], multiplicity: condition)
    }

    /// `a` and `b` are in 0..<2^8 and `result` is a AND b, when `condition` is 1.
    mutating func and(_ a: Expression, _ b: Expression, _ result: Expression, when condition: Expression) {
        receive(MachineBus.and, [a, b, result], multiplicity: condition)
    }

    /// `flag` is 0 or 1, and 0 where `isReal` is.
    mutating func flag(_ flag: Expression, in isReal: Expression, _ label: String) {
        boolean(flag, "\(label) is 0 or 1")
        constrain(flag * (1 - isReal), "\(label) is 0 in padding")
    }

    /// `bit` is the sign bit of a limb known to be in 0..<2^16, when `condition` is 1.
    ///
    /// 2·(limb − 2^15·bit) is an integer between −2^16 and 2^17, so being in the range table means limb − 2^15·bit ∈ 0..<2^15.
    mutating func sign(_ bit: Expression, of limb: Expression, when condition: Expression) {
        range(2 * (limb - 32768 * bit), when: condition)
    }

    /// An address limb that is known to be an integer between −2^17 and 2^18 is in 0..<2^13, when `condition` is 1.
    ///
    /// One look-up of 8·limb is enough because the limb is known to be a small integer; no fraction can pass.
    mutating func addressHigh(_ limb: Expression, when condition: Expression) {
        range(8 * limb, when: condition)
    }

    /// A carry column is in 0..<2^11, when `condition` is 1: both the carry and 32 times the carry have 16 bits.
    mutating func carry(_ value: Expression, when condition: Expression) {
        range(value, when: condition)
        range(32 * value, when: condition)
    }

    /// `isReal` marks the rows in use: 0 or 1, and 0 in the last row, which belongs to blinding.
    mutating func realRows(_ isReal: Expression) {
        boolean(isReal, "isReal is 0 or 1")
        constrain(isReal * isLastRow, "the last row is padding")
    }

    /// The row executes the instruction at `pc` in the cycle `clk` and goes on at `next`.
    mutating func execute(
        pc: Expression, clk: Expression, code: Expression, _ fields: [Expression], next: Expression, when isReal: Expression
    ) {
        receive(MachineBus.state, [pc, clk], multiplicity: isReal)
        fetch(pc: pc, code: code, fields, when: isReal)
        send(MachineBus.state, [next, clk + 4], multiplicity: isReal)
    }

    /// The instruction at `pc` has this code and these fields.
    mutating func fetch(pc: Expression, code: Expression, _ fields: [Expression], when isReal: Expression) {
        let filler = [Expression](repeating: 0, count: 6 - fields.count)
        receive(MachineBus.program, [pc, code] + fields + filler, multiplicity: isReal)
    }

    /// One access: what the place held since `previous` is `old`; from `now` on it holds `new`.
    ///
    /// previous < now because now − previous − 1 = low + 2^13·gap with low and gap in 0..<2^16: at most 2^29 + 2^16, while a later
    /// `previous` would give a number above p − 2^29. The limbs overlap on purpose: no smaller range table is needed.
    mutating func access(
        space: Expression, address: Expression, from old: Word, to new: Word, previous: Expression, gap: Expression,
        at now: Expression, when condition: Expression
    ) {
        receive(MachineBus.memory, [space, address, old.low, old.high, previous], multiplicity: condition)
        send(MachineBus.memory, [space, address, new.low, new.high, now], multiplicity: condition)
        range(now - previous - 1 - 8192 * gap, when: condition)
        range(gap, when: condition)
    }

    /// A register is read.
    mutating func read(
        register: Expression, _ value: Word, previous: Expression, gap: Expression, at now: Expression, when condition: Expression
    ) {
        access(
            space: Expression(MemorySpace.registers), address: register, from: value, to: value, previous: previous, gap: gap, at: now,
            when: condition)
    }

    /// A register is written.
    mutating func write(
        register: Expression, from old: Word, to new: Word, previous: Expression, gap: Expression, at now: Expression,
        when condition: Expression
    ) {
        access(
            space: Expression(MemorySpace.registers), address: register, from: old, to: new, previous: previous, gap: gap, at: now,
            when: condition)
    }
}
