/// The kinds of values, as coded in rule data (docs/rule-guest.md, section 1).
enum Kind {
    static let bool: UInt32 = 0
    static let u32: UInt32 = 1
    static let i32: UInt32 = 2
    static let u64: UInt32 = 3
    static let i64: UInt32 = 4
    static let date: UInt32 = 5
    static let string: UInt32 = 6
    static let bytes: UInt32 = 7
    static let array: UInt32 = 8
    static let object: UInt32 = 9

    /// Set in an element's kind when the list holds the address of the element's encoding.
    static let indirect: UInt32 = 0x10

    static func isTwoWords(_ kind: UInt32) -> Bool { kind &- u64 < 2 }
}

/// What kind of elements a list has, and of which type: `kind | type offset << 16`.
struct Element {
    let word: UInt32

    var kind: UInt32 { word & 0xF }
    var isIndirect: Bool { word & Kind.indirect != 0 }
    var type: UInt32 { word >> 16 }
    /// Words per element when all have the same size, else 0.
    var fixedSize: Int {
        if isIndirect || kind <= Kind.date { return Kind.isTwoWords(word & 0x1F) ? 2 : 1 }
        return 0
    }
}
