import RISCV
import StarkVerifier

/// DIV, DIVU, REM, REMU: a = b·q + r with |r| < |b| and r of a's sign or 0; for b = 0, q is all ones and r = a.
///
/// Signed numbers are word − 2^32·sign. The quotient's sign is free: b ≠ 0, the size and the sign of r leave one integer q, also for
/// the smallest number by −1, whose quotient 2^31 has the word of −2^31.
enum DivideChip: InstructionChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isReal, isUnsigned, isRemainder, isRemainderUnsigned, rd, rs1, rs2
        case aLow, aHigh, aClock, aGap
        case b0, b1, b2, b3, bClock, bGap
        case oldLow, oldHigh, oldClock, oldGap
        case q0, q1, q2, q3
        case rLow, rHigh
        case aSign, bSign, qSign, rSign
        /// Whether b = 0.
        case byZero
        /// Carries out of limbs 0…3 of b·q + r − a; the last two with 4 added.
        case carry0, carry1, carry2, carry3
        /// |b| − |r| − 1, and its middle carry, which is carryBit0 + 2·carryBit1 − 2.
        case marginLow, marginHigh, carryBit0, carryBit1
        case resultLow, resultHigh
    }

    static let name = "divide"
    static let families = [Family.divide]

    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isReal, clk) = (c[.isReal], c[.clk])
        let (isUnsigned, isRemainder, isRemainderUnsigned) = (c[.isUnsigned], c[.isRemainder], c[.isRemainderUnsigned])
        air.realRows(isReal)
        air.flag(isUnsigned, in: isReal, "isUnsigned")
        air.flag(isRemainder, in: isReal, "isRemainder")
        air.flag(isRemainderUnsigned, in: isReal, "isRemainderUnsigned")
        air.boolean(isUnsigned + isRemainder + isRemainderUnsigned, "one operation")
        let operation = isUnsigned + 2 * isRemainder + 3 * isRemainderUnsigned
        air.execute(
            pc: c[.pc], clk: clk, code: Expression(InstructionCode.divide) + operation, [c[.rd], c[.rs1], c[.rs2]],
            next: c[.pc] + 4, when: isReal)
        let a = c.word(.aLow, .aHigh)
        let (b, q) = (c.run(.b0, 4), c.run(.q0, 4))
        let r = c.word(.rLow, .rHigh)
        let result = c.word(.resultLow, .resultHigh)
        air.read(register: c[.rs1], a, previous: c[.aClock], gap: c[.aGap], at: clk, when: isReal)
        air.read(register: c[.rs2], Word(bytes: b), previous: c[.bClock], gap: c[.bGap], at: clk + 1, when: isReal)
        air.write(
            register: c[.rd], from: c.word(.oldLow, .oldHigh), to: result, previous: c[.oldClock], gap: c[.oldGap], at: clk + 2,
            when: isReal)
        for bytes in [b, q] {
            air.bytes(bytes[0], bytes[1], when: isReal)
            air.bytes(bytes[2], bytes[3], when: isReal)
        }
        air.range(r, when: isReal)
        describeSigns(&air, c, a, Word(bytes: b), r)
        describeIdentity(&air, c, a, b, q, r)
        describeMargin(&air, c, Word(bytes: b), Word(bytes: q), r)
        let word = Word(bytes: q)
        let wantsRemainder = isRemainder + isRemainderUnsigned
        air.constrain(result.low - word.low - wantsRemainder * (r.low - word.low), "low limb of the result")
        air.constrain(result.high - word.high - wantsRemainder * (r.high - word.high), "high limb of the result")
        air.blind(with: [c[.aClock], c[.aGap], c[.bClock], c[.bGap]])
    }

    private static func describeSigns(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>, _ a: Word, _ b: Word, _ r: Word) {
        let (aSign, bSign, qSign, rSign) = (c[.aSign], c[.bSign], c[.qSign], c[.rSign])
        let isSigned = c[.isReal] - c[.isUnsigned] - c[.isRemainderUnsigned]
        for (bit, label) in [(aSign, "aSign"), (bSign, "bSign"), (qSign, "qSign"), (rSign, "rSign")] {
            air.boolean(bit, "\(label) is 0 or 1")
        }
        for (bit, label) in [(aSign, "aSign"), (bSign, "bSign"), (qSign, "qSign")] {
            air.constrain(bit * (1 - isSigned), "\(label) is 0 in unsigned divisions")
        }
        air.sign(aSign, of: a.high, when: isSigned)
        air.sign(bSign, of: b.high, when: isSigned)
        // r = 0, or r has the sign of a. (rSign = 1 with rLow = rHigh = 0 would mean −2^32, which the margin excludes.)
        air.constrain(rSign * (1 - aSign), "r is not negative when a is not")
        air.constrain(aSign * (1 - rSign) * (r.low + r.high), "r is not positive when a is negative")
    }

    /// b·q + r − a = 0 modulo 2^64, hence as integers: both sides are less than 2^64 apart.
    private static func describeIdentity(
        _ air: inout ChipBuilder, _ c: ColumnExpressions<Column>, _ a: Word, _ b: [Expression], _ q: [Expression], _ r: Word
    ) {
        let (isReal, aSign, bSign, qSign, rSign) = (c[.isReal], c[.aSign], c[.bSign], c[.qSign], c[.rSign])
        let (bWord, qWord) = (Word(bytes: b), Word(bytes: q))
        let (carry2, carry3) = (c[.carry2] - 4, c[.carry3] - 4)
        for carry in [c[.carry0], c[.carry1], c[.carry2], c[.carry3]] { air.carry(carry, when: isReal) }
        let limbs = MultiplyChip.limbs(b, q)
        air.constrain(limbs[0] + r.low - a.low - 65536 * c[.carry0], "limb 0 of b·q + r")
        air.constrain(limbs[1] + r.high + c[.carry0] - a.high - 65536 * c[.carry1], "limb 1 of b·q + r")
        let extension0 = 65535 * (rSign - aSign)
        air.constrain(
            isReal * (limbs[2] + extension0 + c[.carry1] - bSign * qWord.low - qSign * bWord.low - 65536 * carry2),
            "limb 2 of b·q + r")
        air.constrain(
            isReal * (limbs[3] + extension0 + carry2 - bSign * qWord.high - qSign * bWord.high - 65536 * carry3),
            "limb 3 of b·q + r")
    }

    /// Either b = 0 and q is all ones, or |b| − |r| − 1 has 32 bits.
    private static func describeMargin(
        _ air: inout ChipBuilder, _ c: ColumnExpressions<Column>, _ b: Word, _ q: Word, _ r: Word
    ) {
        let (isReal, byZero, aSign, bSign, rSign) = (c[.isReal], c[.byZero], c[.aSign], c[.bSign], c[.rSign])
        air.flag(byZero, in: isReal, "byZero")
        air.constrain(byZero * (b.low + b.high), "byZero means b = 0")
        air.constrain(byZero * (q.low - 65535), "low limb of a quotient by 0")
        air.constrain(byZero * (q.high - 65535), "high limb of a quotient by 0")
        let margin = c.word(.marginLow, .marginHigh)
        air.range(margin, when: isReal)
        air.boolean(c[.carryBit0], "carryBit0 is 0 or 1")
        air.boolean(c[.carryBit1], "carryBit1 is 0 or 1")
        let carry = c[.carryBit0] + 2 * c[.carryBit1] - 2
        let (bFactor, rFactor) = (1 - 2 * bSign, 1 - 2 * aSign)
        let divides = isReal - byZero
        air.constrain(
            divides * (bFactor * b.low - rFactor * r.low - 1 - margin.low - 65536 * carry), "low limb of |b| − |r| − 1")
        air.constrain(
            divides * (bFactor * b.high + 65536 * bSign - rFactor * r.high - 65536 * rSign + carry - margin.high),
            "high limb of |b| − |r| − 1")
    }
}
