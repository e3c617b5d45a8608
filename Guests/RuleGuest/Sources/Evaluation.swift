import BurhanGuest

/// The state of an evaluation: operand stack, loops, the hash that is being made, the verdict.
struct Evaluation: ~Copyable {
    let rules: RuleData
    let slots: UnsafeMutablePointer<UInt32>
    /// A rule that is false ends the execution, unless the prover asked to prove a negative result.
    let provesNegative: Bool
    var salt: Words?
    var complies = true
    var outputsWritten: UInt32 = 0

    private let stack: UnsafeMutablePointer<Value>
    private var free: UnsafeMutablePointer<Value>
    private let stackEnd: UnsafeMutablePointer<Value>
    let loops: UnsafeMutablePointer<Loop>
    var loopCount: UInt32 = 0
    var hash = SHA256()
    var hashError: UInt32 = EvaluationError.none

    init(_ rules: RuleData, slots: UnsafeMutablePointer<UInt32>, provesNegative: Bool) {
        self.rules = rules
        self.slots = slots
        self.provesNegative = provesNegative
        guard rules.stackDepth <= 65535, rules.loopDepth <= 65535 else { badRuleData() }
        let depth = Int(bitPattern: UInt(rules.stackDepth))
        stack = Self.reserve(depth)
        free = stack
        stackEnd = stack + depth
        loops = Self.reserve(Int(bitPattern: UInt(rules.loopDepth)))
    }

    private static func reserve<Item>(_ count: Int) -> UnsafeMutablePointer<Item> {
        let words = count &* MemoryLayout<Item>.stride >> 2
        return UnsafeMutableRawPointer(scratch(words: UInt32(truncatingIfNeeded: words)))
            .assumingMemoryBound(to: Item.self)
    }

    @inline(__always)
    mutating func push(_ value: Value) {
        guard free != stackEnd else { badRuleData() }
        free.initialize(to: value)
        free += 1
    }

    mutating func push(error: UInt32) { push(Value(error: error)) }

    @inline(__always)
    mutating func pop() -> Value {
        guard free != stack else { badRuleData() }
        free -= 1
        return free.pointee
    }

    /// Pops a value and gives it, unless it is an error: that is put back, and nil given.
    @inline(__always)
    mutating func popValue() -> Value? {
        let value = pop()
        if value.isError {
            push(value)
            return nil
        }
        return value
    }

    /// Pops b, then a. An error among them is put back (a's first), and nil given.
    @inline(__always)
    mutating func popPair() -> (a: Value, b: Value)? {
        let b = pop()
        let a = pop()
        if a.isError || b.isError {
            push(a.isError ? a : b)
            return nil
        }
        return (a, b)
    }

    /// The last `count` values, the one pushed first in front; they are popped, but stay in place until the next push.
    mutating func pop(count: UInt32) -> UnsafeMutablePointer<Value> {
        let count = Int(bitPattern: UInt(count))
        guard free - stack >= count else { badRuleData() }
        free -= count
        return free
    }

    var top: Value {
        guard free != stack else { badRuleData() }
        return free[-1]
    }

    /// The address of a field's value; nil when it is absent.
    func slot(_ index: UInt32) -> Words? {
        guard index < rules.slotCount else { badRuleData() }
        return Words(bitPattern: UInt(slots[Int(bitPattern: UInt(index))]))
    }

    /// A rule's value: true goes on; anything else decides the evaluation. Returns whether the rule code goes on.
    mutating func conclude(rule: UInt32) -> Bool {
        let value = pop()
        if value.isError { Guest.abandon(ExitCode.error(value.error, place: rule)) }
        if value.isTrue { return true }
        guard provesNegative else { Guest.abandon(ExitCode.rule(rule)) }
        complies = false
        return false
    }
}
