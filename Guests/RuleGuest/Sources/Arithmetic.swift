extension Evaluation {
    mutating func arithmetic(_ opcode: UInt32, isUnsigned: Bool) {
        guard let (a, b) = popPair() else { return }
        if (opcode == Opcode.divide || opcode == Opcode.remainder) && b.low | b.high == 0 {
            return push(error: EvaluationError.divisionByZero)
        }
        if isUnsigned {
            let (result, overflow) = Self.unsigned(opcode, a.bits, b.bits)
            push(overflow ? Value(error: EvaluationError.overflow) : Value(result))
        } else {
            let (result, overflow) = Self.signed(opcode, a.signed, b.signed)
            push(overflow ? Value(error: EvaluationError.overflow) : Value(signed: result))
        }
    }

    /// The divisor is not 0.
    private static func unsigned(_ opcode: UInt32, _ a: UInt64, _ b: UInt64) -> (UInt64, Bool) {
        switch opcode {
        case Opcode.add: a.addingReportingOverflow(b)
        case Opcode.subtract: a.subtractingReportingOverflow(b)
        case Opcode.multiply: a.multipliedReportingOverflow(by: b)
        case Opcode.divide: a.dividedReportingOverflow(by: b)
        default: a.remainderReportingOverflow(dividingBy: b)
        }
    }

    /// The divisor is not 0; −2^63 by −1 overflows, for the remainder too.
    private static func signed(_ opcode: UInt32, _ a: Int64, _ b: Int64) -> (Int64, Bool) {
        switch opcode {
        case Opcode.add: a.addingReportingOverflow(b)
        case Opcode.subtract: a.subtractingReportingOverflow(b)
        case Opcode.multiply: a.multipliedReportingOverflow(by: b)
        case Opcode.divide: a.dividedReportingOverflow(by: b)
        default: a.remainderReportingOverflow(dividingBy: b)
        }
    }

    /// NEG, TO_INT, TO_UINT: each fails for one half or one value of its domain.
    mutating func convert(_ opcode: UInt32) {
        guard let value = popValue() else { return }
        if opcode == Opcode.negate {
            let (result, overflow) = Int64(0).subtractingReportingOverflow(value.signed)
            push(overflow ? Value(error: EvaluationError.overflow) : Value(signed: result))
        } else {
            // The numbers that signed and unsigned have in common have the top bit 0 and the same bits.
            push(value.high >> 31 != 0 ? Value(error: EvaluationError.conversion) : value)
        }
    }

    mutating func sum(elementKind kind: UInt32) {
        guard let list = popValue() else { return }
        let words = list.encoding
        let isUnsigned = kind == Kind.u32 || kind == Kind.u64
        let stride = Kind.isTwoWords(kind) ? 2 : 1
        var next = words + 1
        var left = words[0]
        var total: UInt64 = 0
        while left != 0 {
            let term = Value(decoding: kind, at: next)
            let overflow: Bool
            if isUnsigned {
                (total, overflow) = total.addingReportingOverflow(term.bits)
            } else {
                let (signed, signedOverflow) = Int64(bitPattern: total).addingReportingOverflow(term.signed)
                (total, overflow) = (UInt64(bitPattern: signed), signedOverflow)
            }
            if overflow { return push(error: EvaluationError.overflow) }
            next += stride
            left &-= 1
        }
        push(Value(total))
    }

    mutating func calendar(_ opcode: UInt32) {
        guard let (a, b) = popPair() else { return }
        if opcode == Opcode.years {
            push(Value(signed: a.date.years(to: b.date)))
        } else {
            push(Value(signed: b.date.dayNumber &- a.date.dayNumber))
        }
    }
}
