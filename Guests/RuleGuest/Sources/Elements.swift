/// The elements of a list, one after another.
struct Elements {
    let element: Element
    /// The place of the current element; before the first, of the next.
    private(set) var place: Words
    private(set) var left: UInt32
    private var isStarted = false

    init(of list: Words, _ element: Element) {
        self.element = element
        place = list + 1
        left = list[0]
    }

    /// The current element as a value.
    var current: Value { Value(decodingElement: element.word, at: place) }

    /// Goes to the next element; false at the end.
    mutating func advance(_ rules: RuleData) -> Bool {
        guard left != 0 else { return false }
        left &-= 1
        if isStarted {
            let size = element.fixedSize
            place = size != 0 ? place + size : rules.end(of: place, type: element.type)
        }
        isStarted = true
        return true
    }

    mutating func next(_ rules: RuleData) -> Value? {
        advance(rules) ? current : nil
    }
}

extension Value {
    /// An element of a list; kinds with bit 4 are found through their address.
    init(decodingElement kind: UInt32, at place: Words) {
        if kind & Kind.indirect != 0 {
            self.init(low: place[0])
        } else {
            self.init(decoding: kind & 0xF, at: place)
        }
    }

    /// Writes the value as an element of a computed list and returns how many words it took.
    func encode(elementKind kind: UInt32, at place: UnsafeMutablePointer<UInt32>) -> Int {
        place[0] = low
        guard Kind.isTwoWords(kind) else { return 1 }
        place[1] = high
        return 2
    }
}

extension Evaluation {
    mutating func index(isUnsigned: Bool, _ element: Element) {
        guard let (list, index) = popPair() else { return }
        let words = list.encoding
        // A negative index has its high word set too: both kinds of index are in range when that is 0 and the low one is.
        guard index.high == 0, index.low < words[0] else { return push(error: EvaluationError.indexOutOfRange) }
        let size = element.fixedSize
        let place: Words
        if size != 0 {
            place = words + (1 &+ Int(bitPattern: UInt(index.low)) &* size)
        } else {
            place = rules.element(index.low, of: words, type: element.type)
        }
        push(Value(decodingElement: element.word, at: place))
    }

    mutating func makeList(elementKind kind: UInt32, count: UInt32) {
        let values = pop(count: count)
        let result = scratch(words: 1 &+ count &* 2)
        result[0] = count
        var next = result + 1
        for index in 0..<Int(bitPattern: UInt(count)) {
            let value = values[index]
            if value.isError { return push(value) }
            next += value.encode(elementKind: kind, at: next)
        }
        push(Value(Words(result)))
    }
}
