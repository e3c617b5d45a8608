/// What a proof of a rule says: the content of its journal, docs/rule-guest.md §6.
public struct Statement: Sendable, Equatable {
    /// A pseudonym of the secret field within a scope, the same for every proof of that secret in that scope.
    public struct Nullifier: Sendable, Equatable {
        public let scope: String
        /// 32 bytes.
        public let value: [UInt8]

        public init(scope: String, value: [UInt8]) {
            self.scope = scope
            self.value = value
        }
    }

    /// SHA-256 of the rule document's normal form, 32 bytes.
    public let ruleDigest: [UInt8]
    /// Every public parameter with its value; numbers ≥ 0 are `unsigned`.
    public let params: [NamedValue]
    /// All outputs, `compliance_result` included.
    public let outputs: [NamedValue]
    public let audience: String?
    public let challenge: [UInt8]?
    public let nullifier: Nullifier?

    /// Whether all rules hold; false only when a negative result was asked for.
    public let complianceResult: Bool

    /// Reads a journal; total over all bytes, throws `.notAStatement` on everything the rule guest doesn't write.
    public init(journal: [UInt8]) throws(RulesError) {
        var reader = CBORReader(journal)
        let entries = try reader.map()
        guard reader.isAtEnd else { throw reader.fault("bytes after the statement") }
        var members: [String: Value] = [:]
        for entry in entries { members[entry.name] = entry.value }
        let known = ["v", "rule", "params", "outputs", "audience", "challenge", "nullifier"]
        guard entries.allSatisfy({ known.contains($0.name) && $0.value != nil }) else {
            throw .notAStatement(reason: "a member that statements don't have", offset: 0)
        }
        guard members["v"] == .unsigned(1) else { throw .notAStatement(reason: "not version 1", offset: 0) }
        guard case .bytes(let digest)? = members["rule"], digest.count == 32 else {
            throw .notAStatement(reason: "no rule digest of 32 bytes", offset: 0)
        }
        guard case .object(let params)? = members["params"] else { throw .notAStatement(reason: "no parameters", offset: 0) }
        guard case .object(let outputs)? = members["outputs"] else { throw .notAStatement(reason: "no outputs", offset: 0) }
        guard case .bool(let result)?? = outputs.first(where: { $0.name == "compliance_result" })?.value else {
            throw .notAStatement(reason: "no compliance result", offset: 0)
        }
        audience = try Self.optional(members["audience"], "the audience isn't text") {
            if case .string(let text) = $0 { text } else { nil }
        }
        challenge = try Self.optional(members["challenge"], "the challenge isn't bytes") {
            if case .bytes(let bytes) = $0 { bytes } else { nil }
        }
        nullifier = try Self.optional(members["nullifier"], "the nullifier isn't one") { value in
            guard case .object(let fields) = value, fields.count == 2, fields[0].name == "scope", fields[1].name == "value",
                case .string(let scope)? = fields[0].value, case .bytes(let bytes)? = fields[1].value, bytes.count == 32
            else { return nil }
            return Nullifier(scope: scope, value: bytes)
        }
        ruleDigest = digest
        self.params = params
        self.outputs = outputs
        complianceResult = result
    }

    private static func optional<Result>(
        _ value: Value?, _ reason: String, _ read: (Value) -> Result?
    ) throws(RulesError) -> Result? {
        guard let value else { return nil }
        guard let result = read(value) else { throw .notAStatement(reason: reason, offset: 0) }
        return result
    }

    package init(
        ruleDigest: [UInt8], params: [NamedValue], outputs: [NamedValue], audience: String?, challenge: [UInt8]?, nullifier: Nullifier?,
        complianceResult: Bool
    ) {
        self.ruleDigest = ruleDigest
        self.params = params
        self.outputs = outputs
        self.audience = audience
        self.challenge = challenge
        self.nullifier = nullifier
        self.complianceResult = complianceResult
    }

    /// The journal that says this: inverse of `init(journal:)`.
    public var journal: [UInt8] {
        var entries = [
            NamedValue("v", .unsigned(1)), NamedValue("rule", .bytes(ruleDigest)), NamedValue("params", .object(params)),
            NamedValue("outputs", .object(outputs)),
        ]
        if let audience { entries.append(NamedValue("audience", .string(audience))) }
        if let challenge { entries.append(NamedValue("challenge", .bytes(challenge))) }
        if let nullifier {
            let fields = [NamedValue("scope", .string(nullifier.scope)), NamedValue("value", .bytes(nullifier.value))]
            entries.append(NamedValue("nullifier", .object(fields)))
        }
        var writer = CBORWriter()
        writer.value(.object(entries))
        return writer.bytes
    }

    /// The statement as JSON.
    public var json: JSONValue {
        func object(_ values: [NamedValue]) -> JSONValue { .object(values.map { JSONMember($0.name, $0.value?.json ?? .null) }) }
        var members = [
            JSONMember("rule_digest", .string(Hexadecimal.text(ruleDigest))), JSONMember("public_params", object(params)),
            JSONMember("outputs", object(outputs)),
        ]
        if let audience { members.append(JSONMember("audience", .string(audience))) }
        if let challenge { members.append(JSONMember("challenge", .string(Hexadecimal.text(challenge)))) }
        if let nullifier {
            let fields = [
                JSONMember("scope", .string(nullifier.scope)), JSONMember("value", .string(Hexadecimal.text(nullifier.value))),
            ]
            members.append(JSONMember("nullifier", .object(fields)))
        }
        return .object(members)
    }
}
