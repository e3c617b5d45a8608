import RISCV
import StarkVerifier

/// LUI, AUIPC and JAL: rd = a constant of the instruction, then on at an address that is one too.
///
/// The constants (immediate, pc + immediate or pc + 4) and the next address stand in the program table, limbs in range.
enum ConstantChip: InstructionChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isReal, rd, valueLow, valueHigh, next
        case oldLow, oldHigh, oldClock, oldGap
    }

    static let name = "constant"
    static let families = [Family.add, .jump]

    static func proves(_ operation: Operation) -> Bool { operation == .lui || operation == .auipc || operation == .jal }

    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isReal, clk) = (c[.isReal], c[.clk])
        let value = c.word(.valueLow, .valueHigh)
        air.realRows(isReal)
        air.execute(
            pc: c[.pc], clk: clk, code: Expression(InstructionCode.constant), [c[.rd], value.low, value.high, c[.next]],
            next: c[.next], when: isReal)
        air.write(
            register: c[.rd], from: c.word(.oldLow, .oldHigh), to: value, previous: c[.oldClock], gap: c[.oldGap], at: clk + 2,
            when: isReal)
        air.blind(with: [c[.oldLow], c[.oldHigh], c[.oldClock], c[.oldGap]])
    }

    static func fill(_ row: TraceRow<Column>, _ event: InstructionEvent, _ instruction: Instruction) {
        row[.pc] = event.pc
        row[.clk] = event.clk
        row[.isReal] = 1
        row[.rd] = UInt32(instruction.rd)
        row.set(.valueLow, .valueHigh, event.rdNew)
        row[.next] = event.nextPC
        row.set(.oldLow, .oldHigh, event.rdOld)
        row.setAccess(.oldClock, .oldGap, previous: event.rdClock, now: event.clk + 2)
    }
}
