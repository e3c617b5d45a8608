/// A strict reader of JSON (RFC 8259): no duplicate names, no trailing bytes, bounded size and depth, exact numbers.
public struct JSONParser {
    /// What a text may hold at most.
    public struct Limits: Sendable {
        public var bytes: Int
        public var depth: Int

        public init(bytes: Int = 1 << 18, depth: Int = 32) {
            self.bytes = bytes
            self.depth = depth
        }

        /// Rule documents: 256 KiB, 32 levels.
        public static let document = Limits()
        /// Inputs: 4 MiB, 32 levels.
        public static let inputs = Limits(bytes: 1 << 22)
    }

    private let bytes: [UInt8]
    private let limits: Limits
    private var at = 0
    private var diagnostics: [Diagnostic] = []

    private init(_ bytes: [UInt8], _ limits: Limits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// A fault that ends the parse.
    private struct Stop: Error { let diagnostic: Diagnostic }

    /// Reads one JSON text; duplicate names are all reported, a syntax error ends the reading.
    public static func parse(_ bytes: [UInt8], limits: Limits = .document) -> (value: JSONValue?, diagnostics: [Diagnostic]) {
        guard bytes.count <= limits.bytes else {
            let diagnostic = Diagnostic(
                .jsonTooLarge, at: "", "The JSON text is too large.", expected: "at most \(limits.bytes) bytes",
                found: "\(bytes.count) bytes")
            return (nil, [diagnostic])
        }
        var parser = JSONParser(bytes, limits)
        do throws(Stop) {
            let value = try parser.text()
            return (parser.diagnostics.isEmpty ? value : nil, parser.diagnostics)
        } catch {
            return (nil, parser.diagnostics + [error.diagnostic])
        }
    }

    private func fault(_ message: String, expected: String, at pointer: Pointer) -> Stop {
        let found: String
        if at >= bytes.count {
            found = "the end of the text"
        } else if bytes[at] > 0x20 && bytes[at] < 0x7F {
            found = "'\(Character(Unicode.Scalar(bytes[at])))'"
        } else {
            found = "byte \(bytes[at])"
        }
        return Stop(
            diagnostic: Diagnostic(.jsonSyntax, at: pointer.text, message, expected: expected, found: found, offset: at))
    }

    private mutating func text() throws(Stop) -> JSONValue {
        let value = try value(at: .root, depth: 0)
        skipSpace()
        guard at == bytes.count else { throw fault("There is text after the JSON value.", expected: "the end of the text", at: .root) }
        return value
    }

    private mutating func skipSpace() {
        while at < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
    }

    private mutating func value(at pointer: Pointer, depth: Int) throws(Stop) -> JSONValue {
        guard depth <= limits.depth else {
            throw Stop(
                diagnostic: Diagnostic(
                    .jsonTooDeep, at: pointer.text, "The JSON text is nested too deeply.", expected: "at most \(limits.depth) levels",
                    found: "more", offset: at))
        }
        skipSpace()
        guard at < bytes.count else { throw fault("A value is missing.", expected: "a JSON value", at: pointer) }
        switch bytes[at] {
        case UInt8(ascii: "{"): return try object(at: pointer, depth: depth)
        case UInt8(ascii: "["): return try array(at: pointer, depth: depth)
        case UInt8(ascii: "\""): return .string(try string(at: pointer))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number(at: pointer))
        case UInt8(ascii: "t"): return try word("true", .bool(true), at: pointer)
        case UInt8(ascii: "f"): return try word("false", .bool(false), at: pointer)
        case UInt8(ascii: "n"): return try word("null", .null, at: pointer)
        default: throw fault("This is not the beginning of a JSON value.", expected: "a JSON value", at: pointer)
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue, at pointer: Pointer) throws(Stop) -> JSONValue {
        guard bytes[at...].starts(with: word.utf8) else { throw fault("This word is unknown.", expected: word, at: pointer) }
        at += word.utf8.count
        return value
    }

    private mutating func object(at pointer: Pointer, depth: Int) throws(Stop) -> JSONValue {
        at += 1
        var members: [JSONMember] = []
        var names: Set<[UInt8]> = []
        skipSpace()
        if peek("}") { return .object([]) }
        while true {
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
                throw fault("An object's member begins with its name in quotes.", expected: "'\"'", at: pointer)
            }
            let start = at
            let name = try string(at: pointer)
            if !names.insert(Array(name.utf8)).inserted {
                diagnostics.append(
                    Diagnostic(
                        .jsonDuplicateKey, at: (pointer / name).text, "This name appears twice in one object.", expected: "each name once",
                        offset: start))
            }
            skipSpace()
            guard peek(":") else { throw fault("A colon is missing after a member's name.", expected: "':'", at: pointer / name) }
            members.append(JSONMember(name, try value(at: pointer / name, depth: depth + 1)))
            skipSpace()
            if peek("}") { return .object(members) }
            guard peek(",") else { throw fault("The object is not closed.", expected: "',' or '}'", at: pointer) }
        }
    }

