/// A macro of the expression language in progress.
struct Loop {
    static let all: UInt32 = 0
    static let exists: UInt32 = 1
    static let existsOne: UInt32 = 2
    static let filter: UInt32 = 3
    static let map: UInt32 = 4

    let macro: UInt32
    var elements: Elements
    /// The first error of all and exists, to be the result if nothing decides before the end.
    var keptError: UInt32 = EvaluationError.none
    /// How many elements were true (exists_one) or went into the result list (filter, map).
    var count: UInt32 = 0
    /// The result list of filter and map, and its end.
    var result: UnsafeMutablePointer<UInt32>?
    var resultEnd: UnsafeMutablePointer<UInt32>?
}

extension Evaluation {
    mutating func pushElement(kind: UInt32, level: UInt32) {
        guard level < loopCount else { badRuleData() }
        push(Value(decodingElement: kind, at: loops[Int(bitPattern: UInt(level))].elements.place))
    }

    /// Begins a loop over a list; false when there is nothing to run, the result being pushed already.
    mutating func enterLoop(macro: UInt32, _ element: Element) -> Bool {
        guard let list = popValue() else { return false }
        guard macro <= Loop.map else { badRuleData() }
        let words = list.encoding
        var loop = Loop(macro: macro, elements: Elements(of: words, element))
        if macro >= Loop.filter {
            guard words[0] < 1 << 25 else { outOfMemory() }
            let result = scratch(words: 1 &+ words[0] &* 2)
            result[0] = 0
            loop.result = result
            loop.resultEnd = result + 1
        }
        guard loop.elements.advance(rules) else {
            push(conclusion(of: loop))
            return false
        }
        guard loopCount < rules.loopDepth else { badRuleData() }
        (loops + Int(bitPattern: UInt(loopCount))).initialize(to: loop)
        loopCount &+= 1
        return true
    }

    /// Folds the body's value into the innermost loop. True: the body runs again, for the next element. False: the loop is over.
    mutating func step(resultKind: UInt32) -> Bool {
        guard loopCount != 0 else { badRuleData() }
        let loop = loops + Int(bitPattern: UInt(loopCount &- 1))
        let value = pop()
        if let result = fold(value, into: loop, resultKind: resultKind) {
            loopCount &-= 1
            push(result)
            return false
        }
        if loop.pointee.elements.advance(rules) { return true }
        loopCount &-= 1
        push(conclusion(of: loop.pointee))
        return false
    }

    /// A result that ends the loop at once, or nil.
    @inline(__always)
    private func fold(_ value: Value, into loop: UnsafeMutablePointer<Loop>, resultKind: UInt32) -> Value? {
        let macro = loop.pointee.macro
        if macro <= Loop.exists {
            if value.isError {
                if loop.pointee.keptError == EvaluationError.none { loop.pointee.keptError = value.error }
                return nil
            }
            return value.isTrue == (macro == Loop.exists) ? value : nil
        }
        if value.isError { return value }
        if macro == Loop.existsOne {
            if value.isTrue { loop.pointee.count &+= 1 }
            return nil
        }
        guard let end = loop.pointee.resultEnd else { badRuleData() }
        if macro == Loop.map {
            loop.pointee.resultEnd = end + value.encode(elementKind: resultKind, at: end)
        } else {
            guard value.isTrue else { return nil }
            let elements = loop.pointee.elements
            loop.pointee.resultEnd = end + elements.copyCurrent(to: end)
        }
        loop.pointee.count &+= 1
        return nil
    }

    /// The result when the elements have run out.
    private func conclusion(of loop: Loop) -> Value {
        switch loop.macro {
        case Loop.all, Loop.exists:
            return loop.keptError != EvaluationError.none ? Value(error: loop.keptError) : Value(loop.macro == Loop.all)
        case Loop.existsOne:
            return Value(loop.count == 1)
        default:
            guard let result = loop.result else { badRuleData() }
            result[0] = loop.count
            return Value(Words(result))
        }
    }
}

extension Elements {
    /// Copies the current element to a computed list: scalars as they are, everything else as its address. Returns the words taken.
    func copyCurrent(to end: UnsafeMutablePointer<UInt32>) -> Int {
        let size = element.fixedSize
        if size == 0 {
            end[0] = UInt32(UInt(bitPattern: place))
            return 1
        }
        end[0] = place[0]
        if size == 2 { end[1] = place[1] }
        return size
    }
}
