/// Walking over encoded values whose form has been checked before.
extension RuleData {
    /// Nesting of types that is followed; deeper rule data is refused.
    static var deepestNesting: UInt32 { 64 }

    /// The word after a value of a type.
    func end(of value: Words, type offset: UInt32, depth: UInt32 = 0) -> Words {
        let type = type(offset)
        switch type.kind {
        case Kind.u64, Kind.i64: return value + 2
        case Kind.string, Kind.bytes: return Self.endOfContent(value)
        case Kind.array:
            guard depth < Self.deepestNesting else { badRuleData() }
            return endOfElements(of: value, count: value[0], elementType: type.elementType, depth: depth &+ 1)
        case Kind.object:
            guard depth < Self.deepestNesting else { badRuleData() }
            return endOfFields(in: value, of: type, count: type.fieldCount, depth: depth &+ 1)
        default: return value + 1
        }
    }

    static func endOfContent(_ value: Words) -> Words {
        value + Int(bitPattern: UInt((value[0] &+ 7) >> 2))
    }

    private func endOfElements(of array: Words, count: UInt32, elementType: UInt32, depth: UInt32) -> Words {
        let kind = type(elementType).kind
        var next = array + 1
        if kind <= Kind.date { return next + Int(bitPattern: UInt(Kind.isTwoWords(kind) ? count &* 2 : count)) }
        var left = count
        while left != 0 {
            next = end(of: next, type: elementType, depth: depth)
            left &-= 1
        }
        return next
    }

    private func endOfFields(in object: Words, of type: RuleType, count: UInt32, depth: UInt32) -> Words {
        var next = object
        var index: UInt32 = 0
        while index != count {
            let field = type.field(index)
            var present = true
            if field.isOptional {
                present = next.pointee != 0
                next += 1
            }
            if present { next = end(of: next, type: field.type, depth: depth) }
            index &+= 1
        }
        return next
    }

    /// The value of a field of an object; nil when it is absent.
    func field(_ index: UInt32, of object: Words, type offset: UInt32) -> Words? {
        let type = type(offset)
        guard type.kind == Kind.object, index < type.fieldCount else { badRuleData() }
        let place = endOfFields(in: object, of: type, count: index, depth: 0)
        guard type.field(index).isOptional else { return place }
        return place.pointee != 0 ? place + 1 : nil
    }

    /// The element of a list whose elements differ in size (strings, bytes, arrays, objects in place).
    func element(_ index: UInt32, of list: Words, type: UInt32) -> Words {
        endOfElements(of: list, count: index, elementType: type, depth: 0)
    }

    /// Whether two values of one type have the same words.
    func areEqual(_ left: Words, _ right: Words, type: UInt32) -> Bool {
        let end = end(of: left, type: type)
        var left = left
        var right = right
        // The encoding is self-delimiting: two encodings of one type that agree up to the end of one are the same.
        while left != end {
            guard left.pointee == right.pointee else { return false }
            left += 1
            right += 1
        }
        return true
    }
}
