import RISCV
import StarkVerifier

/// MUL, MULH, MULHSU, MULHU: the 64-bit product of two words, of which rd gets the lower or the upper half.
enum MultiplyChip: InstructionChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isReal, isHighSigned, isHighMixed, isHighUnsigned, rd, rs1, rs2
        case a0, a1, a2, a3, aClock, aGap
        case b0, b1, b2, b3, bClock, bGap
        case oldLow, oldHigh, oldClock, oldGap
        case aSign, bSign
        case product0, product1, product2, product3
        /// Carries out of limbs 0, 1, 2 and 3; the last two with 2 added.
        case carry0, carry1, carry2, carry3
        case resultLow, resultHigh
    }

    static let name = "multiply"
    static let families = [Family.multiply]

    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isReal, clk) = (c[.isReal], c[.clk])
        let (highSigned, highMixed, highUnsigned) = (c[.isHighSigned], c[.isHighMixed], c[.isHighUnsigned])
        let isHigh = highSigned + highMixed + highUnsigned
        air.realRows(isReal)
        air.flag(highSigned, in: isReal, "isHighSigned")
        air.flag(highMixed, in: isReal, "isHighMixed")
        air.flag(highUnsigned, in: isReal, "isHighUnsigned")
        air.boolean(isHigh, "one operation")
        let operation = highSigned + 2 * highMixed + 3 * highUnsigned
        air.execute(
            pc: c[.pc], clk: clk, code: Expression(InstructionCode.multiply) + operation, [c[.rd], c[.rs1], c[.rs2]],
            next: c[.pc] + 4, when: isReal)
        let (a, b) = (c.run(.a0, 4), c.run(.b0, 4))
        let product = c.run(.product0, 4)
        let result = c.word(.resultLow, .resultHigh)
        air.read(register: c[.rs1], Word(bytes: a), previous: c[.aClock], gap: c[.aGap], at: clk, when: isReal)
        air.read(register: c[.rs2], Word(bytes: b), previous: c[.bClock], gap: c[.bGap], at: clk + 1, when: isReal)
        air.write(
            register: c[.rd], from: c.word(.oldLow, .oldHigh), to: result, previous: c[.oldClock], gap: c[.oldGap], at: clk + 2,
            when: isReal)
        for bytes in [a, b] {
            air.bytes(bytes[0], bytes[1], when: isReal)
            air.bytes(bytes[2], bytes[3], when: isReal)
        }
        for limb in product { air.range(limb, when: isReal) }
        describeProduct(&air, c, a, b, product)
        air.constrain(result.low - product[0] - isHigh * (product[2] - product[0]), "low limb of the result")
        air.constrain(result.high - product[1] - isHigh * (product[3] - product[1]), "high limb of the result")
        air.blind(with: [c[.aClock], c[.aGap], c[.bClock], c[.bGap]])
    }

    private static func describeProduct(
        _ air: inout ChipBuilder, _ c: ColumnExpressions<Column>, _ a: [Expression], _ b: [Expression], _ product: [Expression]
    ) {
        let (isReal, aSign, bSign) = (c[.isReal], c[.aSign], c[.bSign])
        let aIsSigned = c[.isHighSigned] + c[.isHighMixed]
        let bIsSigned = c[.isHighSigned]
        air.boolean(aSign, "aSign is 0 or 1")
        air.boolean(bSign, "bSign is 0 or 1")
        air.constrain(aSign * (1 - aIsSigned), "aSign is 0 when a is unsigned")
        air.constrain(bSign * (1 - bIsSigned), "bSign is 0 when b is unsigned")
        let (aWord, bWord) = (Word(bytes: a), Word(bytes: b))
        air.sign(aSign, of: aWord.high, when: aIsSigned)
        air.sign(bSign, of: bWord.high, when: bIsSigned)
        let (carry2, carry3) = (c[.carry2] - 2, c[.carry3] - 2)
        for carry in [c[.carry0], c[.carry1], c[.carry2]] { air.carry(carry, when: isReal) }
        // A limb's sum is below 2^27 in size and a carry below 2^11: the equations hold as integers.
        let limbs = Self.limbs(a, b)
        air.constrain(limbs[0] - product[0] - 65536 * c[.carry0], "limb 0 of the product")
        air.constrain(limbs[1] + c[.carry0] - product[1] - 65536 * c[.carry1], "limb 1 of the product")
        // A signed operand is its word − 2^32·sign: the upper half loses the other operand.
        air.constrain(
            isReal * (limbs[2] + c[.carry1] - aSign * bWord.low - bSign * aWord.low - product[2] - 65536 * carry2),
            "limb 2 of the product")
        air.constrain(
            isReal * (limbs[3] + carry2 - aSign * bWord.high - bSign * aWord.high - product[3] - 65536 * carry3),
            "limb 3 of the product")
        air.constrain(c[.carry3] * (c[.carry3] - 1) * (c[.carry3] - 2), "the last carry is −2, −1 or 0")
    }

    /// The 16-bit limbs of a product of two four-byte numbers, before carries; each is at most 4·255²·257.
    static func limbs(_ a: [Expression], _ b: [Expression]) -> [Expression] {
        var bytes = [Expression](repeating: 0, count: 8)
        for i in 0..<4 {
            for j in 0..<4 { bytes[i + j] = bytes[i + j] + a[i] * b[j] }
        }
        return (0..<4).map { bytes[2 * $0] + 256 * bytes[2 * $0 + 1] }
    }

    /// The same in numbers.
    @inline(__always)
    static func limbs(_ a: UInt32, _ b: UInt32) -> InlineArray<4, Int> {
        var limbs = InlineArray<4, Int>(repeating: 0)
        for i in 0..<4 as Range<UInt32> {
            for j in 0..<4 as Range<UInt32> {
                limbs[Int((i + j) / 2)] += Int(a.byte(i) * b.byte(j)) << Int(8 * ((i + j) % 2))
            }
        }
        return limbs
    }

    static func fill(_ row: TraceRow<Column>, _ event: InstructionEvent, _ instruction: Instruction) {
        let (a, b) = (event.rs1, event.rs2)
        row[.pc] = event.pc
        row[.clk] = event.clk
        row[.isReal] = 1
        row[.rd] = UInt32(instruction.rd)
        row[.rs1] = UInt32(instruction.rs1)
        row[.rs2] = UInt32(instruction.rs2)
        row.setBytes(.a0, a)
        row.setAccess(.aClock, .aGap, previous: event.rs1Clock, now: event.clk)
        row.setBytes(.b0, b)
        row.setAccess(.bClock, .bGap, previous: event.rs2Clock, now: event.clk + 1)
        row.set(.oldLow, .oldHigh, event.rdOld)
        row.setAccess(.oldClock, .oldGap, previous: event.rdClock, now: event.clk + 2)
        row.set(.resultLow, .resultHigh, event.rdNew)
        row.countBytes(a)
        row.countBytes(b)
        var (aSign, bSign) = (0, 0)
        switch instruction.operation {
        case .mulh:
            row[.isHighSigned] = 1
            (aSign, bSign) = (Int(a >> 31), Int(b >> 31))
            row.countSign(ofLimb: a.high)
            row.countSign(ofLimb: b.high)
        case .mulhsu:
            row[.isHighMixed] = 1
            aSign = Int(a >> 31)
            row.countSign(ofLimb: a.high)
        case .mulhu:
            row[.isHighUnsigned] = 1
        default:
            break
        }
        row[.aSign] = UInt32(aSign)
        row[.bSign] = UInt32(bSign)
        var limbs = limbs(a, b)
        limbs[2] -= aSign * Int(b.low) + bSign * Int(a.low)
        limbs[3] -= aSign * Int(b.high) + bSign * Int(a.high)
        var carry = 0
        for index in 0..<4 {
            let sum = limbs[index] + carry
            carry = sum >> 16
            let limb = UInt32(truncatingIfNeeded: sum & 0xFFFF)
            row[.product0, index] = limb
            row.lookups.countRange(limb)
            let offset = UInt32(truncatingIfNeeded: index < 2 ? carry : carry + 2)
            row[.carry0, index] = offset
            if index < 3 { row.countCarry(offset) }
        }
    }
}
