import BurhanGuest

/// The journal: one item of deterministic CBOR (RFC 8949, 4.2.1), appended piece by piece.
enum Statement {
    private enum Major {
        static let unsigned: UInt32 = 0
        static let negative: UInt32 = 1
        static let bytes: UInt32 = 2
        static let text: UInt32 = 3
        static let array: UInt32 = 4
        static let map: UInt32 = 5
    }

    private static func room(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        guard let place = Journal.extend(by: count) else { outOfMemory() }
        return place
    }

    static func append(byte: UInt32) {
        room(1)[0] = UInt8(truncatingIfNeeded: byte)
    }

    /// The shortest head for an argument.
    private static func append(head major: UInt32, _ argument: UInt32) {
        let first = major << 5
        if argument < 24 {
            append(byte: first | argument)
        } else if argument < 1 << 8 {
            append(bigEndian: argument, count: 1, after: first | 24)
        } else if argument < 1 << 16 {
            append(bigEndian: argument, count: 2, after: first | 25)
        } else {
            append(bigEndian: argument, count: 4, after: first | 26)
        }
    }

    private static func append(head major: UInt32, low: UInt32, high: UInt32) {
        if high == 0 { return append(head: major, low) }
        append(bigEndian: high, count: 4, after: major << 5 | 27)
        write(bigEndian: low, count: 4, to: room(4))
    }

    private static func append(bigEndian value: UInt32, count: Int, after first: UInt32) {
        let place = room(1 &+ count)
        place[0] = UInt8(truncatingIfNeeded: first)
        write(bigEndian: value, count: count, to: place + 1)
    }

    private static func write(bigEndian value: UInt32, count: Int, to place: UnsafeMutablePointer<UInt8>) {
        var value = value
        var index = count
        while index != 0 {
            index &-= 1
            place[index] = UInt8(truncatingIfNeeded: value)
            value >>= 8
        }
    }

    static func append(mapOf count: UInt32) { append(head: Major.map, count) }

    static func append(bool: Bool) { append(byte: bool ? 0xF5 : 0xF4) }

    static func append(unsigned value: UInt64) {
        append(head: Major.unsigned, low: UInt32(truncatingIfNeeded: value), high: UInt32(truncatingIfNeeded: value >> 32))
    }

    /// A negative number n is written as −1 − n, the complement of its bits.
    static func append(signed value: Int64) {
        let bits = UInt64(bitPattern: value < 0 ? ~value : value)
        append(
            head: value < 0 ? Major.negative : Major.unsigned, low: UInt32(truncatingIfNeeded: bits),
            high: UInt32(truncatingIfNeeded: bits >> 32))
    }

    /// Tag 1004 (RFC 8943) around the text `YYYY-MM-DD`.
    static func append(date: CalendarDate) {
        let place = room(14)
        place[0] = 0xD9
        place[1] = 0x03
        place[2] = 0xEC
        place[3] = 0x6A
        write(decimal: date.year, digits: 4, to: place + 4)
        place[8] = 0x2D
        write(decimal: date.month, digits: 2, to: place + 9)
        place[11] = 0x2D
        write(decimal: date.day, digits: 2, to: place + 12)
    }

    private static func write(decimal value: UInt32, digits: Int, to place: UnsafeMutablePointer<UInt8>) {
        var value = value
        var index = digits
        while index != 0 {
            index &-= 1
            place[index] = UInt8(truncatingIfNeeded: 0x30 &+ value % 10)
            value /= 10
        }
    }

    static func append(text value: Words) {
        append(head: Major.text, value[0])
        append(blob: value)
    }

    static func append(bytes value: Words) {
        append(head: Major.bytes, value[0])
        append(blob: value)
    }

    /// The content of a byte string as it stands; keys come already encoded.
    static func append(blob value: Words) {
        append(bytesAt: value + 1, count: value[0])
    }

    static func append(bytesAt start: Words, count: UInt32) {
        guard count <= 65536 else { outOfMemory() }
        let count = Int(bitPattern: UInt(count))
        UnsafeMutableRawPointer(room(count)).copyMemory(from: start, byteCount: count)
    }

    /// A value of a type; returns the word after it.
    @discardableResult
    static func append(_ value: Words, type offset: UInt32, _ rules: RuleData, depth: UInt32 = 0) -> Words {
        let type = rules.type(offset)
        switch type.kind {
        case Kind.bool: append(bool: value[0] != 0)
        case Kind.u32: append(head: Major.unsigned, value[0])
        case Kind.i32: append(signed: Int64(Int32(bitPattern: value[0])))
        case Kind.u64: append(head: Major.unsigned, low: value[0], high: value[1])
        case Kind.i64: append(signed: Value(decoding: Kind.i64, at: value).signed)
        case Kind.date: append(date: CalendarDate(word: value[0]))
        case Kind.string: append(text: value)
        case Kind.bytes: append(bytes: value)
        default: return append(composite: value, type, rules, depth: depth)
        }
        return rules.end(of: value, type: offset)
    }

    private static func append(composite value: Words, _ type: RuleType, _ rules: RuleData, depth: UInt32) -> Words {
        guard depth < RuleData.deepestNesting else { badRuleData() }
        var next = value
        if type.kind == Kind.array {
            var left = value[0]
            append(head: Major.array, left)
            next += 1
            while left != 0 {
                next = append(next, type: type.elementType, rules, depth: depth &+ 1)
                left &-= 1
            }
            return next
        }
        guard type.kind == Kind.object else { badRuleData() }
        let count = type.fieldCount
        append(head: Major.map, count)
        var index: UInt32 = 0
        while index != count {
            let field = type.field(index)
            index &+= 1
            append(blob: rules.address(field.keyBlob))
            if field.isOptional {
                next += 1
                if next[-1] == 0 {
                    append(byte: 0xF6)
                    continue
                }
            }
            next = append(next, type: field.type, rules, depth: depth &+ 1)
        }
        return next
    }
}
