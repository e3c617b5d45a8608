import FiniteFields

/// A document of a circuit's inputs: a JSON object of integers and nested arrays of integers, as circom's tools take it.
///
/// Integers are JSON numbers without fraction or exponent, or strings in decimal or hexadecimal (`0x`), each with an optional minus sign and
/// of any size; they are reduced modulo r. `true` and `false` stand for 1 and 0. Arrays are flattened row by row. Total over all bytes; cost
/// is linear in their number, apart from reductions of long integers.
public enum InputDocument {
    /// Bytes of a document.
    public static let largestDocument = 64 << 20
    /// Levels of arrays.
    public static let deepestNesting = 16
    /// Values of all inputs together.
    public static let mostValues = 1 << 22
    /// Digits of an integer.
    public static let mostDigits = 1024

    public static func read(_ bytes: [UInt8]) throws(CircuitInputError) -> [CircuitInput] {
        guard bytes.count <= largestDocument else { throw .tooLarge(what: "bytes", limit: largestDocument) }
        var reader = InputReader(bytes)
        return try reader.document()
    }
}

/// A recursive descent over the bytes of an input document; the depth of recursion is bounded.
private struct InputReader {
    private let bytes: [UInt8]
    private var at = 0
    private var valueCount = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(CircuitInputError) -> [CircuitInput] {
        var inputs: [CircuitInput] = []
        var names: Set<String> = []
        try take(UInt8(ascii: "{"), "{")
        if !takeIfPresent(UInt8(ascii: "}")) {
            repeat {
                skipSpace()
                let name = try string()
                guard names.insert(name).inserted else { throw .duplicateName(name) }
                try take(UInt8(ascii: ":"), "a colon")
                var values: [BN254Scalar] = []
                try value(into: &values, path: "$.\(name)", depth: 0)
                inputs.append(CircuitInput(name, values))
            } while takeIfPresent(UInt8(ascii: ","))
            try take(UInt8(ascii: "}"), "a comma or }")
        }
        skipSpace()
        guard at == bytes.count else { throw .notJSON(offset: at, expected: "the end") }
        return inputs
    }

    private var current: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private mutating func takeIfPresent(_ byte: UInt8) -> Bool {
        skipSpace()
        guard current == byte else { return false }
        at += 1
        return true
    }

    private mutating func take(_ byte: UInt8, _ expected: String) throws(CircuitInputError) {
        guard takeIfPresent(byte) else { throw .notJSON(offset: at, expected: expected) }
    }

    private mutating func value(into values: inout [BN254Scalar], path: String, depth: Int) throws(CircuitInputError) {
        skipSpace()
        switch current ?? 0 {
        case UInt8(ascii: "["):
            guard depth < InputDocument.deepestNesting else { throw .tooLarge(what: "levels", limit: InputDocument.deepestNesting) }
            at += 1
            guard !takeIfPresent(UInt8(ascii: "]")) else { return }
            var index = 0
            repeat {
                try value(into: &values, path: "\(path)[\(index)]", depth: depth + 1)
                index += 1
            } while takeIfPresent(UInt8(ascii: ","))
            try take(UInt8(ascii: "]"), "a comma or ]")
        case UInt8(ascii: "\""):
            let text = try string()
            try append(Self.integer(Array(text.utf8)), to: &values, path, found: "a string that is no integer")
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            let text = number()
            try append(Self.isJSONInteger(text) ? Self.integer(text) : nil, to: &values, path, found: "another kind of number")
        case UInt8(ascii: "{"): throw .notAFieldElement(path: path, found: "an object")
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            let element: BN254Scalar? = takeWord("true") ? .one : takeWord("false") ? .zero : nil
            guard element != nil || takeWord("null") else { throw .notJSON(offset: at, expected: "a value") }
            try append(element, to: &values, path, found: "null")
        default: throw .notJSON(offset: at, expected: "a value")
        }
    }

