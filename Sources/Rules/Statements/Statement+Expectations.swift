import Foundation

extension Statement {
    /// What a verifier wants a statement to say; nil members are not examined.
    public struct Expectations: Sendable {
        public var ruleDigest: [UInt8]?
        /// Parameters that must have these values; others may have any.
        public var params: [JSONMember]
        public var audience: String?
        public var challenge: [UInt8]?
        public var scope: String?
        public var complianceResult: Bool?

        public init(
            ruleDigest: [UInt8]? = nil, params: [JSONMember] = [], audience: String? = nil, challenge: [UInt8]? = nil, scope: String? = nil,
            complianceResult: Bool? = true
        ) {
            self.ruleDigest = ruleDigest
            self.params = params
            self.audience = audience
            self.challenge = challenge
            self.scope = scope
            self.complianceResult = complianceResult
        }
    }

    /// A difference between what was expected and what the statement says.
    public struct Mismatch: Sendable, Equatable {
        /// `rule_digest`, `audience`, `challenge`, `scope`, `compliance_result` or `public_params.<name>`.
        public let member: String
        public let expected: String
        public let found: String
    }

    /// All differences; empty when the statement says what is expected.
    public func mismatches(with expectations: Expectations) -> [Mismatch] {
        var mismatches: [Mismatch] = []
        func compare<Part: Equatable>(_ member: String, _ expected: Part?, _ found: Part?, _ text: (Part) -> String) {
            guard let expected, expected != found else { return }
            mismatches.append(Mismatch(member: member, expected: text(expected), found: found.map(text) ?? "nothing"))
        }
        compare("rule_digest", expectations.ruleDigest, ruleDigest) { Hexadecimal.text($0) }
        compare("audience", expectations.audience, audience) { $0 }
        compare("challenge", expectations.challenge, challenge) { Hexadecimal.text($0) }
        compare("scope", expectations.scope, nullifier?.scope) { $0 }
        compare("compliance_result", expectations.complianceResult, complianceResult) { "\($0)" }
        for expected in expectations.params {
            let name = NameRules.normalized(expected.name) ?? expected.name
            let found = params.first { $0.name == name }
            if let found, Self.agrees(found.value, expected.value) { continue }
            let text = found.map { String(decoding: ($0.value?.json ?? .null).canonicalBytes, as: UTF8.self) } ?? "nothing"
            mismatches.append(
                Mismatch(
                    member: "public_params.\(name)", expected: String(decoding: expected.value.canonicalBytes, as: UTF8.self), found: text))
        }
        return mismatches
    }

    /// Whether a stated value is what a JSON value means for it.
    private static func agrees(_ value: Value?, _ json: JSONValue) -> Bool {
        switch (value, json) {
        case (nil, .null): return true
        case (.bool(let a)?, .bool(let b)): return a == b
        case (.unsigned(let a)?, .number(let b)): return b.exactly(UInt64.self) == a
        case (.signed(let a)?, .number(let b)): return b.exactly(Int64.self) == a
        case (.date(let a)?, .string(let b)): return CalendarDate(b) == a
        case (.string(let a)?, .string(let b)): return Array(a.utf8) == Array(b.precomposedStringWithCanonicalMapping.utf8)
        case (.bytes(let a)?, .string(let b)): return InputReader.bytes(b) == a
        case (.array(let a)?, .array(let b)): return a.count == b.count && zip(a, b).allSatisfy { agrees($0, $1) }
        case (.object(let a)?, .object(let b)):
            let present = a.filter { field in field.value != nil || b.contains { $0.name == field.name } }
            return present.count == b.count
                && present.allSatisfy { field in
                    b.first { $0.name == field.name }.map { agrees(field.value, $0.value) } ?? false
                }
        default: return false
        }
    }
}