    private mutating func array(at pointer: Pointer, depth: Int) throws(Stop) -> JSONValue {
        at += 1
        var elements: [JSONValue] = []
        skipSpace()
        if peek("]") { return .array([]) }
        while true {
            elements.append(try value(at: pointer / elements.count, depth: depth + 1))
            skipSpace()
            if peek("]") { return .array(elements) }
            guard peek(",") else { throw fault("The array is not closed.", expected: "',' or ']'", at: pointer) }
        }
    }

    /// Consumes that one character if it is next.
    private mutating func peek(_ character: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: character) else { return false }
        at += 1
        return true
    }

    private mutating func digits(at pointer: Pointer) throws(Stop) {
        let start = at
        while at < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) { at += 1 }
        guard at > start else { throw fault("A digit is missing.", expected: "a digit", at: pointer) }
    }

    private mutating func number(at pointer: Pointer) throws(Stop) -> JSONNumber {
        let start = at
        _ = peek("-")
        if peek("0") {
            if at < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at]) {
                throw fault("A number has no leading zeros.", expected: "no digit", at: pointer)
            }
        } else {
            try digits(at: pointer)
        }
        if peek(".") { try digits(at: pointer) }
        if peek("e") || peek("E") {
            if !peek("+") { _ = peek("-") }
            try digits(at: pointer)
        }
        guard at - start <= 128 else { throw fault("A number has too many digits.", expected: "at most 128 characters", at: pointer) }
        return JSONNumber(text: String(decoding: bytes[start..<at], as: UTF8.self))
    }

    private mutating func string(at pointer: Pointer) throws(Stop) -> String {
        at += 1
        var content: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: content, as: UTF8.self) else {
                    throw fault("A string is not valid UTF-8.", expected: "UTF-8", at: pointer)
                }
                at += 1
                return text
            case UInt8(ascii: "\\"):
                at += 1
                try escape(into: &content, at: pointer)
            case 0..<0x20:
                throw fault("A control character in a string must be escaped.", expected: "an escape such as \\n", at: pointer)
            default:
                content.append(byte)
                at += 1
            }
        }
        throw fault("A string is not closed.", expected: "'\"'", at: pointer)
    }

    private mutating func escape(into content: inout [UInt8], at pointer: Pointer) throws(Stop) {
        guard at < bytes.count else { throw fault("An escape is cut off.", expected: "an escape", at: pointer) }
        let byte = bytes[at]
        let simple: [UInt8: UInt8] = [
            0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
        ]
        if let value = simple[byte] {
            content.append(value)
            at += 1
            return
        }
        guard byte == UInt8(ascii: "u") else {
            throw fault("This escape is unknown.", expected: "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u", at: pointer)
        }
        at += 1
        let first = try hexUnit(at: pointer)
        var code = UInt32(first)
        if (0xD800...0xDBFF).contains(first) {
            guard peek("\\"), peek("u") else { throw fault("A surrogate pair is not complete.", expected: "a low surrogate", at: pointer) }
            let second = try hexUnit(at: pointer)
            guard (0xDC00...0xDFFF).contains(second) else {
                throw fault("A surrogate pair is not complete.", expected: "a low surrogate", at: pointer)
            }
            code = 0x10000 + (UInt32(first - 0xD800) << 10 | UInt32(second - 0xDC00))
        }
        guard let scalar = Unicode.Scalar(code) else {
            throw fault("A lone surrogate is not a character.", expected: "a character", at: pointer)
        }
        content.append(contentsOf: Array(String(Character(scalar)).utf8))
    }

    private mutating func hexUnit(at pointer: Pointer) throws(Stop) -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard at < bytes.count, let digit = Character(Unicode.Scalar(bytes[at])).hexDigitValue else {
                throw fault("A \\u escape has four hexadecimal digits.", expected: "a hexadecimal digit", at: pointer)
            }
            value = value << 4 | UInt16(digit)
            at += 1
        }
        return value
    }
}
