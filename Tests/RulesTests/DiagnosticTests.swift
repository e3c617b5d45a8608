import Rules
import Testing

/// Every finding at least once, with its place; all errors of a document at once.
@Suite struct DiagnosticTests {
    /// A sound document to spoil.
    static let sound = """
        {"use_case": "test", "version": "2.0",
         "private_inputs": {"data": {"type": "object", "fields": {
           "age": "u32", "dob": "date", "name": "string", "tags": "array<string>", "raw": "bytes", "salt": "bytes",
           "maybe": {"type": "u32", "optional": true}, "inner": {"type": "object", "fields": {"x": "u32"}},
           "other": {"type": "object", "fields": {"x": "u32"}}}}},
         "public_params": {"limit": "u32", "list": "array<string>", "numbers": "array<u32>", "commitment": "bytes"},
         "validation_rules": [{"type": "range_check", "field": "age", "max_param": "limit"}],
         "outputs": {"compliance_result": "bool"}}
        """

    static func findings(_ text: String) -> [Diagnostic] { RuleDocument.parse(Array(text.utf8)).diagnostics }

    static func findings(_ path: String, _ value: String) throws -> [Diagnostic] {
        let document = try RuleBench.json(sound)
        let steps = path.split(separator: "/").map(String.init)[...]
        return RuleDocument.parse(document.replacing(steps, try RuleBench.json(value))).diagnostics
    }

    static func rule(_ text: String) throws -> [Diagnostic] { try findings("validation_rules", "[\(text)]") }

    @Test func soundDocumentHasNoFindings() { #expect(Self.findings(Self.sound) == []) }

    /// Path in the document, spoiled value, expected code, expected pointer.
    static let spoiled: [(String, String, Diagnostic.Code, String)] = [
        ("use_case", "1", .wrongType, "/use_case"), ("use_case", "\" \"", .emptyValue, "/use_case"),
        ("bogus", "1", .unknownMember, "/bogus"),
        ("version", "1", .wrongType, "/version"), ("private_inputs", "[]", .wrongType, "/private_inputs"),
        ("private_inputs", "{}", .emptyValue, "/private_inputs"),
        ("private_inputs/data/fields/age", "\"u33\"", .unknownType, "/private_inputs/data/age"),
        ("private_inputs/data/fields/age", "\"u33\"", .unknownType, "/private_inputs/data/fields/age"),
        ("private_inputs/data/fields/age", "17", .wrongType, "/private_inputs/data/fields/age"),
        ("private_inputs/data/fields/age", "{\"max\": 3}", .missingMember, "/private_inputs/data/fields/age/type"),
        ("private_inputs/data/fields/age", "{\"type\": \"u32\", \"max\": 3}", .invalidMaximum, "/private_inputs/data/fields/age/max"),
        ("private_inputs/data/fields/name", "{\"type\": \"string\", \"max\": 0}", .invalidMaximum, "/private_inputs/data/fields/name/max"),
        (
            "private_inputs/data/fields/name", "{\"type\": \"string\", \"max\": 1e3}", .invalidMaximum,
            "/private_inputs/data/fields/name/max"
        ),
        (
            "private_inputs/data/fields/name", "{\"type\": \"string\", \"max\": 99999999999999999999}", .invalidMaximum,
            "/private_inputs/data/fields/name/max"
        ),
        ("private_inputs/data/fields/9lives", "\"u32\"", .invalidName, "/private_inputs/data/fields/9lives"),
        ("private_inputs/data/fields/true", "\"u32\"", .invalidName, "/private_inputs/data/fields/true"),
        ("private_inputs/data/fields/AGE", "\"u32\"", .duplicateName, "/private_inputs/data/fields/AGE"),
        ("private_inputs/data/fields/tags", "{\"type\": \"array\"}", .missingMember, "/private_inputs/data/fields/tags/items"),
        ("private_inputs/data/fields/inner", "{\"type\": \"object\", \"fields\": {}}", .emptyValue, "/private_inputs/data/fields/inner"),
        (
            "private_inputs/data/fields/tags", "{\"type\": \"array\", \"max\": 4096, \"items\": {\"type\": \"string\", \"max\": 16384}}",
            .tooMany, "/private_inputs"
        ),
        (
            "private_inputs/data/fields/tags", "{\"type\": \"array<array<array<array<array<array<array<array<u32>>>>>>>>\"}", .tooMany,
            "/private_inputs/data/fields/tags"
        ),
        ("public_params/data", "\"u32\"", .duplicateName, "/public_params/data"),
        ("validation_rules", "[]", .emptyValue, "/validation_rules"),
        ("validation_rules", "{}", .wrongType, "/validation_rules"), ("validation_rules", "[1]", .wrongType, "/validation_rules/0"),
        ("outputs", "[]", .wrongType, "/outputs"), ("outputs/compliance_result", "\"bytes\"", .invalidValue, "/outputs/compliance_result"),
        ("outputs/x", "\"u32\"", .invalidValue, "/outputs/x"), ("outputs/x", "{\"a\": 1}", .invalidValue, "/outputs/x"),
        ("outputs/x", "7", .wrongType, "/outputs/x"),
        ("outputs/x", "\"hash(nothing)\"", .unknownPath, "/outputs/x"), ("outputs/x", "\"hash(maybe)\"", .wrongFieldType, "/outputs/x"),
        ("outputs/x", "\"tags.filter(t, t == name)\"", .wrongFieldType, "/outputs/x"),
        ("outputs/x", "\"reveal(limit)\"", .wrongSide, "/outputs/x"),
        ("outputs/x-y", "\"age + 1u\"", .ignoredMember, ""), ("nullifier", "7", .wrongType, "/nullifier"),
        ("nullifier", "{}", .missingMember, "/nullifier/field"), ("nullifier", "\"age\"", .wrongFieldType, "/nullifier"),
    ]

    @Test(arguments: spoiled.indices)
    func spoiledDocumentIsReportedAtItsPlace(index: Int) throws {
        let (path, value, code, pointer) = Self.spoiled[index]
        let findings = try Self.findings(path, value)
        if code == .ignoredMember && pointer.isEmpty {
            #expect(findings == [], "\(path) is accepted")
        } else if pointer == "/private_inputs/data/age" {
            #expect(!findings.contains { $0.pointer == pointer }, "a pointer names every step")
        } else {
            #expect(
                findings.contains { $0.code == code && $0.pointer == pointer && $0.severity == .error && $0.expected != nil },
                "\(path): \(findings)")
        }
    }

