/// What can go wrong in an evaluation; the codes are part of the exit code.
enum EvaluationError {
    static let none: UInt32 = 0
    static let overflow: UInt32 = 1
    static let divisionByZero: UInt32 = 2
    static let indexOutOfRange: UInt32 = 3
    static let absent: UInt32 = 4
    static let conversion: UInt32 = 5
}

/// An operand: 64 bits, whose meaning the instructions know, or an error.
struct Value {
    var low: UInt32
    var high: UInt32
    /// An `EvaluationError`; not 0 makes this value an error.
    var error: UInt32

    init(_ bits: UInt64) {
        low = UInt32(truncatingIfNeeded: bits)
        high = UInt32(truncatingIfNeeded: bits >> 32)
        error = EvaluationError.none
    }

    init(signed value: Int64) {
        self.init(UInt64(bitPattern: value))
    }

    init(low: UInt32, high: UInt32 = 0) {
        self.low = low
        self.high = high
        error = EvaluationError.none
    }

    init(signed value: Int32) {
        self.init(low: UInt32(bitPattern: value), high: UInt32(bitPattern: value >> 31))
    }

    init(_ value: Bool) {
        self.init(low: value ? 1 : 0)
    }

    init(_ address: Words) {
        self.init(low: UInt32(UInt(bitPattern: address)))
    }

    init(error: UInt32) {
        low = 0
        high = 0
        self.error = error
    }

    /// The value of a kind that is encoded at an address.
    init(decoding kind: UInt32, at address: Words) {
        switch kind {
        case Kind.u64, Kind.i64: self.init(low: address[0], high: address[1])
        case Kind.i32: self.init(signed: Int32(bitPattern: address[0]))
        case Kind.bool, Kind.u32, Kind.date: self.init(low: address[0])
        default: self.init(address)
        }
    }

    var isError: Bool { error != EvaluationError.none }
    var bits: UInt64 { UInt64(high) << 32 | UInt64(low) }
    var signed: Int64 { Int64(bitPattern: bits) }
    var isTrue: Bool { low & 1 != 0 }
    var date: CalendarDate { CalendarDate(word: low) }

    /// The encoding that the value is the address of. An address outside RAM can only come from broken rule data.
    var encoding: Words {
        guard low & 3 == 0, low >= 0x1_0000, low < 0x0FFF_FF00, let words = Words(bitPattern: UInt(low)) else { badRuleData() }
        return words
    }

    /// The bytes of the string or byte string that the value is the address of.
    var content: UnsafeBufferPointer<UInt8> {
        let words = encoding
        guard words[0] < 0x0FFF_FF00 &- low else { badRuleData() }
        return UnsafeBufferPointer(
            start: UnsafeRawPointer(words + 1).assumingMemoryBound(to: UInt8.self), count: Int(bitPattern: UInt(words[0])))
    }
}
