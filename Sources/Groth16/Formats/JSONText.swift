/// A value of the JSON texts of Groth16: strings are kept as they stand between the quotes, numbers as their characters.
indirect enum JSONNode {
    case object([(name: String, value: JSONNode)])
    case array([JSONNode])
    case string(String)
    case number(String)
    /// true, false, null.
    case word(String)

    /// For messages.
    var kind: String {
        switch self {
        case .object: "an object"
        case .array(let elements): "an array of \(elements.count)"
        case .string: "a string"
        case .number: "a number"
        case .word(let word): word
        }
    }

    /// Text with one space for each level, as snarkjs writes it.
    func text(level: Int = 0) -> String {
        let (inner, outer) = ("\n" + String(repeating: " ", count: level + 1), "\n" + String(repeating: " ", count: level))
        switch self {
        case .object(let members):
            return "{" + members.map { inner + "\"\($0.name)\": " + $0.value.text(level: level + 1) }.joined(separator: ",") + outer + "}"
        case .array(let elements):
            if elements.isEmpty { return "[]" }
            return "[" + elements.map { inner + $0.text(level: level + 1) }.joined(separator: ",") + outer + "]"
        case .string(let text): return "\"\(text)\""
        case .number(let text), .word(let text): return text
        }
    }
}

/// A strict reader of JSON (RFC 8259): no duplicate names, no trailing bytes, at most 16 MiB and 16 levels.
///
/// Escapes in strings are checked for their form and not replaced: no text of Groth16 needs them.
struct JSONText {
    static let largestText = 1 << 24
    static let deepestLevel = 16

    private let bytes: [UInt8]
    private let name: String
    private var at = 0

    /// - Throws: `FormatError.wrongDocument`.
    static func parse(_ bytes: [UInt8], name: String) throws(FormatError) -> JSONNode {
        guard bytes.count <= largestText else {
            throw .wrongDocument(file: name, path: "", expected: "at most \(largestText) bytes of JSON", found: "\(bytes.count)")
        }
        var text = JSONText(bytes: bytes, name: name)
        let value = try text.value(level: 0)
        text.skipSpace()
        guard text.at == bytes.count else { throw text.fault("the end of the text") }
        return value
    }

    private init(bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    private func fault(_ expected: String) -> FormatError {
        let found = at >= bytes.count ? "the end of the text" : "byte 0x\(hexadecimalText([bytes[at]]))"
        return .wrongDocument(file: name, path: "offset \(at)", expected: expected, found: found)
    }

    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { at += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func value(level: Int) throws(FormatError) -> JSONNode {
        guard level <= Self.deepestLevel else { throw fault("at most \(Self.deepestLevel) levels") }
        if take("{") { return try object(level: level) }
        if take("[") { return try array(level: level) }
        guard let byte = next else { throw fault("a JSON value") }
        switch byte {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        default:
            for word in ["true", "false", "null"] where bytes[at...].starts(with: word.utf8) {
                at += word.utf8.count
                return .word(word)
            }
            throw fault("a JSON value")
        }
    }

    private mutating func object(level: Int) throws(FormatError) -> JSONNode {
        var members: [(name: String, value: JSONNode)] = []
        var names: Set<String> = []
        if take("}") { return .object([]) }
        while true {
            skipSpace()
            let start = at
            let member = try string()
            guard names.insert(member).inserted else {
                at = start
                throw fault("each name once in an object")
            }
            guard take(":") else { throw fault("':'") }
            members.append((member, try value(level: level + 1)))
            if take("}") { return .object(members) }
            guard take(",") else { throw fault("',' or '}'") }
        }
    }

    private mutating func array(level: Int) throws(FormatError) -> JSONNode {
        var elements: [JSONNode] = []
        if take("]") { return .array([]) }
        while true {
            elements.append(try value(level: level + 1))
            if take("]") { return .array(elements) }
            guard take(",") else { throw fault("',' or ']'") }
        }
    }

    private mutating func string() throws(FormatError) -> String {
        guard next == UInt8(ascii: "\"") else { throw fault("'\"'") }
        at += 1
        let start = at
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { throw fault("no control character in a string") }
            at += 1
            if byte == UInt8(ascii: "\\") { try escape() }
        }
        guard next != nil else { throw fault("'\"'") }
        guard let text = String(validating: bytes[start..<at], as: UTF8.self) else { throw fault("UTF-8 in a string") }
        at += 1
        return text
    }

    private mutating func escape() throws(FormatError) {
        guard let byte = next, Array("\"\\/bfnrtu".utf8).contains(byte) else { throw fault("an escape") }
        at += 1
        guard byte == UInt8(ascii: "u") else { return }
        for _ in 0..<4 {
            guard let digit = next, Array("0123456789abcdefABCDEF".utf8).contains(digit) else { throw fault("a hexadecimal digit") }
            at += 1
        }
    }

    private mutating func digits() throws(FormatError) {
        guard let first = next, isDigit(first) else { throw fault("a digit") }
        while let byte = next, isDigit(byte) { at += 1 }
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func number() throws(FormatError) -> String {
        let start = at
        if next == UInt8(ascii: "-") { at += 1 }
        if next == UInt8(ascii: "0") { at += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            at += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            at += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { at += 1 }
            try digits()
        }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }
}
