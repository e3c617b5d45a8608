/// Encodes values as words, docs/rule-guest.md §1.
struct WordEncoder {
    private(set) var words: [UInt32] = []

    /// Appends a value of that type; the value must fit the type (maxima are the reader's business).
    mutating func append(_ value: Value, as type: FieldType) {
        switch (type, value) {
        case (.bool, .bool(let flag)): words.append(flag ? 1 : 0)
        case (.u32, .unsigned(let number)): words.append(UInt32(truncatingIfNeeded: number))
        case (.i32, .signed(let number)): words.append(UInt32(truncatingIfNeeded: number))
        case (.u64, .unsigned(let number)): append(wide: number)
        case (.i64, .signed(let number)): append(wide: UInt64(bitPattern: number))
        case (.date, .date(let date)): words.append(date.packed)
        case (.string, .string(let text)): append(bytes: Array(text.utf8))
        case (.bytes, .bytes(let bytes)): append(bytes: bytes)
        case (.array(let element, _), .array(let values)):
            words.append(UInt32(truncatingIfNeeded: values.count))
            for value in values { append(value, as: element) }
        case (.object(let fields), .object(let values)):
            for (field, value) in zip(fields, values) {
                if field.isOptional { words.append(value.value == nil ? 0 : 1) }
                if let value = value.value { append(value, as: field.type) }
            }
        default: preconditionFailure("a value of another type than its field")
        }
    }

    mutating func append(word: UInt32) { words.append(word) }

    private mutating func append(wide number: UInt64) {
        words.append(UInt32(truncatingIfNeeded: number))
        words.append(UInt32(truncatingIfNeeded: number >> 32))
    }

    /// Length, then the bytes padded with zeros.
    mutating func append(bytes: [UInt8]) {
        words.append(UInt32(truncatingIfNeeded: bytes.count))
        append(raw: bytes)
    }

    /// The bytes padded with zeros, without a length.
    mutating func append(raw bytes: [UInt8]) {
        for start in stride(from: 0, to: bytes.count, by: 4) {
            var word: UInt32 = 0
            for index in start..<min(start + 4, bytes.count) { word |= UInt32(bytes[index]) << UInt32(8 * (index - start)) }
            words.append(word)
        }
    }

    /// Little-endian bytes of the words.
    var bytes: [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(words.count * 4)
        for word in words { for shift in [0, 8, 16, 24] { output.append(UInt8(truncatingIfNeeded: word >> UInt32(shift))) } }
        return output
    }

    /// The encoding of one value.
    static func bytes(of value: Value, as type: FieldType) -> [UInt8] {
        var encoder = WordEncoder()
        encoder.append(value, as: type)
        return encoder.bytes
    }
}
