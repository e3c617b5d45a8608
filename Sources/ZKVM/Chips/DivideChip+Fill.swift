import RISCV

extension DivideChip {
    static func fill(_ row: TraceRow<Column>, _ event: InstructionEvent, _ instruction: Instruction) {
        row[.pc] = event.pc
        row[.clk] = event.clk
        row[.isReal] = 1
        row[.rd] = UInt32(instruction.rd)
        row[.rs1] = UInt32(instruction.rs1)
        row[.rs2] = UInt32(instruction.rs2)
        row.set(.aLow, .aHigh, event.rs1)
        row.setAccess(.aClock, .aGap, previous: event.rs1Clock, now: event.clk)
        row.setBytes(.b0, event.rs2)
        row.setAccess(.bClock, .bGap, previous: event.rs2Clock, now: event.clk + 1)
        row.set(.oldLow, .oldHigh, event.rdOld)
        row.setAccess(.oldClock, .oldGap, previous: event.rdClock, now: event.clk + 2)
        row.set(.resultLow, .resultHigh, event.rdNew)
        var isSigned = false
        switch instruction.operation {
        case .divu: row[.isUnsigned] = 1
        case .remu: row[.isRemainderUnsigned] = 1
        case .rem:
            row[.isRemainder] = 1
            isSigned = true
        default: isSigned = true
        }
        let division = Division(event.rs1, event.rs2, isSigned: isSigned)
        row.setBytes(.q0, division.quotientWord)
        row.set(.rLow, .rHigh, division.remainderWord)
        row.countBytes(event.rs2)
        row.countBytes(division.quotientWord)
        row.countRange(division.remainderWord)
        row[.aSign] = division.aSign
        row[.bSign] = division.bSign
        row[.qSign] = division.qSign
        row[.rSign] = division.rSign
        if isSigned {
            row.countSign(ofLimb: event.rs1.high)
            row.countSign(ofLimb: event.rs2.high)
        }
        fillIdentity(row, event.rs1, event.rs2, division)
        fillMargin(row, event.rs2, division)
    }

    private static func fillIdentity(_ row: TraceRow<Column>, _ a: UInt32, _ b: UInt32, _ division: Division) {
        let (q, r) = (division.quotientWord, division.remainderWord)
        let (bSign, qSign) = (Int(division.bSign), Int(division.qSign))
        let fill = 65535 * (Int(division.rSign) - Int(division.aSign))
        var limbs = MultiplyChip.limbs(b, q)
        limbs[0] += Int(r.low) - Int(a.low)
        limbs[1] += Int(r.high) - Int(a.high)
        limbs[2] += fill - bSign * Int(q.low) - qSign * Int(b.low)
        limbs[3] += fill - bSign * Int(q.high) - qSign * Int(b.high)
        var carry = 0
        for index in 0..<4 {
            carry = (limbs[index] + carry) >> 16
            let offset = UInt32(truncatingIfNeeded: index < 2 ? carry : carry + 4)
            row[.carry0, index] = offset
            row.countCarry(offset)
        }
    }

    private static func fillMargin(_ row: TraceRow<Column>, _ b: UInt32, _ division: Division) {
        guard b != 0 else {
            row[.byZero] = 1
            row.countRange(0)
            return
        }
        let bLow = division.bSign == 1 ? -Int(b.low) : Int(b.low)
        let rLow = division.aSign == 1 ? -Int(division.remainderWord.low) : Int(division.remainderWord.low)
        let low = bLow - rLow - 1
        let carry = UInt32(truncatingIfNeeded: (low >> 16) + 2)
        row[.carryBit0] = carry & 1
        row[.carryBit1] = carry >> 1
        row.set(.marginLow, .marginHigh, division.margin)
        row.countRange(division.margin)
    }

    /// Quotient and remainder as the architecture defines them, with the signs that make a = b·q + r.
    private struct Division {
        let quotientWord: UInt32
        let remainderWord: UInt32
        let aSign: UInt32
        let bSign: UInt32
        let qSign: UInt32
        let rSign: UInt32
        /// |b| − |r| − 1; 0 when b = 0.
        let margin: UInt32

        @inline(__always)
        init(_ aWord: UInt32, _ bWord: UInt32, isSigned: Bool) {
            let a = isSigned ? Int(Int32(bitPattern: aWord)) : Int(aWord)
            let b = isSigned ? Int(Int32(bitPattern: bWord)) : Int(bWord)
            let q = b == 0 ? (isSigned ? -1 : 0xFFFF_FFFF) : a / b
            let r = b == 0 ? a : a % b
            quotientWord = UInt32(truncatingIfNeeded: q)
            remainderWord = UInt32(truncatingIfNeeded: r)
            aSign = a < 0 ? 1 : 0
            bSign = b < 0 ? 1 : 0
            qSign = q < 0 ? 1 : 0
            rSign = r < 0 ? 1 : 0
            margin = b == 0 ? 0 : UInt32(truncatingIfNeeded: abs(b) - abs(r) - 1)
        }
    }
}