    private mutating func append(
        _ element: BN254Scalar?, to values: inout [BN254Scalar], _ path: String, found: String
    ) throws(CircuitInputError) {
        guard let element else { throw .notAFieldElement(path: path, found: found) }
        valueCount += 1
        guard valueCount <= InputDocument.mostValues else { throw .tooLarge(what: "values", limit: InputDocument.mostValues) }
        values.append(element)
    }

    private mutating func takeWord(_ word: StaticString) -> Bool {
        let letters = Array(word.description.utf8)
        guard bytes[at...].starts(with: letters) else { return false }
        at += letters.count
        return true
    }

    /// All characters that a JSON number may hold.
    private mutating func number() -> [UInt8] {
        let start = at
        while let byte = current, byte == 0x2D || byte == 0x2B || byte == 0x2E || byte | 0x20 == 0x65 || (byte >= 0x30 && byte <= 0x39) {
            at += 1
        }
        return Array(bytes[start..<at])
    }

    private static func isJSONInteger(_ text: [UInt8]) -> Bool {
        let digits = text.first == UInt8(ascii: "-") ? text.dropFirst() : text[...]
        guard let first = digits.first, first != UInt8(ascii: "0") || digits.count == 1 else { return false }
        return digits.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    }

    /// The field element of an integer's text, nil if it is none or has too many digits.
    private static func integer(_ text: [UInt8]) -> BN254Scalar? {
        let isNegative = text.first == UInt8(ascii: "-")
        var digits = isNegative ? text.dropFirst() : text[...]
        var base: UInt64 = 10
        if digits.starts(with: [0x30, 0x78]) || digits.starts(with: [0x30, 0x58]) {
            base = 16
            digits = digits.dropFirst(2)
        }
        guard !digits.isEmpty, digits.count <= InputDocument.mostDigits else { return nil }
        let radix = BN254Scalar(base)
        var sum = BN254Scalar.zero
        for digit in digits {
            let value: UInt8
            switch digit {
            case 0x30...0x39: value = digit - 0x30
            case 0x41...0x46 where base == 16: value = digit - 0x41 + 10
            case 0x61...0x66 where base == 16: value = digit - 0x61 + 10
            default: return nil
            }
            sum = sum * radix + BN254Scalar(UInt64(value))
        }
        return isNegative ? -sum : sum
    }

    /// A JSON string (RFC 8259 section 7).
    private mutating func string() throws(CircuitInputError) -> String {
        guard current == UInt8(ascii: "\"") else { throw .notJSON(offset: at, expected: "a string") }
        at += 1
        var content: [UInt8] = []
        while let byte = current, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw .notJSON(offset: at, expected: "no control character in a string") }
            at += 1
            if byte == UInt8(ascii: "\\") {
                content.append(contentsOf: try escape())
            } else {
                content.append(byte)
            }
        }
        guard current != nil else { throw .notJSON(offset: at, expected: "the end of a string") }
        at += 1
        guard let text = String(validating: content, as: UTF8.self) else {
            throw .notJSON(offset: at, expected: "UTF-8 text")
        }
        return text
    }

    private mutating func escape() throws(CircuitInputError) -> [UInt8] {
        let place = at
        guard let byte = current else { throw .notJSON(offset: place, expected: "an escape") }
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"):
            var code: UInt32 = 0
            for _ in 0..<4 {
                guard let digit = current, let value = Character(Unicode.Scalar(digit)).hexDigitValue, digit < 0x80 else {
                    throw .notJSON(offset: place, expected: "four hexadecimal digits")
                }
                code = code << 4 | UInt32(value)
                at += 1
            }
            // Names of signals are ASCII and integers too: surrogate pairs have no use here.
            guard let scalar = Unicode.Scalar(code) else { throw .notJSON(offset: place, expected: "a Unicode scalar") }
            return Array(String(Character(scalar)).utf8)
        default: throw .notJSON(offset: place, expected: "an escape")
        }
    }
}
