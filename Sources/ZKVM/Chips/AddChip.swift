import RISCV
import StarkVerifier

/// ADD and SUB: rd = rs1 ± rs2.
///
/// A subtraction is the addition result + rs2 = rs1, so one carry chain serves both.
enum AddChip: InstructionChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isReal, isSubtraction, rd, rs1, rs2
        case aLow, aHigh, aClock, aGap
        case bLow, bHigh, bClock, bGap
        case oldLow, oldHigh, oldClock, oldGap
        case resultLow, resultHigh, carryLow, carryHigh
    }

    static let name = "add"
    static let families = [Family.add]

    static func proves(_ operation: Operation) -> Bool { operation == .add || operation == .sub }

    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isReal, clk, subtracts) = (c[.isReal], c[.clk], c[.isSubtraction])
        let a = c.word(.aLow, .aHigh)
        let b = c.word(.bLow, .bHigh)
        let result = c.word(.resultLow, .resultHigh)
        air.realRows(isReal)
        air.flag(subtracts, in: isReal, "isSubtraction")
        air.execute(
            pc: c[.pc], clk: clk, code: Expression(InstructionCode.add) + subtracts, [c[.rd], c[.rs1], c[.rs2]], next: c[.pc] + 4,
            when: isReal)
        air.read(register: c[.rs1], a, previous: c[.aClock], gap: c[.aGap], at: clk, when: isReal)
        air.read(register: c[.rs2], b, previous: c[.bClock], gap: c[.bGap], at: clk + 1, when: isReal)
        air.write(
            register: c[.rd], from: c.word(.oldLow, .oldHigh), to: result, previous: c[.oldClock], gap: c[.oldGap], at: clk + 2,
            when: isReal)
        air.range(result, when: isReal)
        // All limbs are in 0..<2^16, so both equations hold as integers and fix the result.
        let sign = 1 - 2 * subtracts
        air.boolean(c[.carryLow], "carryLow is 0 or 1")
        air.boolean(c[.carryHigh], "carryHigh is 0 or 1")
        air.constrain(sign * (a.low - result.low) + b.low - 65536 * c[.carryLow], "sum of the low limbs")
        air.constrain(
            sign * (a.high - result.high) + b.high + c[.carryLow] - 65536 * c[.carryHigh], "sum of the high limbs")
        air.blind(with: [c[.aClock], c[.aGap], c[.bClock], c[.bGap]])
    }

    static func fill(_ row: TraceRow<Column>, _ event: InstructionEvent, _ instruction: Instruction) {
        let subtracts = instruction.operation == .sub
        row[.pc] = event.pc
        row[.clk] = event.clk
        row[.isReal] = 1
        row[.isSubtraction] = subtracts ? 1 : 0
        row[.rd] = UInt32(instruction.rd)
        row[.rs1] = UInt32(instruction.rs1)
        row[.rs2] = UInt32(instruction.rs2)
        row.set(.aLow, .aHigh, event.rs1)
        row.setAccess(.aClock, .aGap, previous: event.rs1Clock, now: event.clk)
        row.set(.bLow, .bHigh, event.rs2)
        row.setAccess(.bClock, .bGap, previous: event.rs2Clock, now: event.clk + 1)
        row.set(.oldLow, .oldHigh, event.rdOld)
        row.setAccess(.oldClock, .oldGap, previous: event.rdClock, now: event.clk + 2)
        row.set(.resultLow, .resultHigh, event.rdNew)
        row.countRange(event.rdNew)
        let left = subtracts ? event.rdNew : event.rs1
        let carry = (left.low + event.rs2.low) >> 16
        row[.carryLow] = carry
        row[.carryHigh] = (left.high + event.rs2.high + carry) >> 16
    }
}
