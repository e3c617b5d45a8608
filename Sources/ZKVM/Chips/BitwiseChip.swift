import RISCV
import StarkVerifier

/// AND, OR, XOR and their immediate forms, byte by byte: a OR b = a + b − (a AND b), a XOR b = a + b − 2·(a AND b).
///
/// The second operand is rs2 + immediate, of which one is always 0: immediate forms read x0, register forms have immediate 0.
enum BitwiseChip: InstructionChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isReal, isOr, isXor, rd, rs1, rs2, immediateLow, immediateHigh
        case a0, a1, a2, a3, aClock, aGap
        case b0, b1, b2, b3, bClock, bGap
        case and0, and1, and2, and3
        case oldLow, oldHigh, oldClock, oldGap
        case resultLow, resultHigh
    }

    static let name = "bitwise"
    static let families = [Family.bitwise]

    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isReal, clk, isOr, isXor) = (c[.isReal], c[.clk], c[.isOr], c[.isXor])
        let (aBytes, bBytes, andBytes) = (c.run(.a0, 4), c.run(.b0, 4), c.run(.and0, 4))
        let (a, b, and) = (Word(bytes: aBytes), Word(bytes: bBytes), Word(bytes: andBytes))
        let immediate = c.word(.immediateLow, .immediateHigh)
        let result = c.word(.resultLow, .resultHigh)
        air.realRows(isReal)
        air.flag(isOr, in: isReal, "isOr")
        air.flag(isXor, in: isReal, "isXor")
        air.boolean(isOr + isXor, "one operation")
        air.execute(
            pc: c[.pc], clk: clk, code: Expression(InstructionCode.bitwise) + isOr + 2 * isXor,
            [c[.rd], c[.rs1], c[.rs2], immediate.low, immediate.high], next: c[.pc] + 4, when: isReal)
        air.read(register: c[.rs1], a, previous: c[.aClock], gap: c[.aGap], at: clk, when: isReal)
        air.read(register: c[.rs2], b - immediate, previous: c[.bClock], gap: c[.bGap], at: clk + 1, when: isReal)
        air.write(
            register: c[.rd], from: c.word(.oldLow, .oldHigh), to: result, previous: c[.oldClock], gap: c[.oldGap], at: clk + 2,
            when: isReal)
        for (index, and) in andBytes.enumerated() { air.and(aBytes[index], bBytes[index], and, when: isReal) }
        // Bytes of the result are bytes again, so its limbs are in range without a check.
        let (sum, either) = (a + b, isOr + isXor)
        air.constrain(
            result.low - and.low - either * sum.low + (2 * isOr + 3 * isXor) * and.low, "low limb of the result")
        air.constrain(
            result.high - and.high - either * sum.high + (2 * isOr + 3 * isXor) * and.high, "high limb of the result")
        air.blind(with: [c[.aClock], c[.aGap], c[.bClock], c[.bGap]])
    }

    static func fill(_ row: TraceRow<Column>, _ event: InstructionEvent, _ instruction: Instruction) {
        row[.pc] = event.pc
        row[.clk] = event.clk
        row[.isReal] = 1
        switch instruction.operation {
        case .or, .ori: row[.isOr] = 1
        case .xor, .xori: row[.isXor] = 1
        default: break
        }
        row[.rd] = UInt32(instruction.rd)
        row[.rs1] = UInt32(instruction.rs1)
        row[.rs2] = UInt32(instruction.rs2)
        row.set(.immediateLow, .immediateHigh, instruction.immediate)
        let operand = event.rs2 &+ instruction.immediate
        row.setBytes(.a0, event.rs1)
        row.setAccess(.aClock, .aGap, previous: event.rs1Clock, now: event.clk)
        row.setBytes(.b0, operand)
        row.setAccess(.bClock, .bGap, previous: event.rs2Clock, now: event.clk + 1)
        row.setBytes(.and0, event.rs1 & operand)
        for index in 0..<4 as Range<UInt32> { row.lookups.countAnd(event.rs1.byte(index), operand.byte(index)) }
        row.set(.oldLow, .oldHigh, event.rdOld)
        row.setAccess(.oldClock, .oldGap, previous: event.rdClock, now: event.clk + 2)
        row.set(.resultLow, .resultHigh, event.rdNew)
    }
}
