import StarkVerifier

/// SHA-256 compression (FIPS 180-4, section 6.2.2): 64 rows, one per round, for each call; a whole table of such groups.
///
/// Group by group the rows count the rounds; every row looks its round up in the round table, in groups of padding too, which compress
/// a zero block and touch nothing. Only a and e are bits; the six other variables are what a and e were in earlier rounds. The
/// majority is a·b + c·(a XOR b) and the choice e·f + g − e·g, from bytes through the table of conjunctions.
enum SHA256Chip {
    static let name = "sha256"
    private typealias Columns = ColumnExpressions<SHA256Column>

    static func chip() -> Chip {
        var air = ChipBuilder(name)
        let c = Columns(declaredIn: &air)
        describeRounds(&air, c)
        describeVariables(&air, c)
        describeLogic(&air, c)
        describeSums(&air, c)
        describeSchedule(&air, c)
        describeState(&air, c)
        air.blind(with: c.run(.blinding, 4))
        return air.build()
    }

    private static func word(_ c: Columns, _ start: SHA256Column, _ index: Int = 0) -> Word {
        let limbs = c.run(start, 2 * index + 2)
        return Word(low: limbs[2 * index], high: limbs[2 * index + 1])
    }

    private static func number(_ bits: some Sequence<Expression>) -> Expression {
        var sum: Expression = 0
        for (index, bit) in bits.enumerated() { sum = sum + Expression(1 << index) * bit }
        return sum
    }

    private static func bytes(_ bits: [Expression]) -> [Expression] { (0..<4).map { number(bits[8 * $0..<8 * $0 + 8]) } }

    private static func word(_ bits: [Expression]) -> Word { Word(low: number(bits[0..<16]), high: number(bits[16..<32])) }

    /// The exclusive or of a word's rotations (and of a shift, the last of `amounts`, where `shifts`).
    private static func mix(_ bits: [Expression], _ amounts: [Int], shifts: Bool = false) -> Word {
        word(
            (0..<32).map { index in
                let x = bits[(index + amounts[0]) % 32]
                let y = bits[(index + amounts[1]) % 32]
                let either = x + y - 2 * x * y
                if shifts && index + amounts[2] >= 32 { return either }
                let z = bits[(index + amounts[2]) % 32]
                return either + z - 2 * either * z
            })
    }

    /// Rows count rounds from 0, groups of 64 are one call each.
    private static func describeRounds(_ air: inout ChipBuilder, _ c: Columns) {
        let (round, isReal, stays) = (c[.round], c[.isReal], 1 - c[.isLast])
        air.receive(
            MachineBus.sha256Round,
            [round, c[.constantLow], c[.constantHigh], c[.isFirst], c[.isBlock], c[.isFinal], c[.isLast]], multiplicity: 1)
        air.constrain(air.isFirstRow * round, "the first row is round 0")
        air.constrain(air.next(round) - round - 1 + 64 * c[.isLast], "rounds follow each other")
        air.boolean(isReal, "isReal is 0 or 1")
        for (column, label) in [(isReal, "isReal"), (c[.clk], "clk"), (c[.stateAddress], "state"), (c[.blockAddress], "block")] {
            air.constrain(stays * (air.next(column) - column), "\(label) stays the same in a call")
        }
        air.constrain(c[.realFirst] - isReal * c[.isFirst], "realFirst")
        air.constrain(c[.realBlock] - isReal * c[.isBlock], "realBlock")
        air.constrain(c[.realFinal] - isReal * c[.isFinal], "realFinal")
        air.receive(
            MachineBus.sha256Call, [c[.clk], c[.stateAddress], c[.blockAddress]], multiplicity: c[.realFirst])
    }

    /// The working variables start as the state and then pass from one to the next.
    private static func describeVariables(_ air: inout ChipBuilder, _ c: Columns) {
        let stays = 1 - c[.isLast]
        let (a, e) = (c.run(.a, 32), c.run(.e, 32))
        for bit in a + e + c.run(.w, 32) { air.boolean(bit, "bit") }
        let words = [
            word(a), Word(bytes: c.run(.b, 4)), Word(bytes: c.run(.c, 4)), word(c, .d),
            word(e), Word(bytes: c.run(.f, 4)), Word(bytes: c.run(.g, 4)), word(c, .h),
        ]
        for (index, variable) in words.enumerated() {
            let initial = word(c, .hash, index)
            air.constrain(c[.isFirst] * (variable.low - initial.low), "initial variable \(index), low limb")
            air.constrain(c[.isFirst] * (variable.high - initial.high), "initial variable \(index), high limb")
        }
        for (bits, result, label) in [(a, word(c, .nextA), "a"), (e, word(c, .nextE), "e")] {
            let next = word(bits.map { air.next($0) })
            air.constrain(stays * (next.low - result.low), "next \(label), low limb")
            air.constrain(stays * (next.high - result.high), "next \(label), high limb")
        }
        let moves = [(bytes(a), c.run(.b, 4)), (c.run(.b, 4), c.run(.c, 4)), (bytes(e), c.run(.f, 4)), (c.run(.f, 4), c.run(.g, 4))]
        for (from, to) in moves {
            for (old, new) in zip(from, to) { air.constrain(stays * (air.next(new) - old), "variables move on by bytes") }
        }
        for (from, to) in [(words[2], word(c, .d)), (words[6], word(c, .h))] {
            air.constrain(stays * (air.next(to.low) - from.low), "variables move on, low limb")
            air.constrain(stays * (air.next(to.high) - from.high), "variables move on, high limb")
        }
    }

