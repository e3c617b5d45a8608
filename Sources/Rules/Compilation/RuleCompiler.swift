/// Writes the code of a checked rule.
struct RuleCompiler {
    var builder = RuleDataBuilder()

    mutating func compile(_ rule: CheckedRule, digest: [UInt8]) throws(RulesError) -> [UInt8] {
        let publicType = builder.offset(of: rule.layout.publicType)
        let privateType = builder.offset(of: rule.layout.privateType)
        for (index, condition) in rule.conditions.enumerated() {
            guard let term = condition.term else {
                let reason = Diagnostic(
                    .signatureNotAvailable, at: "/validation_rules/\(index)",
                    "signature_check is not available yet; a commitment_check can tie the inputs to their issuer instead.",
                    expected: "a rule that can be proven", found: condition.rule.typeName)
                throw .notAvailable(rule: index, reason: reason)
            }
            emit(term)
            builder.emit(.rule, operand: index, stack: -1)
        }
        builder.emit(.end, stack: 0)
        let outputCode = builder.code.count
        emitOutputs(rule)
        builder.emit(.end, stack: 0)
        let words = try builder.finish(
            RuleDataBuilder.Parts(
                digest: digest, flags: (rule.usesNullifier ? 1 : 0) | (rule.usesSalt ? 2 : 0), slots: rule.layout.slotCount,
                publicType: publicType, privateType: privateType, outputs: rule.outputs.count + 1, outputCode: outputCode,
                nullifierSlot: rule.nullifier?.slot ?? 0, nullifierType: rule.nullifier.map { builder.offset(of: $0.type) } ?? 0))
        var encoder = WordEncoder()
        for word in words { encoder.append(word: word) }
        return encoder.bytes
    }

    private mutating func emitOutputs(_ rule: CheckedRule) {
        let result = "compliance_result"
        var pending = rule.outputs[...]
        while let output = pending.first, Field.precedes(output.name, result) {
            emit(output)
            pending = pending.dropFirst()
        }
        builder.emit(.outKey, operand: builder.keyBlob(result), stack: 0)
        builder.emit(.result, stack: 1)
        builder.emit(.outValue, aux: FieldType.bool.kind, stack: -1)
        for output in pending { emit(output) }
    }

    private mutating func emit(_ output: CheckedRule.Output) {
        builder.emit(.outKey, operand: builder.keyBlob(output.name), stack: 0)
        emit(output.term)
        let storage: FieldType = if case .field(let place) = output.term.node { place.type } else { output.term.type.storage ?? .bool }
        let isSimple = storage.kind < FieldType.array(.bool, max: 0).kind
        // Numbers are 64 bits wide on the stack whatever their field is.
        let kind =
            switch output.term.type {
            case .int: FieldType.i64.kind
            case .uint: FieldType.u64.kind
            default: storage.kind
            }
        builder.emit(.outValue, aux: kind, operand: isSimple ? 0 : builder.offset(of: storage), stack: -1)
    }

    private mutating func emit(_ opcode: Opcode, aux: UInt8 = 0, _ terms: Term...) {
        for term in terms { emit(term) }
        builder.emit(opcode, aux: aux, stack: 1 - terms.count)
    }

