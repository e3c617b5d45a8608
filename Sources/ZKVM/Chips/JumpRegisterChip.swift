import RISCV
import StarkVerifier

/// JALR: rd = pc + 4, then on at (rs1 + immediate) with its lowest bit cleared.
///
/// The next address is sum − lowBit, an integer below 2^29. The instruction there must be in the program table, whose addresses are
/// multiples of 4: that leaves one possible lowBit, and none for a target that is not a multiple of 4.
enum JumpRegisterChip: InstructionChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isReal, rd, rs1, immediateLow, immediateHigh, linkLow, linkHigh
        case aLow, aHigh, aClock, aGap
        case oldLow, oldHigh, oldClock, oldGap
        case carryLow, carryHigh, lowBit
    }

    static let name = "jumpRegister"
    static let families = [Family.jump]

    static func proves(_ operation: Operation) -> Bool { operation == .jalr }

    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isReal, clk) = (c[.isReal], c[.clk])
        let a = c.word(.aLow, .aHigh)
        let immediate = c.word(.immediateLow, .immediateHigh)
        let link = c.word(.linkLow, .linkHigh)
        air.realRows(isReal)
        air.boolean(c[.lowBit], "lowBit is 0 or 1")
        let target = air.address(
            air.sum(a, immediate, carryLow: c[.carryLow], carryHigh: c[.carryHigh]), when: isReal)
        air.execute(
            pc: c[.pc], clk: clk, code: Expression(InstructionCode.jumpRegister),
            [c[.rd], c[.rs1], immediate.low, immediate.high, link.low, link.high], next: target - c[.lowBit], when: isReal)
        air.read(register: c[.rs1], a, previous: c[.aClock], gap: c[.aGap], at: clk, when: isReal)
        air.write(
            register: c[.rd], from: c.word(.oldLow, .oldHigh), to: link, previous: c[.oldClock], gap: c[.oldGap], at: clk + 2,
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
        row.set(.linkLow, .linkHigh, event.pc + 4)
        row.set(.aLow, .aHigh, event.rs1)
        row.setAccess(.aClock, .aGap, previous: event.rs1Clock, now: event.clk)
        row.set(.oldLow, .oldHigh, event.rdOld)
        row.setAccess(.oldClock, .oldGap, previous: event.rdClock, now: event.clk + 2)
        let target = row.setSum(.carryLow, .carryHigh, event.rs1, instruction.immediate)
        row.countAddress(target)
        row[.lowBit] = target & 1
    }
}
