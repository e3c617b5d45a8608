import RISCV
import StarkVerifier

/// BEQ, BNE, BLT, BGE, BLTU, BGEU: on at the target when rs1 and rs2 stand in the relation, else at pc + 4.
///
/// The target stands in the program table as one number.
enum BranchChip: InstructionChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isReal, isSigned, isUnsigned, isOpposite, rs1, rs2, target
        case aLow, aHigh, aClock, aGap
        case bLow, bHigh, bClock, bGap
        case aSign, bSign, borrow, isLess
        case inverse, isEqual, isTaken, next
    }

    static let name = "branch"
    static let families = [Family.branch]

    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isReal, clk, isSigned, isUnsigned) = (c[.isReal], c[.clk], c[.isSigned], c[.isUnsigned])
        let (isOpposite, isEqual, isLess) = (c[.isOpposite], c[.isEqual], c[.isLess])
        let a = c.word(.aLow, .aHigh)
        let b = c.word(.bLow, .bHigh)
        air.realRows(isReal)
        air.flag(isSigned, in: isReal, "isSigned")
        air.flag(isUnsigned, in: isReal, "isUnsigned")
        air.flag(isOpposite, in: isReal, "isOpposite")
        air.boolean(isSigned + isUnsigned, "one relation")
        let relation = isSigned + 2 * isUnsigned + 4 * isOpposite
        air.execute(
            pc: c[.pc], clk: clk, code: Expression(InstructionCode.branch) + relation, [c[.rs1], c[.rs2], c[.target]],
            next: c[.next], when: isReal)
        air.read(register: c[.rs1], a, previous: c[.aClock], gap: c[.aGap], at: clk, when: isReal)
        air.read(register: c[.rs2], b, previous: c[.bClock], gap: c[.bGap], at: clk + 1, when: isReal)
        let difference = air.order(
            a, b, aSign: c[.aSign], bSign: c[.bSign], borrow: c[.borrow], isLess: isLess, isSigned: isSigned, when: isReal)
        // Both limbs are in 0..<2^16: their sum is 0 exactly when a = b.
        let distance = difference.low + difference.high
        air.boolean(isEqual, "isEqual is 0 or 1")
        air.constrain(isReal * (distance * c[.inverse] + isEqual - 1), "unequal operands differ")
        air.constrain(isReal * isEqual * distance, "equal operands don't differ")
        let holds = isEqual + (isSigned + isUnsigned) * (isLess - isEqual)
        air.constrain(c[.isTaken] - holds - isOpposite + 2 * holds * isOpposite, "taken when the relation holds")
        air.constrain(isReal * (c[.next] - c[.pc] - 4 - c[.isTaken] * (c[.target] - c[.pc] - 4)), "next address")
        air.blind(with: [c[.aClock], c[.aGap], c[.bClock], c[.bGap]])
    }

    static func fill(_ row: TraceRow<Column>, _ event: InstructionEvent, _ instruction: Instruction) {
        let (isSigned, isUnsigned, isOpposite) =
            switch instruction.operation {
            case .beq: (false, false, false)
            case .bne: (false, false, true)
            case .blt: (true, false, false)
            case .bge: (true, false, true)
            case .bltu: (false, true, false)
            default: (false, true, true)
            }
        row[.pc] = event.pc
        row[.clk] = event.clk
        row[.isReal] = 1
        row[.isSigned] = isSigned ? 1 : 0
        row[.isUnsigned] = isUnsigned ? 1 : 0
        row[.isOpposite] = isOpposite ? 1 : 0
        row[.rs1] = UInt32(instruction.rs1)
        row[.rs2] = UInt32(instruction.rs2)
        row[.target] = InstructionCode.target(instruction)
        row.set(.aLow, .aHigh, event.rs1)
        row.setAccess(.aClock, .aGap, previous: event.rs1Clock, now: event.clk)
        row.set(.bLow, .bHigh, event.rs2)
        row.setAccess(.bClock, .bGap, previous: event.rs2Clock, now: event.clk + 1)
        let order = Order(event.rs1, event.rs2, isSigned: isSigned)
        row[.aSign] = order.aSign
        row[.bSign] = order.bSign
        row[.borrow] = order.borrow
        row[.isLess] = order.isLess
        row.count(order)
        let isEqual = event.rs1 == event.rs2
        let holds = isSigned || isUnsigned ? order.isLess == 1 : isEqual
        row[.inverse] = SmallInverses.shared[order.low + order.high]
        row[.isEqual] = isEqual ? 1 : 0
        row[.isTaken] = holds != isOpposite ? 1 : 0
        row[.next] = event.nextPC
    }
}
