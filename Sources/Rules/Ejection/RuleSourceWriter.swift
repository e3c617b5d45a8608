/// Writes `Rule.swift` of an ejected package.
struct RuleSourceWriter {
    private let rule: CheckedRule
    private var expressions: SwiftExpressions

    init(_ rule: CheckedRule) {
        self.rule = rule
        expressions = SwiftExpressions(types: SwiftTypes())
        expressions.rootTypes = (rule.layout.publicType, rule.layout.privateType)
    }

    mutating func write() -> String {
        let readPublic = expressions.types.read(rule.layout.publicType, like: "public_params")
        let readPrivate = expressions.types.read(rule.layout.privateType, like: "private_inputs")
        let publicType = expressions.types.name(rule.layout.publicType, like: "public_params")
        let privateType = expressions.types.name(rule.layout.privateType, like: "private_inputs")
        var methods: [String] = []
        for (index, condition) in rule.conditions.enumerated() {
            guard let term = condition.term else { continue }
            let comment = (condition.rule.description ?? condition.rule.typeName).split(whereSeparator: \.isNewline).joined(separator: " ")
            methods.append(method("rule\(index)", comment, "Bool", expressions.text(term)))
        }
        for output in rule.outputs {
            methods.append(
                method("output_\(output.name)", "Output \(output.name)", expressions.type(output.term), expressions.text(output.term)))
        }
        let digest = rule.document.digest.map { "\($0)" }.joined(separator: ", ")
        var parts = ["import BurhanGuest"]
        parts.append("/// SHA-256 of the rule document's normal form.\nlet ruleDigest: [UInt8] = [\(digest)]")
        parts += expressions.types.declarations
        let properties = [
            "    let publicParams: \(publicType)", "    let privateInputs: \(privateType)", "    let salt: [UInt8]",
        ].joined(separator: "\n")
        parts.append("struct Rule {\n" + ([properties] + methods + expressions.hashes).joined(separator: "\n\n") + "\n}")
        parts.append(Self.check)
        parts.append(main(readPublic, readPrivate))
        return parts.joined(separator: "\n\n") + "\n"
    }

    private func method(_ name: String, _ comment: String, _ type: String, _ body: String) -> String {
        """
            /// \(comment)
            func \(name)() throws(Failure) -> \(type) {
                \(SwiftExpressions.tried(body))
            }
        """
    }

    private static let check = """
        /// Whether a rule holds; one that doesn't ends the guest unless a negative result may be proven.
        func check(_ index: UInt32, _ mayFail: Bool, _ rule: () throws(Failure) -> Bool) -> Bool {
            do throws(Failure) {
                if try rule() { return true }
            } catch {
                Guest.abandon(2000 + 256 * error.kind + index)
            }
            if !mayFail { Guest.abandon(1000 + index) }
            return false
        }

        /// The value of an output; an error ends the guest.
        func value<Result>(_ index: UInt32, _ output: () throws(Failure) -> Result) -> Result {
            do throws(Failure) {
                return try output()
            } catch {
                Guest.abandon(2000 + 256 * error.kind + 128 + index)
            }
        }
        """

    private func main(_ readPublic: String, _ readPrivate: String) -> String {
        var lines = [
            "var reader = Reader()", "let flags = reader.word()", "if flags > 7 { reader.malformed() }",
            "let publicParams = \(readPublic)", "let privateInputs = \(readPrivate)",
        ]
        if rule.usesNullifier { lines.append("let scope = reader.content(1...256)") }
        lines.append("let salt: [UInt8] = " + (rule.usesSalt ? "reader.raw(32)" : "[]"))
        lines += [
            "let audience: [UInt8]? = flags & 4 != 0 ? reader.content(1...256) : nil",
            "let challenge: [UInt8]? = flags & 2 != 0 ? reader.content(1...64) : nil", "reader.end()", "",
            "let rule = Rule(publicParams: publicParams, privateInputs: privateInputs, salt: salt)",
            "let mayFail = flags & 1 != 0",
        ]
        let checks = rule.conditions.indices.map { "check(\($0), mayFail, { () throws(Failure) -> Bool in try rule.rule\($0)() })" }
        for (index, check) in checks.enumerated() {
            lines.append(index == 0 ? "\(checks.count == 1 ? "let" : "var") complies = \(check)" : "complies = complies && \(check)")
        }
        lines += ["", "var writer = Writer()"] + journal()
        lines.append("writer.publish()")
        return
            (["@main", "enum EjectedRule {", "    static func main() {"] + lines.map { $0.isEmpty ? "" : "        " + $0 } + ["    }", "}"])
            .joined(separator: "\n")
    }

    private func journal() -> [String] {
        var lines = [
            "writer.map(\(rule.usesNullifier ? 5 : 4) + (audience == nil ? 0 : 1) + (challenge == nil ? 0 : 1))", "writer.key(\"v\")",
            "writer.number(UInt64(1))", "writer.key(\"rule\")", "writer.content(ruleDigest)", "writer.key(\"params\")",
        ]
        lines += SwiftTypes.write("publicParams", rule.layout.publicType)
        lines += ["writer.key(\"outputs\")", "writer.map(\(rule.outputs.count + 1))"]
        let result = "compliance_result"
        var index = 0
        var isResultWritten = false
        func writeResult() {
            lines += ["writer.key(\"\(result)\")", "writer.bool(complies)"]
            isResultWritten = true
            index += 1
        }
        for output in rule.outputs {
            if !isResultWritten, Field.precedes(result, output.name) { writeResult() }
            lines.append("writer.key(\"\(output.name)\")")
            lines.append("let value\(index) = value(\(index), { () throws(Failure) in try rule.output_\(output.name)() })")
            lines += SwiftTypes.write("value\(index)", output.term.type.storage ?? .bool)
            index += 1
        }
        if !isResultWritten { writeResult() }
        lines += ["if let audience {", "    writer.key(\"audience\")", "    writer.text(audience)", "}"]
        lines += ["if let challenge {", "    writer.key(\"challenge\")", "    writer.content(challenge)", "}"]
        if let nullifier = rule.nullifier {
            lines += ["var encoder = Encoder(\"burhan/nullif/v1\")"]
            lines += SwiftTypes.encode(expressions.access(nullifier), nullifier.type)
            lines += [
                "encoder.content(scope)", "writer.key(\"nullifier\")", "writer.map(2)", "writer.key(\"scope\")", "writer.text(scope)",
                "writer.key(\"value\")", "writer.content(sha256(encoder.bytes))",
            ]
        }
        return lines
    }
}
