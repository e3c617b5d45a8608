/// Writes deterministic CBOR (RFC 8949 §4.2.1).
struct CBORWriter {
    private(set) var bytes: [UInt8] = []

    mutating func head(_ major: UInt8, _ argument: UInt64) {
        let top = major << 5
        switch argument {
        case 0..<24: bytes.append(top | UInt8(argument))
        case 24...0xFF: bytes += [top | 24, UInt8(argument)]
        case 0x100...0xFFFF: append(top | 25, argument, 2)
        case 0x10000...0xFFFF_FFFF: append(top | 26, argument, 4)
        default: append(top | 27, argument, 8)
        }
    }

    private mutating func append(_ initial: UInt8, _ argument: UInt64, _ count: Int) {
        bytes.append(initial)
        for index in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: argument >> UInt64(8 * index))) }
    }

    mutating func text(_ text: String) {
        let content = Array(text.utf8)
        head(3, UInt64(content.count))
        bytes += content
    }

    mutating func byteString(_ content: [UInt8]) {
        head(2, UInt64(content.count))
        bytes += content
    }

    mutating func value(_ value: Value?) {
        switch value {
        case nil: bytes.append(0xF6)
        case .bool(let flag)?: bytes.append(flag ? 0xF5 : 0xF4)
        case .unsigned(let number)?: head(0, number)
        case .signed(let number)?:
            if number >= 0 { head(0, UInt64(number)) } else { head(1, UInt64(bitPattern: ~number)) }
        case .date(let date)?:
            head(6, 1004)
            text(date.description)
        case .string(let content)?: text(content)
        case .bytes(let content)?: byteString(content)
        case .array(let elements)?:
            head(4, UInt64(elements.count))
            for element in elements { self.value(element) }
        case .object(let fields)?:
            head(5, UInt64(fields.count))
            for field in fields {
                text(field.name)
                self.value(field.value)
            }
        }
    }
}
