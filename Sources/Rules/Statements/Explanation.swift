/// A rule in plain English: what stays private, what is public, what must hold, and what a receipt will state.
public struct Explanation: Sendable, Equatable {
    public let summary: String
    public let privateInputs: [String]
    public let publicParams: [String]
    /// One sentence per rule, in order.
    public let rules: [String]
    /// What a receipt states, one sentence each.
    public let statement: [String]
    /// Things an author should know before relying on the rule.
    public let remarks: [String]

    public init(_ rule: CheckedRule) {
        let document = rule.document
        summary = document.description.isEmpty ? document.useCase : "\(document.useCase): \(document.description)"
        privateInputs = rule.layout.places.filter { !$0.isPublic }.compactMap(Self.field)
        publicParams = rule.layout.places.filter(\.isPublic).compactMap(Self.field)
        rules = document.rules.enumerated().map { index, rule in
            let text = Self.sentence(rule.condition)
            return "Rule \(index): " + (rule.description.map { "\($0) — \(text)" } ?? text)
        }
        statement = Self.statement(rule)
        remarks = Self.remarks(rule)
    }

    /// All of it as text.
    public var text: String {
        func section(_ title: String, _ lines: [String]) -> String {
            lines.isEmpty ? "" : "\n\(title)\n" + lines.map { "  - \($0)\n" }.joined()
        }
        return summary + "\n" + section("Stays private:", privateInputs) + section("Is public:", publicParams)
            + section("Must hold, all of it:", rules) + section("A receipt states:", statement) + section("To be known:", remarks)
    }

    public var json: JSONValue {
        func lines(_ lines: [String]) -> JSONValue { .array(lines.map { .string($0) }) }
        return .object([
            JSONMember("summary", .string(summary)), JSONMember("private_inputs", lines(privateInputs)),
            JSONMember("public_params", lines(publicParams)), JSONMember("rules", lines(rules)),
            JSONMember("statement", lines(statement)), JSONMember("remarks", lines(remarks)),
        ])
    }

    private static func field(_ place: Layout.Place) -> String? {
        let optional = place.mayBeAbsent ? ", may be absent" : ""
        switch place.type {
        case .object: return nil
        case .string(let max): return "\(place.path): text of at most \(max) bytes\(optional)"
        case .bytes(let max): return "\(place.path): at most \(max) bytes\(optional)"
        case .array(let element, let max): return "\(place.path): list of at most \(max) × \(element.name)\(optional)"
        default: return "\(place.path): \(place.type.name)\(optional)"
        }
    }

    private static func name(_ operand: ValidationRule.Operand) -> String {
        switch operand {
        case .literal(let value): String(decoding: value.canonicalBytes, as: UTF8.self)
        case .parameter(let path): "the public parameter \(path)"
        }
    }

    private static func sentence(_ condition: ValidationRule.Condition) -> String {
        switch condition {
        case .range(let field, let min, let max):
            let bounds = [min.map { "at least \(name($0))" }, max.map { "at most \(name($0))" }].compactMap { $0 }
            return "\(field) is \(bounds.joined(separator: " and "))."
        case .age(let field, let minimum):
            return "The full years from \(field) to the public date as_of are at least \(name(minimum))."
        case .membership(let field, let list, let contained): return "\(field) is \(contained ? "" : "not ")in \(name(list))."
        case .intersection(let field, let list, let mustBeEmpty):
            return "\(mustBeEmpty ? "No element" : "At least one element") of \(field) is in \(name(list))."
        case .signature(let field, let algorithm, let key, let message):
            return "\(field) is a signature (\(algorithm.rawValue)) over \(message.joined(separator: ", ")) under the public key \(key)."
        case .commitment(let fields, let salt, let commitment):
            return "SHA-256 over \(([salt] + fields).joined(separator: ", ")) equals the public parameter \(commitment)."
        case .expression(let source): return "The condition holds: \(source)"
        }
    }

    private static func statement(_ rule: CheckedRule) -> [String] {
        var lines = ["The digest of this rule document: \(Hexadecimal.text(rule.document.digest))."]
        let params = rule.document.publicFields.map(\.name)
        if !params.isEmpty { lines.append("Every public parameter with its value: \(params.joined(separator: ", ")).") }
        lines.append("compliance_result: whether all rules hold (a receipt with false is made only on request).")
        for output in rule.outputs {
            switch output.source {
            case .hash(let path): lines.append("\(output.name): a salted SHA-256 of \(path), which tells nothing without the salt.")
            case .reveal(let path): lines.append("\(output.name): the private input \(path) itself, in clear.")
            case .expression(let source): lines.append("\(output.name): the value of \(source), in clear.")
            }
        }
        if let nullifier = rule.nullifier {
            lines.append("A nullifier: SHA-256 of \(nullifier.path) and a public scope, the same for each proof within one scope.")
        }
        lines.append("The challenge and the audience, if the caller gives them.")
        return lines
    }

    private static func remarks(_ rule: CheckedRule) -> [String] {
        var lines: [String] = []
        let conditions = rule.document.rules.map(\.condition)
        let isTied = conditions.contains { condition in
            switch condition {
            case .signature, .commitment: true
            default: false
            }
        }
        if !isTied {
            lines.append(
                "Nothing ties the private inputs to an issuer: the prover may choose them freely. A commitment_check against a published value ties them."
            )
        }
        for (index, condition) in conditions.enumerated() {
            if case .signature = condition { lines.append("Rule \(index) can't be proven yet: signature_check is not available yet.") }
        }
        for output in rule.outputs {
            if case .hash = output.source { continue }
            lines.append("The output \(output.name) shows private data, or what can be derived from it, to whoever sees the receipt.")
        }
        if let nullifier = rule.nullifier {
            lines.append("\(nullifier.path) has to be hard to guess, or the nullifier can be traced back to it.")
        }
        return lines
    }
}

extension Statement {
    /// The statement in plain English, one sentence each.
    public var sentences: [String] {
        func text(_ value: Value?) -> String { String(decoding: (value?.json ?? .null).canonicalBytes, as: UTF8.self) }
        var lines = [
            complianceResult
                ? "Private inputs are known for which all rules of the document \(Hexadecimal.text(ruleDigest)) hold."
                : "Private inputs are known for which the rules of the document \(Hexadecimal.text(ruleDigest)) do not all hold."
        ]
        lines += params.map { "The public parameter \($0.name) is \(text($0.value))." }
        lines += outputs.filter { $0.name != "compliance_result" }.map { "The output \($0.name) is \(text($0.value))." }
        if let audience { lines.append("The proof was made for the audience \"\(audience)\".") }
        if let challenge { lines.append("It answers the challenge \(Hexadecimal.text(challenge)).") }
        if let nullifier { lines.append("The nullifier in the scope \"\(nullifier.scope)\" is \(Hexadecimal.text(nullifier.value)).") }
        return lines
    }
}
