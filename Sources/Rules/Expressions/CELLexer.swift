/// Cuts the text of an expression into tokens (Common Expression Language, language definition, section "Syntax").
struct CELLexer {
    private let bytes: [UInt8]
    private var at = 0

    init(_ source: String) { bytes = Array(source.utf8) }

    /// Operators and brackets, longer ones first.
    static let symbols = [
        "==", "!=", "<=", ">=", "&&", "||", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}",
    ]

    /// All tokens, the last one is `.end`.
    static func tokens(_ source: String) throws(CELSyntaxError) -> [CELToken] {
        var lexer = CELLexer(source)
        var tokens: [CELToken] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    /// Whether an identifier stands in the text on its own (not as a member of something).
    static func mentions(_ name: String, in source: String) -> Bool {
        guard let tokens = try? tokens(source) else { return false }
        for (index, token) in tokens.enumerated() {
            guard case .identifier(let found) = token.kind, found.lowercased() == name else { continue }
            if index == 0 || tokens[index - 1].kind != .symbol(".") { return true }
        }
        return false
    }

    private func fault(
        _ message: String, expected: String, found: String, from offset: Int, code: Diagnostic.Code = .expressionSyntax
    ) -> CELSyntaxError { CELSyntaxError(code: code, message: message, expected: expected, found: found, offset: offset) }

    private func byte(_ ahead: Int = 0) -> UInt8 { at + ahead < bytes.count ? bytes[at + ahead] : 0 }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private mutating func next() throws(CELSyntaxError) -> CELToken {
        while at < bytes.count {
            if [0x20, 0x09, 0x0A, 0x0C, 0x0D].contains(byte()) {
                at += 1
            } else if byte() == UInt8(ascii: "/") && byte(1) == UInt8(ascii: "/") {
                while at < bytes.count && byte() != 0x0A { at += 1 }
            } else {
                break
            }
        }
        let start = at
        guard at < bytes.count else { return CELToken(kind: .end, offset: start) }
        if let literal = try stringLiteral() { return CELToken(kind: literal, offset: start) }
        if Self.isDigit(byte()) { return CELToken(kind: try number(), offset: start) }
        if Self.isLetter(byte()) {
            while Self.isLetter(byte()) || Self.isDigit(byte()) { at += 1 }
            return CELToken(kind: .identifier(String(decoding: bytes[start..<at], as: UTF8.self)), offset: start)
        }
        for symbol in Self.symbols where bytes[at...].starts(with: symbol.utf8) {
            at += symbol.utf8.count
            return CELToken(kind: .symbol(symbol), offset: start)
        }
        let hint = byte() == UInt8(ascii: "=") ? "'==' for comparison" : "an operator, a name or a literal"
        let shown = (0x21...0x7E).contains(byte()) ? "'\(Character(Unicode.Scalar(byte())))'" : "byte \(byte())"
        throw fault("This character means nothing in an expression.", expected: hint, found: shown, from: start)
    }

    private mutating func number() throws(CELSyntaxError) -> CELToken.Kind {
        let start = at
        var isHexadecimal = false
        if byte() == UInt8(ascii: "0") && (byte(1) | 0x20) == UInt8(ascii: "x") {
            isHexadecimal = true
            at += 2
        }
        let first = at
        while isHexadecimal ? Character(Unicode.Scalar(byte())).isHexDigit && byte() < 0x80 : Self.isDigit(byte()) { at += 1 }
        let digits = String(decoding: bytes[first..<at], as: UTF8.self)
        if !isHexadecimal, byte() == UInt8(ascii: ".") && Self.isDigit(byte(1)) || (byte() | 0x20) == UInt8(ascii: "e") {
            throw fault(
                "Floating-point numbers are not part of the language; use whole units such as cents.", expected: "an integer",
                found: "a number with a fraction or exponent", from: start, code: .notSupported)
        }
        guard let value = UInt64(digits, radix: isHexadecimal ? 16 : 10) else {
            throw fault("The integer is out of range.", expected: "0…18446744073709551615", found: "'\(digits.prefix(40))'", from: start)
        }
        if (byte() | 0x20) == UInt8(ascii: "u") {
            at += 1
            try refuseLetter()
            return .uint(value)
        }
        try refuseLetter()
        guard value <= 1 << 63 else {
            throw fault(
                "The integer is out of range of a signed 64-bit number.", expected: "at most 9223372036854775807, or the suffix u",
                found: "'\(value)'", from: start)
        }
        return .int(value)
    }

    private func refuseLetter() throws(CELSyntaxError) {
        guard !Self.isLetter(byte()), !Self.isDigit(byte()) else {
            throw fault("A letter follows a number.", expected: "an operator", found: "a letter", from: at)
        }
    }

    /// A string or bytes literal if one begins here: prefixes r and b in any order, four kinds of quotes.
    private mutating func stringLiteral() throws(CELSyntaxError) -> CELToken.Kind? {
        var ahead = 0
        var isRaw = false
        var isBytes = false
        prefix: while ahead < 2 {
            switch byte(ahead) | 0x20 {
            case UInt8(ascii: "r") where !isRaw: isRaw = true
            case UInt8(ascii: "b") where !isBytes: isBytes = true
            default: break prefix
            }
            ahead += 1
        }
        let quote = byte(ahead)
        guard quote == 0x22 || quote == 0x27 else { return nil }
        let start = at
        at += ahead
        let isTriple = byte(1) == quote && byte(2) == quote
        at += isTriple ? 3 : 1
        var content: [UInt8] = []
        while true {
            guard at < bytes.count else {
                throw fault("A string literal is not closed.", expected: "a closing quote", found: "the end of the expression", from: start)
            }
            if byte() == quote && (!isTriple || (byte(1) == quote && byte(2) == quote)) {
                at += isTriple ? 3 : 1
                break
            }
            if !isTriple && (byte() == 0x0A || byte() == 0x0D) {
                throw fault("A string literal has a line break.", expected: "\\n, or triple quotes", found: "a line break", from: at)
            }
            if byte() == UInt8(ascii: "\\") && !isRaw {
                try escape(into: &content, isBytes: isBytes)
            } else {
                content.append(byte())
                at += 1
            }
        }
        if isBytes { return .bytes(content) }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw fault("A string literal is not valid UTF-8.", expected: "UTF-8", found: "other bytes", from: start)
        }
        return .string(text)
    }

    private mutating func escape(into content: inout [UInt8], isBytes: Bool) throws(CELSyntaxError) {
        let start = at
        at += 1
        let letter = byte()
        at += 1
        let simple: [Character: UInt8] = [
            "a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "?": 63, "\"": 34, "'": 39, "`": 96,
        ]
        let character = Character(Unicode.Scalar(letter))
        if let value = simple[character] {
            content.append(value)
            return
        }
        let value: UInt32
        switch character {
        case "x", "X": value = try digits(2, radix: 16, from: start)
        case "u" where !isBytes: value = try digits(4, radix: 16, from: start)
        case "U" where !isBytes: value = try digits(8, radix: 16, from: start)
        case "0"..."3":
            at -= 1
            value = try digits(3, radix: 8, from: start)
        default:
            throw fault(
                "This escape is unknown.", expected: "an escape of the language such as \\n", found: "another character", from: start)
        }
        if isBytes {
            content.append(UInt8(truncatingIfNeeded: value))
        } else if let scalar = Unicode.Scalar(value) {
            content.append(contentsOf: Array(String(Character(scalar)).utf8))
        } else {
            throw fault("This escape is not a character.", expected: "a Unicode character", found: "code \(value)", from: start)
        }
    }

    private mutating func digits(_ count: Int, radix: Int, from start: Int) throws(CELSyntaxError) -> UInt32 {
        guard at + count <= bytes.count, bytes[at..<at + count].allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "+") }),
            let value = UInt32(String(decoding: bytes[at..<at + count], as: UTF8.self), radix: radix)
        else {
            throw fault("An escape has too few digits.", expected: "\(count) digits", found: "fewer", from: start)
        }
        at += count
        return value
    }
}
