/// A token of an expression with its place in the text.
struct CELToken: Equatable {
    enum Kind: Equatable {
        case identifier(String)
        /// Magnitude of an integer literal without suffix, and whether it's beyond 2^63 − 1 (only −2^63 uses that).
        case int(UInt64)
        case uint(UInt64)
        case string(String)
        case bytes([UInt8])
        /// An operator or bracket: one of `CELLexer.symbols`.
        case symbol(String)
        case end
    }

    let kind: Kind
    /// Byte offset of the first byte.
    let offset: Int

    /// The token in messages.
    var text: String {
        switch kind {
        case .identifier(let name): "'\(name)'"
        case .int(let value): "'\(value)'"
        case .uint(let value): "'\(value)u'"
        case .string: "a string literal"
        case .bytes: "a bytes literal"
        case .symbol(let symbol): "'\(symbol)'"
        case .end: "the end of the expression"
        }
    }
}

/// A fault in the text of an expression: the rest can't be read.
package struct CELSyntaxError: Error {
    let code: Diagnostic.Code
    let message: String
    let expected: String
    let found: String
    let offset: Int
}
