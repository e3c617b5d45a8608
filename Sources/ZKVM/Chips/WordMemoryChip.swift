import RISCV
import StarkVerifier

/// LW and SW: a word moves from a place read at clk + 1 to a place written at clk + 2.
///
/// A load moves memory → rd, a store rs2 → memory; `sourceAddress` is the memory address or the register's number, and the
/// destination's address is the other one. An address that is not a multiple of 4 is in no memory table, so it can't be accessed.
enum WordMemoryChip: InstructionChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isReal, isStore, register, rs1, immediateLow, immediateHigh
        case aLow, aHigh, aClock, aGap
        case carryLow, carryHigh, sourceAddress
        case valueLow, valueHigh, sourceClock, sourceGap
        case oldLow, oldHigh, oldClock, oldGap
    }

    static let name = "wordMemory"
    static let families = [Family.wordMemory]

    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isReal, clk, isStore, register) = (c[.isReal], c[.clk], c[.isStore], c[.register])
        let a = c.word(.aLow, .aHigh)
        let immediate = c.word(.immediateLow, .immediateHigh)
        let value = c.word(.valueLow, .valueHigh)
        let isLoad = isReal - isStore
        air.realRows(isReal)
        air.flag(isStore, in: isReal, "isStore")
        air.execute(
            pc: c[.pc], clk: clk, code: Expression(InstructionCode.wordMemory) + isStore,
            [register, c[.rs1], immediate.low, immediate.high],
            next: c[.pc] + 4, when: isReal)
        air.read(register: c[.rs1], a, previous: c[.aClock], gap: c[.aGap], at: clk, when: isReal)
        let address = air.address(
            air.sum(a, immediate, carryLow: c[.carryLow], carryHigh: c[.carryHigh]), when: isReal)
        air.constrain(c[.sourceAddress] - register - isLoad * (address - register), "address of the source")
        // Spaces: 0 registers, 1 memory.
        air.access(
            space: isLoad, address: c[.sourceAddress], from: value, to: value, previous: c[.sourceClock], gap: c[.sourceGap],
            at: clk + 1, when: isReal)
        air.access(
            space: isStore, address: address + register - c[.sourceAddress], from: c.word(.oldLow, .oldHigh), to: value,
            previous: c[.oldClock], gap: c[.oldGap], at: clk + 2, when: isReal)
        air.blind(with: [c[.sourceClock], c[.sourceGap], c[.oldClock], c[.oldGap]])
    }

    static func fill(_ row: TraceRow<Column>, _ event: InstructionEvent, _ instruction: Instruction) {
        let isStore = instruction.operation == .sw
        row[.pc] = event.pc
        row[.clk] = event.clk
        row[.isReal] = 1
        row[.isStore] = isStore ? 1 : 0
        row[.register] = UInt32(isStore ? instruction.rs2 : instruction.rd)
        row[.rs1] = UInt32(instruction.rs1)
        row.set(.immediateLow, .immediateHigh, instruction.immediate)
        row.set(.aLow, .aHigh, event.rs1)
        row.setAccess(.aClock, .aGap, previous: event.rs1Clock, now: event.clk)
        row.countAddress(row.setSum(.carryLow, .carryHigh, event.rs1, instruction.immediate))
        row[.sourceAddress] = isStore ? UInt32(instruction.rs2) : event.memoryAddress
        row.set(.valueLow, .valueHigh, event.memoryNew)
        row.setAccess(.sourceClock, .sourceGap, previous: isStore ? event.rs2Clock : event.memoryClock, now: event.clk + 1)
        row.set(.oldLow, .oldHigh, isStore ? event.memoryOld : event.rdOld)
        row.setAccess(.oldClock, .oldGap, previous: isStore ? event.memoryClock : event.rdClock, now: event.clk + 2)
    }
}