    static let rules: [(String, Diagnostic.Code, String)] = [
        ("{}", .missingMember, "/type"), ("{\"type\": 1}", .wrongType, "/type"), ("{\"type\": \"regex\"}", .unknownRuleType, "/type"),
        ("{\"type\": \"custom\", \"code\": \"fn main() {}\"}", .rawCodeRefused, "/code"),
        ("{\"type\": \"custom\"}", .missingMember, "/expression"),
        ("{\"type\": \"range_check\", \"field\": \"age\"}", .missingBound, ""),
        ("{\"type\": \"range_check\", \"min\": 1}", .missingMember, "/field"),
        ("{\"type\": \"range_check\", \"field\": \"age\", \"min\": 5, \"max\": 4}", .emptyRange, "/min"),
        ("{\"type\": \"range_check\", \"field\": \"age\", \"min\": 1.5}", .invalidValue, "/min"),
        ("{\"type\": \"range_check\", \"field\": \"name\", \"min\": 1}", .wrongFieldType, "/field"),
        ("{\"type\": \"range_check\", \"field\": \"age\", \"min_param\": \"list\"}", .wrongFieldType, "/min_param"),
        ("{\"type\": \"range_check\", \"field\": \"x\", \"min\": 1}", .ambiguousPath, "/field"),
        ("{\"type\": \"range_check\", \"field\": \"agee\", \"min\": 1}", .unknownPath, "/field"),
        ("{\"type\": \"range_check\", \"field\": \"limit\", \"min\": 1}", .wrongSide, "/field"),
        ("{\"type\": \"range_check\", \"field\": \"age\", \"min_param\": \"dob\"}", .wrongSide, "/min_param"),
        ("{\"type\": \"range_check\", \"field\": \"a b!\", \"min\": 1}", .invalidName, "/field"),
        ("{\"type\": \"range_check\", \"field\": \"age\", \"min\": 1, \"mx\": 2}", .unknownMember, "/mx"),
        ("{\"type\": \"age_verification\", \"dob_field\": \"dob\"}", .missingBound, ""),
        ("{\"type\": \"age_verification\", \"dob_field\": \"age\", \"min_age\": 18}", .wrongFieldType, "/dob_field"),
        ("{\"type\": \"age_verification\", \"dob_field\": \"dob\", \"min_age\": -1}", .invalidValue, "/min_age"),
        ("{\"type\": \"blacklist_check\", \"field\": \"name\"}", .missingMember, "/blacklist_param"),
        ("{\"type\": \"blacklist_check\", \"field\": \"name\", \"blacklist_param\": \"numbers\"}", .wrongFieldType, "/blacklist_param"),
        ("{\"type\": \"blacklist_check\", \"field\": \"tags\", \"blacklist_param\": \"list\"}", .wrongFieldType, "/field"),
        ("{\"type\": \"whitelist_check\", \"field\": \"name\", \"whitelist\": []}", .emptyValue, "/whitelist"),
        ("{\"type\": \"whitelist_check\", \"field\": \"name\", \"whitelist\": \"x\"}", .wrongType, "/whitelist"),
        ("{\"type\": \"whitelist_check\", \"field\": \"name\", \"whitelist\": [\"a\", 2]}", .invalidValue, "/whitelist/1"),
        ("{\"type\": \"array_intersection_check\", \"field\": \"name\", \"prohibited_param\": \"list\"}", .wrongFieldType, "/field"),
        (
            "{\"type\": \"array_intersection_check\", \"field\": \"tags\", \"prohibited_param\": \"list\", \"must_be_empty\": 1}",
            .wrongType, "/must_be_empty"
        ),
        (
            "{\"type\": \"signature_check\", \"field\": \"raw\", \"algorithm\": \"md5\", \"public_key_param\": \"commitment\", \"message_fields\": [\"name\"]}",
            .unknownAlgorithm, "/algorithm"
        ),
        (
            "{\"type\": \"signature_check\", \"field\": \"name\", \"algorithm\": \"rsa\", \"public_key_param\": \"commitment\", \"message_fields\": [\"name\"]}",
            .wrongFieldType, "/field"
        ),
        (
            "{\"type\": \"signature_check\", \"field\": \"raw\", \"algorithm\": \"rsa\", \"public_key_param\": \"commitment\", \"message_fields\": []}",
            .emptyValue, "/message_fields"
        ),
        (
            "{\"type\": \"commitment_check\", \"fields\": [\"maybe\"], \"salt_field\": \"salt\", \"commitment_param\": \"commitment\"}",
            .wrongFieldType, "/fields/0"
        ),
        (
            "{\"type\": \"commitment_check\", \"fields\": [\"age\"], \"salt_field\": \"name\", \"commitment_param\": \"commitment\"}",
            .wrongFieldType, "/salt_field"
        ),
        ("{\"type\": \"expression\", \"expression\": 1}", .wrongType, "/expression"),
        ("{\"type\": \"expression\", \"expression\": \"  \"}", .emptyValue, "/expression"),
        ("{\"type\": \"expression\", \"expression\": \"age\"}", .expressionType, "/expression"),
    ]

