/// The instructions of rule code (docs/rule-guest.md, section 4).
enum Opcode {
    static let end: UInt32 = 0
    static let bool: UInt32 = 1
    static let int: UInt32 = 2
    static let uint: UInt32 = 3
    static let constant: UInt32 = 4
    static let load: UInt32 = 5
    static let element: UInt32 = 6
    static let field: UInt32 = 7
    static let has: UInt32 = 8
    static let index: UInt32 = 9
    static let list: UInt32 = 10
    static let add: UInt32 = 16
    static let subtract: UInt32 = 17
    static let multiply: UInt32 = 18
    static let divide: UInt32 = 19
    static let remainder: UInt32 = 20
    static let negate: UInt32 = 21
    static let toInt: UInt32 = 22
    static let toUInt: UInt32 = 23
    static let concatenate: UInt32 = 24
    static let size: UInt32 = 25
    static let starts: UInt32 = 26
    static let ends: UInt32 = 27
    static let contains: UInt32 = 28
    static let sum: UInt32 = 29
    static let years: UInt32 = 30
    static let days: UInt32 = 31
    static let sha256: UInt32 = 32
    static let compare: UInt32 = 33
    static let isIn: UInt32 = 34
    static let not: UInt32 = 40
    static let andSkip: UInt32 = 41
    static let orSkip: UInt32 = 42
    static let and: UInt32 = 43
    static let or: UInt32 = 44
    static let ifElse: UInt32 = 45
    static let jump: UInt32 = 46
    static let loop: UInt32 = 50
    static let step: UInt32 = 51
    static let hashBegin: UInt32 = 60
    static let hashValue: UInt32 = 61
    static let hashSalt: UInt32 = 62
    static let hashEnd: UInt32 = 63
    static let rule: UInt32 = 70
    static let outKey: UInt32 = 71
    static let outValue: UInt32 = 72
    static let result: UInt32 = 73
}

/// An instruction word.
struct Instruction {
    let word: UInt32

    var opcode: UInt32 { word & 0xFF }
    var aux: UInt32 { word >> 8 & 0xFF }
    var operand: UInt32 { word >> 16 }
}
