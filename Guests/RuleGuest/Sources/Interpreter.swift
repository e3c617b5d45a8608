import BurhanGuest

extension Evaluation {
    /// Runs rule code or output code from an offset to its END.
    mutating func run(from start: UInt32) {
        var position = start
        while true {
            let address = rules.address(position)
            let instruction = Instruction(word: address[0])
            let operand = instruction.operand
            position &+= 1
            switch instruction.opcode {
            case Opcode.end: return
            case Opcode.bool: push(Value(low: operand & 1))
            case Opcode.int: push(Value(signed: Int32(bitPattern: instruction.word) >> 16))
            case Opcode.uint: push(Value(low: operand))
            case Opcode.constant: push(Value(decoding: instruction.aux, at: rules.address(operand)))
            case Opcode.load: load(kind: instruction.aux, slot: operand)
            case Opcode.element: pushElement(kind: instruction.aux, level: operand)
            case Opcode.field, Opcode.has:
                accessField(instruction, type: address[1])
                position &+= 1
            case Opcode.index:
                index(isUnsigned: instruction.aux != 0, Element(word: address[1]))
                position &+= 1
            case Opcode.list: makeList(elementKind: instruction.aux, count: operand)
            case Opcode.add...Opcode.remainder: arithmetic(instruction.opcode, isUnsigned: instruction.aux != 0)
            case Opcode.negate...Opcode.toUInt: convert(instruction.opcode)
            case Opcode.concatenate, Opcode.starts, Opcode.ends, Opcode.contains: text(instruction.opcode)
            case Opcode.size: size(of: instruction.aux)
            case Opcode.sum: sum(elementKind: instruction.aux)
            case Opcode.years, Opcode.days: calendar(instruction.opcode)
            case Opcode.sha256: hashContent()
            case Opcode.compare:
                let domain = instruction.aux & 15
                compare(domain: domain, relation: instruction.aux >> 4, type: address[1])
                if domain == Comparison.region { position &+= 1 }
            case Opcode.isIn:
                isIn(domain: instruction.aux, Element(word: address[1]))
                position &+= 1
            case Opcode.not:
                if let value = popValue() { push(Value(!value.isTrue)) }
            case Opcode.andSkip:
                if !top.isError && !top.isTrue { position = operand }
            case Opcode.orSkip:
                if !top.isError && top.isTrue { position = operand }
            case Opcode.and, Opcode.or: combine(neutral: instruction.opcode == Opcode.and)
            case Opcode.ifElse:
                guard let condition = popValue() else {
                    position = address[1]
                    continue
                }
                position = condition.isTrue ? position &+ 1 : operand
            case Opcode.jump: position = operand
            case Opcode.loop:
                position &+= 1
                if !enterLoop(macro: instruction.aux, Element(word: address[1])) { position = operand }
            case Opcode.step:
                if step(resultKind: instruction.aux) { position = operand }
            case Opcode.hashBegin: beginHash(domain: instruction.aux)
            case Opcode.hashValue:
                absorb(slot: operand, type: address[1])
                position &+= 1
            case Opcode.hashSalt: absorbSalt()
            case Opcode.hashEnd: endHash()
            case Opcode.rule:
                guard conclude(rule: operand) else { return }
            case Opcode.outKey: Statement.append(blob: rules.address(operand))
            case Opcode.outValue: output(kind: instruction.aux, type: operand)
            case Opcode.result: push(Value(complies))
            default: badRuleData()
            }
        }
    }

    private mutating func load(kind: UInt32, slot index: UInt32) {
        guard let address = slot(index) else { return push(error: EvaluationError.absent) }
        push(Value(decoding: kind, at: address))
    }

    private mutating func accessField(_ instruction: Instruction, type: UInt32) {
        guard let object = popValue() else { return }
        let place = rules.field(instruction.operand, of: object.encoding, type: type)
        if instruction.opcode == Opcode.has {
            push(Value(place != nil))
        } else if let place {
            push(Value(decoding: instruction.aux, at: place))
        } else {
            push(error: EvaluationError.absent)
        }
    }

    /// AND (neutral true) and OR (neutral false): the other value decides, then errors, then the neutral one is left.
    private mutating func combine(neutral: Bool) {
        let b = pop()
        let a = pop()
        if !a.isError && a.isTrue != neutral { return push(a) }
        if !b.isError && b.isTrue != neutral { return push(b) }
        push(a.isError ? a : b)
    }

    private mutating func output(kind: UInt32, type: UInt32) {
        let value = pop()
        if value.isError { Guest.abandon(ExitCode.error(value.error, place: 128 &+ outputsWritten)) }
        outputsWritten &+= 1
        switch kind {
        case Kind.bool: Statement.append(bool: value.isTrue)
        case Kind.u32, Kind.u64: Statement.append(unsigned: value.bits)
        case Kind.i32, Kind.i64: Statement.append(signed: value.signed)
        case Kind.date: Statement.append(date: value.date)
        case Kind.string: Statement.append(text: value.encoding)
        case Kind.bytes: Statement.append(bytes: value.encoding)
        default: Statement.append(value.encoding, type: type, rules)
        }
    }
}
