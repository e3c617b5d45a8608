import BurhanGuest

/// The input, checked word by word while it is taken apart; anything wrong ends the execution with exit code 1.
struct RuleInput {
    private let rules: RuleData
    private var next: Words
    private let end: Words
    private let slots: UnsafeMutablePointer<UInt32>
    private var nextSlot: UInt32 = 0

    init(_ rules: RuleData, slots: UnsafeMutablePointer<UInt32>) {
        var input = PrivateInput()
        guard input.count & 3 == 0 else { malformedInput() }
        let words = input.readUInt32s(input.count >> 2)
        self.rules = rules
        self.slots = slots
        next = words.baseAddress!
        end = next + words.count
    }

    var isAtEnd: Bool { next == end }

    @inline(__always)
    mutating func word() -> UInt32 {
        guard next != end else { malformedInput() }
        let word = next.pointee
        next += 1
        return word
    }

    mutating func words(_ count: Int) -> Words {
        guard end - next >= count else { malformedInput() }
        let start = next
        next += count
        return start
    }

    /// A string or byte string of 1...`maximum` bytes.
    mutating func content(maximum: UInt32) -> Words {
        let start = next
        checkContent(maximum: maximum)
        guard start[0] != 0 else { malformedInput() }
        return start
    }

    /// An object and everything in it, with its slots.
    mutating func object(type: UInt32) {
        check(type: type, hasSlot: true, depth: 0)
    }

    private mutating func check(type offset: UInt32, hasSlot: Bool, depth: UInt32) {
        if hasSlot {
            guard nextSlot < rules.slotCount else { badRuleData() }
            slots[Int(bitPattern: UInt(nextSlot))] = UInt32(UInt(bitPattern: next))
            nextSlot &+= 1
        }
        let type = rules.type(offset)
        switch type.kind {
        case Kind.bool: guard word() <= 1 else { malformedInput() }
        case Kind.u32, Kind.i32: _ = word()
        case Kind.u64, Kind.i64: _ = words(2)
        case Kind.date: guard CalendarDate(word: word()).isValid else { malformedInput() }
        case Kind.string, Kind.bytes: checkContent(maximum: type.maximum)
        case Kind.array: checkArray(type, depth: depth)
        case Kind.object: checkFields(of: type, haveSlots: hasSlot, depth: depth)
        default: badRuleData()
        }
    }

    private mutating func checkContent(maximum: UInt32) {
        let length = word()
        guard length <= maximum else { malformedInput() }
        let content = words(Int(bitPattern: UInt((length &+ 3) >> 2)))
        let used = length & 3
        if used != 0 {
            let last = content[Int(bitPattern: UInt(length >> 2))]
            guard last >> (used << 3) == 0 else { malformedInput() }
        }
    }

    private mutating func checkArray(_ type: RuleType, depth: UInt32) {
        guard depth < RuleData.deepestNesting else { badRuleData() }
        var left = word()
        guard left <= type.maximum else { malformedInput() }
        while left != 0 {
            check(type: type.elementType, hasSlot: false, depth: depth &+ 1)
            left &-= 1
        }
    }

    private mutating func checkFields(of type: RuleType, haveSlots: Bool, depth: UInt32) {
        guard depth < RuleData.deepestNesting else { badRuleData() }
        var index: UInt32 = 0
        let count = type.fieldCount
        while index != count {
            let field = type.field(index)
            index &+= 1
            if field.isOptional {
                let presence = word()
                guard presence <= 1 else { malformedInput() }
                if presence == 0 {
                    if haveSlots { skipSlots(of: rules.type(field.type)) }
                    continue
                }
            }
            check(type: field.type, hasSlot: haveSlots, depth: depth &+ 1)
        }
    }

    /// Leaves the slots of an absent value and of its fields 0.
    private mutating func skipSlots(of type: RuleType) {
        let count = type.kind == Kind.object ? 1 &+ type.fieldSlots : 1
        guard count <= rules.slotCount, nextSlot <= rules.slotCount &- count else { badRuleData() }
        nextSlot &+= count
    }
}
