import BurhanGuest

/// How COMPARE and IN look at two values.
enum Comparison {
    static let word: UInt32 = 0
    static let signed: UInt32 = 1
    static let unsigned: UInt32 = 2
    static let signedWithUnsigned: UInt32 = 3
    static let unsignedWithSigned: UInt32 = 4
    static let content: UInt32 = 5
    static let region: UInt32 = 6

    /// Below 0, 0 or above 0, as a is less than, equal to or greater than b; not for regions.
    static func order(_ a: Value, _ b: Value, domain: UInt32) -> Int32 {
        switch domain {
        case word: return order(a.low < b.low, a.low == b.low)
        case signed: return order(a.signed < b.signed, a.bits == b.bits)
        case unsigned: return order(a.bits < b.bits, a.bits == b.bits)
        case signedWithUnsigned: return order(a.high >> 31 != 0 || a.bits < b.bits, a.bits == b.bits)
        case unsignedWithSigned: return order(b.high >> 31 == 0 && a.bits < b.bits, b.high >> 31 == 0 && a.bits == b.bits)
        case content: return order(a.content, b.content)
        default: badRuleData()
        }
    }

    private static func order(_ isLess: Bool, _ isEqual: Bool) -> Int32 {
        isLess ? -1 : isEqual ? 0 : 1
    }

    private static func order(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int32 {
        let difference = compareBytes(a.baseAddress!, b.baseAddress!, count: min(a.count, b.count))
        return difference != 0 ? difference : order(a.count < b.count, a.count == b.count)
    }

    static func holds(_ relation: UInt32, _ order: Int32) -> Bool {
        switch relation {
        case 0: order == 0
        case 1: order != 0
        case 2: order < 0
        case 3: order <= 0
        case 4: order > 0
        case 5: order >= 0
        default: badRuleData()
        }
    }
}

extension Evaluation {
    mutating func compare(domain: UInt32, relation: UInt32, type: UInt32) {
        guard let (a, b) = popPair() else { return }
        let order: Int32
        if domain == Comparison.region {
            guard relation <= 1 else { badRuleData() }
            order = rules.areEqual(a.encoding, b.encoding, type: type) ? 0 : 1
        } else {
            order = Comparison.order(a, b, domain: domain)
        }
        push(Value(Comparison.holds(relation, order)))
    }

    mutating func isIn(domain: UInt32, _ element: Element) {
        guard let (a, list) = popPair() else { return }
        var elements = Elements(of: list.encoding, element)
        while let value = elements.next(rules) {
            let isEqual =
                domain == Comparison.region
                ? rules.areEqual(a.encoding, value.encoding, type: element.type) : Comparison.order(a, value, domain: domain) == 0
            if isEqual { return push(Value(true)) }
        }
        push(Value(false))
    }
}
