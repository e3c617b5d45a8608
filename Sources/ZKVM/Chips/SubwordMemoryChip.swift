import RISCV
import StarkVerifier

/// LB, LBU, LH, LHU, SB, SH: part of a word, by the two lowest bits of the address.
///
/// As in `WordMemoryChip` there is a place read at clk + 1 (load: the memory word; store: rs2) and a place written at clk + 2 (load:
/// rd; store: the memory word). The word's address is the sum minus the two bits; only multiples of 4 are in the memory tables,
/// which leaves one choice for the bits.
enum SubwordMemoryChip: InstructionChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isReal, isStore, isHalf, isSigned, register, rs1, immediateLow, immediateHigh
        case aLow, aHigh, aClock, aGap
        case carryLow, carryHigh, oddByte, oddHalf, sourceAddress
        case sourceLow, sourceHigh, sourceClock, sourceGap
        case oldLow, oldHigh, oldClock, oldGap
        case newLow, newHigh
        /// The addressed limb of the memory word (before a store) as bytes, and the addressed one of them.
        case limb0, limb1, byte
        /// The low limb of a store's rs2 as bytes.
        case stored0, stored1
        /// The addressed limb of the memory word after a store.
        case placed
        /// A number below 2^16 whose bit 15 is the sign bit of what is loaded, and that bit.
        case signed, sign
    }

    static let name = "subwordMemory"
    static let families = [Family.subwordMemory]

    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isReal, clk, isStore, register) = (c[.isReal], c[.clk], c[.isStore], c[.register])
        let a = c.word(.aLow, .aHigh)
        let immediate = c.word(.immediateLow, .immediateHigh)
        let source = c.word(.sourceLow, .sourceHigh)
        air.realRows(isReal)
        air.flag(isStore, in: isReal, "isStore")
        air.flag(c[.isHalf], in: isReal, "isHalf")
        air.flag(c[.isSigned], in: isReal, "isSigned")
        let operation = c[.isHalf] + 2 * c[.isSigned] + 4 * isStore
        air.execute(
            pc: c[.pc], clk: clk, code: Expression(InstructionCode.subwordMemory) + operation,
            [register, c[.rs1], immediate.low, immediate.high], next: c[.pc] + 4, when: isReal)
        air.read(register: c[.rs1], a, previous: c[.aClock], gap: c[.aGap], at: clk, when: isReal)
        air.boolean(c[.oddByte], "oddByte is 0 or 1")
        air.boolean(c[.oddHalf], "oddHalf is 0 or 1")
        air.constrain(c[.oddByte] * c[.isHalf], "halves are at even addresses")
        let sum = air.sum(a, immediate, carryLow: c[.carryLow], carryHigh: c[.carryHigh])
        let address = air.address(sum, when: isReal) - c[.oddByte] - 2 * c[.oddHalf]
        let isLoad = isReal - isStore
        air.constrain(c[.sourceAddress] - register - isLoad * (address - register), "address of the source")
        air.access(
            space: isLoad, address: c[.sourceAddress], from: source, to: source, previous: c[.sourceClock], gap: c[.sourceGap],
            at: clk + 1, when: isReal)
        air.access(
            space: isStore, address: address + register - c[.sourceAddress], from: c.word(.oldLow, .oldHigh),
            to: c.word(.newLow, .newHigh), previous: c[.oldClock], gap: c[.oldGap], at: clk + 2, when: isReal)
        describeSelection(&air, c)
        describeLoad(&air, c, isLoad)
        describeStore(&air, c)
        air.blind(with: [c[.aClock], c[.aGap], c[.sourceClock], c[.sourceGap]])
    }

    private static func limb(_ c: ColumnExpressions<Column>) -> Expression { c[.limb0] + 256 * c[.limb1] }

    private static func describeSelection(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let inSource = c[.sourceLow] + c[.oddHalf] * (c[.sourceHigh] - c[.sourceLow])
        let inOld = c[.oldLow] + c[.oddHalf] * (c[.oldHigh] - c[.oldLow])
        air.constrain(limb(c) - inSource - c[.isStore] * (inOld - inSource), "addressed limb of the word")
        air.bytes(c[.limb0], c[.limb1], when: c[.isReal])
        air.constrain(c[.byte] - c[.limb0] - c[.oddByte] * (c[.limb1] - c[.limb0]), "addressed byte of the limb")
    }

    private static func describeLoad(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>, _ isLoad: Expression) {
        let (isHalf, byte, sign) = (c[.isHalf], c[.byte], c[.sign])
        air.boolean(sign, "sign is 0 or 1")
        air.constrain(sign * (1 - c[.isSigned]), "sign is 0 for zero-extending loads")
        air.constrain(c[.signed] - 256 * byte - isHalf * (limb(c) - 256 * byte), "number with the sign")
        air.sign(sign, of: c[.signed], when: c[.isSigned])
        let extended = byte + 0xFF00 * sign
        air.constrain(isLoad * (c[.newLow] - extended - isHalf * (limb(c) - extended)), "low limb of the loaded value")
        air.constrain(isLoad * (c[.newHigh] - 0xFFFF * sign), "high limb of the loaded value")
    }

    private static func describeStore(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isStore, isHalf, oddHalf, placed) = (c[.isStore], c[.isHalf], c[.oddHalf], c[.placed])
        air.bytes(c[.stored0], c[.stored1], when: isStore)
        air.constrain(isStore * (c[.sourceLow] - c[.stored0] - 256 * c[.stored1]), "bytes of what is stored")
        let even = c[.stored0] + 256 * c[.limb1]
        let odd = c[.limb0] + 256 * c[.stored0]
        let withByte = even + c[.oddByte] * (odd - even)
        air.constrain(placed - withByte - isHalf * (c[.sourceLow] - withByte), "addressed limb after the store")
        air.constrain(isStore * (c[.newLow] - placed - oddHalf * (c[.oldLow] - placed)), "low limb of the stored word")
        air.constrain(isStore * (c[.newHigh] - c[.oldHigh] - oddHalf * (placed - c[.oldHigh])), "high limb of the stored word")
    }

    static func fill(_ row: TraceRow<Column>, _ event: InstructionEvent, _ instruction: Instruction) {
        let operation = instruction.operation
        let isStore = operation == .sb || operation == .sh
        let isHalf = operation == .lh || operation == .lhu || operation == .sh
        let isSigned = operation == .lb || operation == .lh
        row[.pc] = event.pc
        row[.clk] = event.clk
        row[.isReal] = 1
        row[.isStore] = isStore ? 1 : 0
        row[.isHalf] = isHalf ? 1 : 0
        row[.isSigned] = isSigned ? 1 : 0
        row[.register] = UInt32(isStore ? instruction.rs2 : instruction.rd)
        row[.rs1] = UInt32(instruction.rs1)
        row.set(.immediateLow, .immediateHigh, instruction.immediate)
        row.set(.aLow, .aHigh, event.rs1)
        row.setAccess(.aClock, .aGap, previous: event.rs1Clock, now: event.clk)
        let address = row.setSum(.carryLow, .carryHigh, event.rs1, instruction.immediate)
        row.countAddress(address)
        let (oddByte, oddHalf) = (address & 1, address >> 1 & 1)
        row[.oddByte] = oddByte
        row[.oddHalf] = oddHalf
        row[.sourceAddress] = isStore ? UInt32(instruction.rs2) : event.memoryAddress
        let source = isStore ? event.rs2 : event.memoryOld
        row.set(.sourceLow, .sourceHigh, source)
        row.setAccess(.sourceClock, .sourceGap, previous: isStore ? event.rs2Clock : event.memoryClock, now: event.clk + 1)
        row.set(.oldLow, .oldHigh, isStore ? event.memoryOld : event.rdOld)
        row.setAccess(.oldClock, .oldGap, previous: isStore ? event.memoryClock : event.rdClock, now: event.clk + 2)
        row.set(.newLow, .newHigh, isStore ? event.memoryNew : event.rdNew)

        let limb = oddHalf == 1 ? event.memoryOld.high : event.memoryOld.low
        let byte = limb.byte(oddByte)
        row[.limb0] = limb.byte(0)
        row[.limb1] = limb.byte(1)
        row.lookups.countBytes(limb.byte(0), limb.byte(1))
        row[.byte] = byte
        let signed = isHalf ? limb : byte << 8
        row[.signed] = signed
        if isSigned {
            row[.sign] = signed >> 15
            row.countSign(ofLimb: signed)
        }
        if isStore {
            row[.stored0] = source.byte(0)
            row[.stored1] = source.byte(1)
            row.lookups.countBytes(source.byte(0), source.byte(1))
        }
        let stored = isStore ? source.byte(0) : 0
        let withByte = oddByte == 1 ? limb.byte(0) | stored << 8 : stored | limb & 0xFF00
        row[.placed] = isHalf ? source.low : withByte
    }
}
