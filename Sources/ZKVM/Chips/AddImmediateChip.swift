import RISCV
import StarkVerifier

/// ADDI: rd = rs1 + immediate. A chip of its own because it is the commonest instruction and reads one register less than ADD.
enum AddImmediateChip: InstructionChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isReal, rd, rs1, immediateLow, immediateHigh
        case aLow, aHigh, aClock, aGap
        case oldLow, oldHigh, oldClock, oldGap
        case carryLow, carryHigh
    }

    static let name = "addImmediate"
    static let families = [Family.add]

    static func proves(_ operation: Operation) -> Bool { operation == .addi }

    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isReal, clk) = (c[.isReal], c[.clk])
        let a = c.word(.aLow, .aHigh)
        let immediate = c.word(.immediateLow, .immediateHigh)
        air.realRows(isReal)
        air.execute(
            pc: c[.pc], clk: clk, code: Expression(InstructionCode.addImmediate),
            [c[.rd], c[.rs1], immediate.low, immediate.high], next: c[.pc] + 4, when: isReal)
        air.read(register: c[.rs1], a, previous: c[.aClock], gap: c[.aGap], at: clk, when: isReal)
        let result = air.sum(a, immediate, carryLow: c[.carryLow], carryHigh: c[.carryHigh])
        air.range(result, when: isReal)
        air.write(
            register: c[.rd], from: c.word(.oldLow, .oldHigh), to: result, previous: c[.oldClock], gap: c[.oldGap], at: clk + 2,
            when: isReal)
        air.blind(with: [c[.aClock], c[.aGap], c[.oldClock], c[.oldGap]])
    }

    static func fill(_ row: TraceRow<Column>, _ event: InstructionEvent, _ instruction: Instruction) {
        row[.pc] = event.pc
        row[.clk] = event.clk
        row[.isReal] = 1
        row[.rd] = UInt32(instruction.rd)
        row[.rs1] = UInt32(instruction.rs1)
        row.set(.immediateLow, .immediateHigh, instruction.immediate)
        row.set(.aLow, .aHigh, event.rs1)
        row.setAccess(.aClock, .aGap, previous: event.rs1Clock, now: event.clk)
        row.set(.oldLow, .oldHigh, event.rdOld)
        row.setAccess(.oldClock, .oldGap, previous: event.rdClock, now: event.clk + 2)
        row.countRange(row.setSum(.carryLow, .carryHigh, event.rs1, instruction.immediate))
    }
}
