/// Reads expressions by CEL's grammar and precedence: `?:`, `||`, `&&`, relations, `+ -`, `* / %`, unary, members.
package struct CELParser {
    /// Greatest depth of the tree, and of brackets in the text.
    static let maximumDepth = 64
    /// Greatest number of nodes.
    static let maximumNodes = 2000

    private let tokens: [CELToken]
    private var at = 0
    private var nodes = 0
    private var nesting = 0

    private init(_ tokens: [CELToken]) { self.tokens = tokens }

    package static func parse(_ source: String) throws(CELSyntaxError) -> CELExpression {
        var parser = CELParser(try CELLexer.tokens(source))
        let expression = try parser.expression()
        guard parser.current.kind == .end else { throw parser.fault("The expression ends before its text does.", expected: "an operator") }
        return expression
    }

    private var current: CELToken { tokens[min(at, tokens.count - 1)] }

    private func fault(_ message: String, expected: String, code: Diagnostic.Code = .expressionSyntax) -> CELSyntaxError {
        CELSyntaxError(code: code, message: message, expected: expected, found: current.text, offset: current.offset)
    }

    private mutating func make(_ node: CELExpression.Node, at offset: Int) throws(CELSyntaxError) -> CELExpression {
        let expression = CELExpression(node, at: offset)
        nodes += 1
        guard expression.depth <= Self.maximumDepth, nodes <= Self.maximumNodes else {
            throw CELSyntaxError(
                code: .tooComplex, message: "The expression is too complex.",
                expected: "at most \(Self.maximumDepth) levels and \(Self.maximumNodes) parts", found: "more", offset: offset)
        }
        return expression
    }

    private mutating func take(_ symbol: String) -> Bool {
        guard current.kind == .symbol(symbol) else { return false }
        at += 1
        return true
    }

    private mutating func need(_ symbol: String) throws(CELSyntaxError) {
        guard take(symbol) else { throw fault("A '\(symbol)' is missing.", expected: "'\(symbol)'") }
    }

    private mutating func expression() throws(CELSyntaxError) -> CELExpression {
        nesting += 1
        defer { nesting -= 1 }
        guard nesting <= Self.maximumDepth else {
            throw fault("The expression is too complex.", expected: "at most \(Self.maximumDepth) levels", code: .tooComplex)
        }
        let condition = try binary(0)
        let offset = current.offset
        guard take("?") else { return condition }
        let yes = try binary(0)
        try need(":")
        let no = try expression()
        return try make(.conditional(condition, yes, no), at: offset)
    }

    private static let levels: [[String]] = [
        ["||"], ["&&"], ["<", "<=", ">=", ">", "==", "!=", "in"], ["+", "-"], ["*", "/", "%"],
    ]

    private func operatorHere(_ level: Int) -> String? {
        switch current.kind {
        case .symbol(let symbol) where Self.levels[level].contains(symbol): symbol
        case .identifier("in") where level == 2: "in"
        default: nil
        }
    }

    private mutating func binary(_ level: Int) throws(CELSyntaxError) -> CELExpression {
        guard level < Self.levels.count else { return try unary() }
        var left = try binary(level + 1)
        while let symbol = operatorHere(level) {
            let offset = current.offset
            at += 1
            let right = try binary(level + 1)
            left = try make(.binary(symbol, left, right), at: offset)
        }
        return left
    }

    private mutating func unary() throws(CELSyntaxError) -> CELExpression {
        let offset = current.offset
        for symbol in ["!", "-"] where current.kind == .symbol(symbol) {
            at += 1
            if symbol == "-", case .int(let magnitude) = current.kind {
                at += 1
                let literal = try make(.int(Int64(truncatingIfNeeded: 0 &- magnitude)), at: offset)
                return try member(of: literal)
            }
            nesting += 1
            defer { nesting -= 1 }
            guard nesting <= Self.maximumDepth else {
                throw fault("The expression is too complex.", expected: "at most \(Self.maximumDepth) levels", code: .tooComplex)
            }
            return try make(.unary(symbol, try unary()), at: offset)
        }
        return try member(of: try primary())
    }

    private mutating func member(of first: CELExpression) throws(CELSyntaxError) -> CELExpression {
        var base = first
        while true {
            let offset = current.offset
            if take(".") {
                guard case .identifier(let name) = current.kind else { throw fault("A member's name is missing.", expected: "a name") }
                at += 1
                base = try make(take("(") ? .call(name, receiver: base, try list(until: ")")) : .select(base, member: name), at: offset)
            } else if take("[") {
                let index = try expression()
                try need("]")
                base = try make(.index(base, index), at: offset)
            } else if current.kind == .symbol("{") {
                throw fault("Messages and maps can't be built in an expression.", expected: "an operator", code: .notSupported)
            } else {
                return base
            }
        }
    }

    private mutating func list(until closing: String) throws(CELSyntaxError) -> [CELExpression] {
        var elements: [CELExpression] = []
        if take(closing) { return elements }
        while true {
            elements.append(try expression())
            if take(closing) { return elements }
            guard take(",") else { throw fault("The list is not closed.", expected: "',' or '\(closing)'") }
            if closing == "]" && take("]") { return elements }
        }
    }

    private mutating func primary() throws(CELSyntaxError) -> CELExpression {
        let token = current
        at += 1
        switch token.kind {
        case .int(let value):
            guard let value = Int64(exactly: value) else {
                at -= 1
                throw fault("The integer is out of range of a signed 64-bit number.", expected: "at most 9223372036854775807")
            }
            return try make(.int(value), at: token.offset)
        case .uint(let value): return try make(.uint(value), at: token.offset)
        case .string(let text): return try make(.string(text), at: token.offset)
        case .bytes(let bytes): return try make(.bytes(bytes), at: token.offset)
        case .identifier("true"): return try make(.bool(true), at: token.offset)
        case .identifier("false"): return try make(.bool(false), at: token.offset)
        case .identifier("null"): return try make(.null, at: token.offset)
        case .identifier("in"):
            at -= 1
            throw fault("'in' stands between two operands.", expected: "a value")
        case .identifier(let name):
            return try make(take("(") ? .call(name, receiver: nil, try list(until: ")")) : .name(name), at: token.offset)
        case .symbol("."):
            guard case .identifier(let name) = current.kind else { throw fault("A name is missing.", expected: "a name") }
            at += 1
            return try make(.name(name), at: token.offset)
        case .symbol("("):
            let inner = try expression()
            try need(")")
            return inner
        case .symbol("["): return try make(.list(try list(until: "]")), at: token.offset)
        case .symbol("{"):
            at -= 1
            throw fault("Maps can't be built in an expression.", expected: "a value", code: .notSupported)
        default:
            at -= 1
            throw fault("A value is missing.", expected: "a literal, a name or '('")
        }
    }
}