    @Test(arguments: rules.indices)
    func spoiledRuleIsReportedAtItsPlace(index: Int) throws {
        let (text, code, place) = Self.rules[index]
        let findings = try Self.rule(text)
        #expect(
            findings.contains { $0.code == code && $0.pointer == "/validation_rules/0\(place)" && $0.severity == .error },
            "\(text): \(findings)")
    }

    /// Expression, code, offset of the place.
    static let expressions: [(String, Diagnostic.Code, Int)] = [
        ("age >", .expressionSyntax, 5), ("age = 3u", .expressionSyntax, 4), ("(age > 3u", .expressionSyntax, 9),
        ("age > 3u)", .expressionSyntax, 8),
        ("'abc", .expressionSyntax, 0), ("'\\q' == name", .expressionSyntax, 1), ("age > 1.5", .notSupported, 6),
        ("age > 1e3", .notSupported, 6),
        ("{'a': 1} == name", .notSupported, 0), ("name == null", .notSupported, 8), ("[] == tags", .notSupported, 0),
        ("99999999999999999999 > 1", .expressionSyntax, 0),
        ("9223372036854775808 > 1", .expressionSyntax, 0), ("age > 3x", .expressionSyntax, 7), ("unknown > 1", .unknownPath, 0),
        ("x > 1u", .ambiguousPath, 0),
        ("age + 1 > 3u", .expressionType, 4), ("name > age", .expressionType, 5), ("dob > '2000-01-01'", .expressionType, 4),
        ("!age", .expressionType, 1),
        ("-age > 0", .expressionType, 0), ("age && true", .expressionType, 0), ("true ? age : name", .expressionType, 5),
        ("matches(name)", .unknownFunction, 0),
        ("name.matches('x')", .unknownFunction, 4), ("size(age) > 0", .expressionType, 0), ("tags < tags", .expressionType, 5),
        ("age in age", .expressionType, 4),
        ("1 in tags", .expressionType, 2), ("data.nothing == 1", .unknownPath, 4), ("age.x == 1", .expressionType, 3),
        ("age[0] == 1", .expressionType, 3),
        ("tags['a'] == name", .expressionType, 4), ("[1, 'a'] == tags", .expressionType, 0),
        ("date('2001-02-29') < dob", .expressionType, 0),
        ("tags.all(t)", .expressionType, 4), ("name.all(t, true)", .expressionType, 4), ("tags.map(t, t) == tags", .expressionType, 15),
        ("has(age)", .expressionType, 0), ("years_between(dob) > 1", .expressionType, 0), ("sum(tags) > 1", .expressionType, 0),
        ("tags.all(t, t)", .expressionType, 12),
        ("numbers == [1u]", .expressionType, 8),
        ("tags.all(a, tags.all(b, tags.all(c, tags.all(d, tags.all(e, true)))))", .tooComplex, 52),
    ]

    @Test(arguments: expressions.indices)
    func spoiledExpressionIsReportedAtItsPlace(index: Int) throws {
        let (source, code, offset) = Self.expressions[index]
        let findings = try Self.rule("{\"type\": \"expression\", \"expression\": \(ExpressionBench.quoted(source))}")
        #expect(
            findings.contains { $0.code == code && $0.offset == offset && $0.pointer == "/validation_rules/0/expression" },
            "\(source): \(findings)")
    }

    @Test func allErrorsComeAtOnce() throws {
        let findings = try Self.rule(
            "{\"type\": \"expression\", \"expression\": \"name > 1 && foo == 2 || size(age) == 1 + 1u\"}, {\"type\": \"range_check\"}, {\"type\": \"custom\", \"code\": \"x\"}"
        )
        #expect(Set(findings.map(\.code)).isSuperset(of: [.expressionType, .unknownPath, .missingMember, .missingBound, .rawCodeRefused]))
        #expect(findings.filter { $0.pointer == "/validation_rules/0/expression" }.count == 4)
    }

    @Test func tooCostlyRuleIsRefused() throws {
        let large = "{\"type\": \"array\", \"items\": \"u32\", \"max\": 4096}"
        let document = try RuleBench.json(Self.sound).replacing(["private_inputs", "data", "fields", "big"], try RuleBench.json(large))
        let rule = "[{\"type\": \"expression\", \"expression\": \"big.all(a, big.all(b, a == b))\"}]"
        let findings = RuleDocument.parse(document.replacing(["validation_rules"], try RuleBench.json(rule))).diagnostics
        #expect(findings.map(\.code) == [.tooCostly])
    }

    @Test func longExpressionIsRefused() throws {
        let long = String(repeating: "true && ", count: 2000) + "true"
        #expect(try Self.rule("{\"type\": \"expression\", \"expression\": \"\(long)\"}").map(\.code) == [.tooComplex])
        let deep = String(repeating: "(", count: 200) + "true" + String(repeating: ")", count: 200)
        #expect(try Self.rule("{\"type\": \"expression\", \"expression\": \"\(deep)\"}").map(\.code) == [.tooComplex])
        let chain = "true" + String(repeating: " && true", count: 100)
        #expect(try Self.rule("{\"type\": \"expression\", \"expression\": \"\(chain)\"}").map(\.code) == [.tooComplex])
        let minus = String(repeating: "-", count: 3000) + "1 == 1"
        #expect(try Self.rule("{\"type\": \"expression\", \"expression\": \"\(minus)\"}").map(\.code) == [.tooComplex])
    }

    @Test func documentOfAnEarlierSystemIsTakenOver() throws {
        let text = """
            {"use_case": "age", "private_inputs": {"User Data": {"type": "object", "fields": {"Date-Of-Birth": "string", "user_id": "string"}}},
             "public_params": {"type": "object", "fields": {"min_age": "u32"}},
             "validation_rules": [{"type": "age_verification", "dob_field": "Date-Of-Birth", "min_age": 21, "min_age_param": "min_age"}],
             "outputs": {"compliance_result": "bool", "user_hash": "bytes"}}
            """
        let result = RuleDocument.parse(Array(text.utf8))
        #expect(result.errors == [])
        #expect(result.warnings.map(\.code) == [.ignoredMember, .ignoredMember])
        let document = try #require(result.document)
        #expect(document.publicFields.map(\.name) == ["as_of", "min_age"])
        #expect(document.outputs == [RuleOutput(name: "user_hash", source: .hash("user_data"))])
        #expect(document.rules[0].condition == .age(dateOfBirth: "user_data.date_of_birth", minimum: .literal(.integer(21))))
        #expect(document.version == "1.0")
    }

    @Test func signatureRuleIsSoundButCannotBeCompiled() throws {
        let rule = try RuleBench(template: "prescription").rule()
        #expect {
            try CompiledRule(rule)
        } throws: { error in
            guard case RulesError.notAvailable(let index, let reason) = error else { return false }
            return index == 0 && reason.code == .signatureNotAvailable && reason.message.contains("signature_check is not available yet")
        }
    }

    @Test func everyCodeIsReachedByATest() throws {
        var reached = Set(Self.spoiled.map(\.2) + Self.rules.map(\.1) + Self.expressions.map(\.1))
        reached.formUnion([.tooCostly, .signatureNotAvailable])
        reached.formUnion(JSONTests.faults.map(\.1) + [.jsonTooLarge, .jsonTooDeep, .jsonDuplicateKey])
        reached.formUnion(InputTests.faults.map(\.2))
        #expect(Set(Diagnostic.Code.allCases).subtracting(reached) == [])
    }
}
