import RISCV
import StarkVerifier

/// SLT, SLTU and their immediate forms: rd = 1 when rs1 is less than the second operand, else 0.
///
/// The second operand is rs2 + immediate, of which one is always 0: immediate forms read x0, register forms have immediate 0.
enum CompareChip: InstructionChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isReal, isSigned, rd, rs1, rs2, immediateLow, immediateHigh
        case aLow, aHigh, aClock, aGap
        case bLow, bHigh, bClock, bGap
        case oldLow, oldHigh, oldClock, oldGap
        case aSign, bSign, borrow, isLess
    }

    static let name = "compare"
    static let families = [Family.compare]

    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isReal, clk, isSigned) = (c[.isReal], c[.clk], c[.isSigned])
        let a = c.word(.aLow, .aHigh)
        let b = c.word(.bLow, .bHigh)
        let immediate = c.word(.immediateLow, .immediateHigh)
        air.realRows(isReal)
        air.flag(isSigned, in: isReal, "isSigned")
        air.execute(
            pc: c[.pc], clk: clk, code: Expression(InstructionCode.compare) + isSigned,
            [c[.rd], c[.rs1], c[.rs2], immediate.low, immediate.high], next: c[.pc] + 4, when: isReal)
        air.read(register: c[.rs1], a, previous: c[.aClock], gap: c[.aGap], at: clk, when: isReal)
        air.read(register: c[.rs2], b, previous: c[.bClock], gap: c[.bGap], at: clk + 1, when: isReal)
        air.write(
            register: c[.rd], from: c.word(.oldLow, .oldHigh), to: Word(low: c[.isLess], high: 0), previous: c[.oldClock],
            gap: c[.oldGap], at: clk + 2, when: isReal)
        air.order(
            a, b + immediate, aSign: c[.aSign], bSign: c[.bSign], borrow: c[.borrow], isLess: c[.isLess], isSigned: isSigned,
            when: isReal)
        air.blind(with: [c[.aClock], c[.aGap], c[.bClock], c[.bGap]])
    }

    static func fill(_ row: TraceRow<Column>, _ event: InstructionEvent, _ instruction: Instruction) {
        let isSigned = instruction.operation == .slt || instruction.operation == .slti
        row[.pc] = event.pc
        row[.clk] = event.clk
        row[.isReal] = 1
        row[.isSigned] = isSigned ? 1 : 0
        row[.rd] = UInt32(instruction.rd)
        row[.rs1] = UInt32(instruction.rs1)
        row[.rs2] = UInt32(instruction.rs2)
        row.set(.immediateLow, .immediateHigh, instruction.immediate)
        row.set(.aLow, .aHigh, event.rs1)
        row.setAccess(.aClock, .aGap, previous: event.rs1Clock, now: event.clk)
        row.set(.bLow, .bHigh, event.rs2)
        row.setAccess(.bClock, .bGap, previous: event.rs2Clock, now: event.clk + 1)
        row.set(.oldLow, .oldHigh, event.rdOld)
        row.setAccess(.oldClock, .oldGap, previous: event.rdClock, now: event.clk + 2)
        let order = Order(event.rs1, event.rs2 &+ instruction.immediate, isSigned: isSigned)
        row[.aSign] = order.aSign
        row[.bSign] = order.bSign
        row[.borrow] = order.borrow
        row[.isLess] = order.isLess
        row.count(order)
    }
}