    /// Appends code that pushes the term's value.
    mutating func emit(_ term: Term) {
        switch term.node {
        case .constant(let value, let type): constant(value, type)
        case .field(let place): builder.emit(.load, aux: place.type.kind, operand: place.slot, stack: 1)
        case .element(let level, let type, let isIndirect):
            builder.emit(.element, aux: type.kind | (isIndirect ? 0x10 : 0), operand: level, stack: 1)
        case .select(let base, let index, let object):
            emit(base)
            guard case .object(let fields) = object else { return }
            builder.emit(.field, aux: fields[index].type.kind, operand: index, word: builder.offset(of: object), stack: 0)
        case .has(let base, let index, let object):
            emit(base)
            builder.emit(.has, operand: index, word: builder.offset(of: object), stack: 0)
        case .index(let list, let index):
            emit(list)
            emit(index)
            builder.emit(.index, aux: index.type == .uint ? 1 : 0, word: elementWord(list), stack: -1)
        case .list(let terms):
            for term in terms { emit(term) }
            let storage = terms.first?.type.storage ?? .bool
            builder.emit(.list, aux: storage.kind | (storage.isReference ? 0x10 : 0), operand: terms.count, stack: 1 - terms.count)
        case .arithmetic(let operation, let a, let b):
            emit(a)
            emit(b)
            guard let opcode = Opcode(rawValue: operation.rawValue) else { return }
            builder.emit(opcode, aux: term.type == .uint ? 1 : 0, stack: -1)
        case .negate(let a): emit(.neg, a)
        case .toInt(let a): emit(.toInt, a)
        case .toUint(let a): emit(.toUint, a)
        case .retyped(let a): emit(a)
        case .concatenate(let a, let b): emit(.concat, a, b)
        case .size(let a): emit(.size, aux: a.type == .string ? 0 : a.type == .bytes ? 1 : 2, a)
        case .textTest(let test, let a, let b):
            emit(a)
            emit(b)
            guard let opcode = Opcode(rawValue: test.rawValue) else { return }
            builder.emit(opcode, stack: -1)
        case .sum(let list): emit(.sum, aux: list.element?.type.kind ?? 0, list)
        case .yearsBetween(let a, let b): emit(.years, a, b)
        case .daysBetween(let a, let b): emit(.days, a, b)
        case .sha256(let a): emit(.sha256, a)
        case .compare(let relation, let domain, let a, let b):
            emit(a)
            emit(b)
            let region = domain == .region ? a.type.storage.map { builder.offset(of: $0) } : nil
            builder.emit(.compare, aux: domain.rawValue | relation.rawValue << 4, word: region, stack: -1)
        case .isIn(let domain, let a, let list):
            emit(a)
            emit(list)
            builder.emit(.isIn, aux: domain.rawValue, word: elementWord(list), stack: -1)
        case .not(let a): emit(.not, a)
        case .and(let a, let b): logical(.andSkip, .and, a, b)
        case .or(let a, let b): logical(.orSkip, .or, a, b)
        case .conditional(let condition, let a, let b): conditional(condition, a, b)
        case .loop(let macro, let list, let body): loop(macro, list, body)
        case .commitment(let salt, let fields):
            builder.emit(.hashBegin, aux: 0, stack: 0)
            for place in [salt] + fields { builder.emit(.hashValue, operand: place.slot, word: builder.offset(of: place.type), stack: 0) }
            builder.emit(.hashEnd, stack: 1)
        case .saltedHash(let place):
            builder.emit(.hashBegin, aux: 1, stack: 0)
            builder.emit(.hashSalt, stack: 0)
            builder.emit(.hashValue, operand: place.slot, word: builder.offset(of: place.type), stack: 0)
            builder.emit(.hashEnd, stack: 1)
        }
    }

    private mutating func elementWord(_ list: Term) -> Int { list.element.map { builder.elementWord($0) } ?? 0 }

    private mutating func constant(_ value: Value, _ type: FieldType) {
        switch value {
        case .bool(let flag): builder.emit(.bool, operand: flag ? 1 : 0, stack: 1)
        case .signed(let number) where Int64(Int16.min)...Int64(Int16.max) ~= number:
            builder.emit(.int, operand: Int(number), stack: 1)
        case .unsigned(let number) where number <= UInt64(UInt16.max): builder.emit(.uint, operand: Int(number), stack: 1)
        default: builder.emit(.const, aux: type.kind, operand: builder.offset(ofConstant: value, as: type), stack: 1)
        }
    }

    private mutating func logical(_ skip: Opcode, _ combine: Opcode, _ a: Term, _ b: Term) {
        emit(a)
        let place = builder.jumpPlace(skip, stack: 0)
        emit(b)
        builder.emit(combine, stack: -1)
        builder.point(place, to: builder.code.count)
    }

    private mutating func conditional(_ condition: Term, _ a: Term, _ b: Term) {
        emit(condition)
        let branch = builder.jumpPlace(.ifElse, word: 0, stack: -1)
        builder.lastWordIsTarget()
        let height = builder.depth
        emit(a)
        let jump = builder.jumpPlace(.jump, stack: 0)
        builder.setDepth(height)
        builder.point(branch, to: builder.code.count)
        emit(b)
        builder.point(word: branch + 1, to: builder.code.count)
        builder.point(jump, to: builder.code.count)
    }

    private mutating func loop(_ macro: Term.Macro, _ list: Term, _ body: Term) {
        emit(list)
        let place = builder.jumpPlace(.loop, aux: macro.rawValue, word: elementWord(list), stack: -1)
        builder.enterLoop()
        let start = builder.code.count
        emit(body)
        let storage = body.type.storage ?? .bool
        let step = builder.jumpPlace(.step, aux: macro == .map ? storage.kind | (storage.isReference ? 0x10 : 0) : 0, stack: 0)
        builder.point(step, to: start)
        builder.leaveLoop()
        builder.point(place, to: builder.code.count)
    }
}
