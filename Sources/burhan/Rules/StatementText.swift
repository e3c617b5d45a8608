import Rules

/// What a statement says, in plain words.
enum StatementText {
    static func lines(_ statement: Statement) -> [String] {
        var lines = [
            "The holder knows private inputs for which this rule \(statement.complianceResult ? "holds" : "does NOT hold"):",
            "  rule digest    0x\(statement.ruleDigest.hexadecimal)",
        ]
        lines += statement.params.map { "  parameter      \($0.name) = \(text($0.value))" }
        lines += statement.outputs.map { "  output         \($0.name) = \(text($0.value))" }
        if let audience = statement.audience { lines.append("  made for       \(audience)") }
        if let challenge = statement.challenge { lines.append("  challenge      0x\(challenge.hexadecimal)") }
        if let nullifier = statement.nullifier {
            lines.append("  nullifier      0x\(nullifier.value.hexadecimal) in scope \"\(nullifier.scope)\"")
        }
        return lines
    }

    private static func text(_ value: Value?) -> String {
        String(decoding: (value?.json ?? .null).canonicalBytes, as: UTF8.self)
    }
}