    private static func describeLogic(_ air: inout ChipBuilder, _ c: Columns) {
        let isReal = c[.isReal]
        let (a, e) = (bytes(c.run(.a, 32)), bytes(c.run(.e, 32)))
        for index in 0..<4 {
            func byte(_ start: SHA256Column) -> Expression { c.run(start, 4)[index] }
            air.and(a[index], byte(.b), byte(.andAB), when: isReal)
            air.and(byte(.c), a[index] + byte(.b) - 2 * byte(.andAB), byte(.andCX), when: isReal)
            air.and(e[index], byte(.f), byte(.andEF), when: isReal)
            air.and(e[index], byte(.g), byte(.andEG), when: isReal)
        }
    }

    /// nextE = d + T1 and nextA = T1 + T2, by limbs, with carries of three bits: at most seven terms are added.
    private static func describeSums(_ air: inout ChipBuilder, _ c: Columns) {
        func word(_ start: SHA256Column) -> Word { Word(bytes: c.run(start, 4)) }
        let (carryA, carryE) = (c.run(.carryA, 6), c.run(.carryE, 6))
        for bit in carryA + carryE { air.boolean(bit, "carry bit") }
        let choice = word(.andEF) + word(.g) - word(.andEG)
        let majority = word(.andAB) + word(.andCX)
        let constant = c.word(.constantLow, .constantHigh)
        let first = Self.word(c, .h) + mix(c.run(.e, 32), [6, 11, 25]) + choice + constant + Self.word(c.run(.w, 32))
        let sums = [
            (first + mix(c.run(.a, 32), [2, 13, 22]) + majority, Self.word(c, .nextA), carryA, "a"),
            (first + Self.word(c, .d), Self.word(c, .nextE), carryE, "e"),
        ]
        for (sum, result, carry, label) in sums {
            let (low, high) = (number(carry[0..<3]), number(carry[3..<6]))
            air.constrain(sum.low - result.low - 65536 * low, "new \(label), low limb")
            air.constrain(sum.high + low - result.high - 65536 * high, "new \(label), high limb")
        }
    }

    /// W is the message word in the first 16 rounds, read from memory at clk + 1; afterwards a sum that 15 rows have collected:
    /// W(t) = W(t − 16) + σ0(W(t − 15)) + W(t − 7) + σ1(W(t − 2)).
    private static func describeSchedule(_ air: inout ChipBuilder, _ c: Columns) {
        let bits = c.run(.w, 32)
        let w = word(bits)
        for (low, place) in [(true, "low limb"), (false, "high limb")] {
            func limb(_ word: Word) -> Expression { low ? word.low : word.high }
            func partial(_ index: Int) -> Expression { limb(word(c, .partial, index)) }
            air.constrain(air.next(partial(0)) - limb(w), "partial sum 0, \(place)")
            for index in 1...15 {
                var sum = partial(index - 1)
                if index == 1 { sum = sum + limb(mix(bits, [7, 18, 3], shifts: true)) }
                if index == 9 { sum = sum + limb(w) }
                if index == 14 { sum = sum + limb(mix(bits, [17, 19, 10], shifts: true)) }
                air.constrain(air.next(partial(index)) - sum, "partial sum \(index), \(place)")
            }
        }
        let carry = c.run(.carryW, 4)
        for bit in carry { air.boolean(bit, "carry bit") }
        let (low, high) = (carry[0] + 2 * carry[1], carry[2] + 2 * carry[3])
        let sum = word(c, .partial, 15)
        air.constrain((1 - c[.isBlock]) * (sum.low - w.low - 65536 * low), "schedule word, low limb")
        air.constrain((1 - c[.isBlock]) * (sum.high + low - w.high - 65536 * high), "schedule word, high limb")
        air.access(
            space: Expression(MemorySpace.memory), address: c[.blockAddress] + 4 * c[.round], from: w, to: w,
            previous: c[.blockClock], gap: c[.blockGap], at: c[.clk] + 1, when: c[.realBlock])
    }

    /// The last four rounds replace two state words each at clk + 2: the round t makes the final word 63 − t of a…d and 67 − t of e…h.
    private static func describeState(_ air: inout ChipBuilder, _ c: Columns) {
        let (isFinal, realFinal, stays, round) = (c[.isFinal], c[.realFinal], 1 - c[.isLast], c[.round])
        for index in 0..<8 {
            let old = word(c, .hash, index)
            let below = index % 4 == 0 ? old : word(c, .hash, index - 1)
            for (this, other) in [(old.low, below.low), (old.high, below.high)] {
                let moved = index % 4 == 0 ? this : this + isFinal * (other - this)
                air.constrain(stays * (air.next(this) - moved), "state word \(index) is kept")
            }
        }
        let carry = c.run(.carryState, 4)
        let slots = [
            (word(c, .hash, 3), word(c, .nextA), carry[0], carry[1], c[.upperClock], c[.upperGap], 63),
            (word(c, .hash, 7), word(c, .nextE), carry[2], carry[3], c[.lowerClock], c[.lowerGap], 67),
        ]
        for (old, variable, carryLow, carryHigh, previous, gap, place) in slots {
            let new = air.sum(old, variable, carryLow: carryLow, carryHigh: carryHigh)
            air.range(new, when: realFinal)
            air.access(
                space: Expression(MemorySpace.memory), address: c[.stateAddress] + 4 * (Expression(place) - round), from: old,
                to: new, previous: previous, gap: gap, at: c[.clk] + 2, when: realFinal)
        }
    }
}
