import RISCV
import StarkVerifier

/// SLL, SRL, SRA and their immediate forms.
///
/// The amount is 8·bytes + bits. Left: multiply by 2^bits, then move whole bytes. Right: multiply by 2^(8 − bits), then move one byte
/// more: the product's bytes 1…4 are the value shifted by `bits`. Limb · 2^8 is below 2^24, so the products are exact.
enum ShiftChip: InstructionChip {
    enum Column: Int, ChipColumn {
        case pc, clk, isReal, isRight, isArithmetic, rd, rs1, rs2, immediateLow, immediateHigh
        case aLow, aHigh, aClock, aGap
        case bLow, bHigh, bClock, bGap
        case oldLow, oldHigh, oldClock, oldGap
        /// The low five bits of the amount: in `exponent`, the three lowest, complemented for right shifts; the others one-hot.
        case exponent0, exponent1, exponent2, bytes1, bytes2, bytes3, amountRest
        /// 2^exponent − 1.
        case powerLessOne
        case product0, product1, product2, product3, carryLow, carryHigh
        /// `carryHigh` with the sign bits of an arithmetic shift above it.
        case top
        case sign, resultLow, resultHigh
    }

    static let name = "shift"
    static let families = [Family.shift]

    static func describe(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isReal, clk, isRight, isArithmetic) = (c[.isReal], c[.clk], c[.isRight], c[.isArithmetic])
        let (a, b) = (c.word(.aLow, .aHigh), c.word(.bLow, .bHigh))
        let immediate = c.word(.immediateLow, .immediateHigh)
        air.realRows(isReal)
        air.flag(isRight, in: isReal, "isRight")
        air.boolean(isArithmetic, "isArithmetic is 0 or 1")
        air.constrain(isArithmetic * (1 - isRight), "arithmetic shifts go right")
        air.execute(
            pc: c[.pc], clk: clk, code: Expression(InstructionCode.shift) + isRight + isArithmetic,
            [c[.rd], c[.rs1], c[.rs2], immediate.low, immediate.high], next: c[.pc] + 4, when: isReal)
        air.read(register: c[.rs1], a, previous: c[.aClock], gap: c[.aGap], at: clk, when: isReal)
        air.read(register: c[.rs2], b, previous: c[.bClock], gap: c[.bGap], at: clk + 1, when: isReal)
        air.write(
            register: c[.rd], from: c.word(.oldLow, .oldHigh), to: c.word(.resultLow, .resultHigh), previous: c[.oldClock],
            gap: c[.oldGap], at: clk + 2, when: isReal)
        describeAmount(&air, c, b.low + immediate.low)
        describeProduct(&air, c, a)
        describeResult(&air, c)
        air.blind(with: [c[.aClock], c[.aGap], c[.bClock], c[.bGap]])
    }

    private static func describeAmount(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>, _ amount: Expression) {
        let (isReal, isRight) = (c[.isReal], c[.isRight])
        let exponents = c.run(.exponent0, 3)
        let bytes = c.run(.bytes1, 3)
        for (index, bit) in exponents.enumerated() { air.boolean(bit, "exponent bit \(index) is 0 or 1") }
        for (index, bit) in bytes.enumerated() { air.boolean(bit, "byte count \(index + 1) is 0 or 1") }
        air.boolean(.sum(bytes), "one byte count")
        // amountRest has 16 bits: amount = low five bits + 32·amountRest holds as integers.
        air.range(c[.amountRest], when: isReal)
        let exponent = exponents[0] + 2 * exponents[1] + 4 * exponents[2]
        let bits = exponent + isRight * (7 - 2 * exponent)
        let byteCount = bytes[0] + 2 * bytes[1] + 3 * bytes[2]
        air.constrain(isReal * (amount - bits - 8 * byteCount - 32 * c[.amountRest]), "low five bits of the amount")
        let power = (1 + exponents[0]) * (1 + 3 * exponents[1]) * (1 + 15 * exponents[2])
        air.constrain(c[.powerLessOne] + 1 - power, "power of two")
    }

    /// a · 2^bits, or a · 2^(8 − bits), as bytes 0…3 and `carryHigh`.
    private static func describeProduct(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>, _ a: Word) {
        let (isReal, isRight, isArithmetic) = (c[.isReal], c[.isRight], c[.isArithmetic])
        let product = c.run(.product0, 4)
        air.bytes(product[0], product[1], when: isReal)
        air.bytes(product[2], product[3], when: isReal)
        air.bytes(c[.carryLow], c[.carryHigh], when: isReal)
        let word = Word(bytes: product)
        // The part of the high limb's product that stays in it: 16 bits.
        let stays = word.high - c[.carryLow]
        air.range(stays, when: isReal)
        let factor = (1 + c[.powerLessOne]) * (1 + isRight)
        air.constrain(a.low * factor - word.low - 65536 * c[.carryLow], "product of the low limb")
        air.constrain(a.high * factor - stays - 65536 * c[.carryHigh], "product of the high limb")
        air.boolean(c[.sign], "sign is 0 or 1")
        air.constrain(c[.sign] * (1 - isArithmetic), "sign is 0 unless arithmetic")
        air.sign(c[.sign], of: a.high, when: isArithmetic)
        // carryHigh is below 2^(8 − bits) = 2^(exponent + 1) in right shifts; the bits above are copies of the sign.
        air.constrain(
            c[.top] - c[.carryHigh] - c[.sign] * (254 - 2 * c[.powerLessOne]), "top byte with its sign bits")
    }

    private static func describeResult(_ air: inout ChipBuilder, _ c: ColumnExpressions<Column>) {
        let (isRight, sign, top) = (c[.isRight], c[.sign], c[.top])
        let p = c.run(.product0, 4)
        let bytes = c.run(.bytes1, 3)
        let counts = [1 - bytes[0] - bytes[1] - bytes[2]] + bytes
        let left = [
            Word(bytes: p), Word(bytes: [0, p[0], p[1], p[2]]), Word(bytes: [0, 0, p[0], p[1]]), Word(bytes: [0, 0, 0, p[0]]),
        ]
        let fill = 255 * sign
        let right = [
            Word(bytes: [p[1], p[2], p[3], top]), Word(bytes: [p[2], p[3], top, fill]), Word(bytes: [p[3], top, fill, fill]),
            Word(bytes: [top, fill, fill, fill]),
        ]
        var low: Expression = 0
        var high: Expression = 0
        for index in 0..<4 {
            low = low + counts[index] * (left[index].low + isRight * (right[index].low - left[index].low))
            high = high + counts[index] * (left[index].high + isRight * (right[index].high - left[index].high))
        }
        air.constrain(c[.resultLow] - low, "low limb of the result")
        air.constrain(c[.resultHigh] - high, "high limb of the result")
    }

    static func fill(_ row: TraceRow<Column>, _ event: InstructionEvent, _ instruction: Instruction) {
        let operation = instruction.operation
        let isArithmetic = operation == .sra || operation == .srai
        let isRight = isArithmetic || operation == .srl || operation == .srli
        row[.pc] = event.pc
        row[.clk] = event.clk
        row[.isReal] = 1
        row[.isRight] = isRight ? 1 : 0
        row[.isArithmetic] = isArithmetic ? 1 : 0
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
        row.set(.resultLow, .resultHigh, event.rdNew)

        let amount = (event.rs2 &+ instruction.immediate).low
        row[.amountRest] = amount >> 5
        row.lookups.countRange(amount >> 5)
        let exponent = isRight ? 7 - amount & 7 : amount & 7
        for index in 0..<3 { row[.exponent0, index] = exponent >> UInt32(index) & 1 }
        let byteCount = Int(amount >> 3 & 3)
        if byteCount > 0 { row[.bytes1, byteCount - 1] = 1 }
        row[.powerLessOne] = (1 << exponent) - 1
        let factor = isRight ? 2 << exponent : 1 << exponent as UInt32
        let product = UInt64(event.rs1) * UInt64(factor)
        let word = UInt32(truncatingIfNeeded: product)
        let (carryLow, carryHigh) = ((event.rs1.low &* factor) >> 16, UInt32(product >> 32))
        row.setBytes(.product0, word)
        row.countBytes(word)
        row[.carryLow] = carryLow
        row[.carryHigh] = carryHigh
        row.lookups.countBytes(carryLow, carryHigh)
        row.lookups.countRange(word.high - carryLow)
        let sign = isArithmetic ? event.rs1 >> 31 : 0
        row[.sign] = sign
        if isArithmetic { row.countSign(ofLimb: event.rs1.high) }
        row[.top] = carryHigh + sign * (256 - factor)
    }
}
