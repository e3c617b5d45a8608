import Rules
import Testing

/// Documents from hostile hands: every outcome is an answer, never a crash; what is accepted compiles the same way twice.
@Suite struct HostileDocumentTests {
    private static func next(_ state: inout UInt64) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(state >> 33)
    }

    @Test func changedBytesNeverCrashTheReader() throws {
        var state: UInt64 = 1
        var accepted = 0
        for template in RuleTemplates.all {
            let text = Array(template.documentText.utf8)
            for _ in 0..<400 {
                var bytes = text
                for _ in 0...(Self.next(&state) % 3) {
                    let position = Self.next(&state) % bytes.count
                    switch Self.next(&state) % 3 {
                    case 0: bytes[position] = UInt8(truncatingIfNeeded: Self.next(&state))
                    case 1: bytes.remove(at: position)
                    default: bytes.insert(Array("{}[]\",:0u'\\.()".utf8)[Self.next(&state) % 14], at: position)
                    }
                }
                let result = RuleDocument.parse(bytes)
                #expect((result.rule == nil) == !result.errors.isEmpty)
                if let rule = result.rule {
                    accepted += 1
                    #expect(RuleDocument.parse(rule.document.json.canonicalBytes).document == rule.document)
                }
            }
        }
        #expect(accepted > 50)
    }

    @Test func changedExpressionsNeverCrashTheChecker() throws {
        var state: UInt64 = 2
        let pieces = [
            "p", ".", "(", ")", "[", "]", "counts", "items", "all", "x", ",", "&&", "||", "!", "-", "1", "2u", "'s'", "==", "<", "in",
            "has", "+", "/", "?", ":", " ",
        ]
        for (source, _) in ExpressionEvaluationTests.conditions {
            for _ in 0..<20 {
                var text = source
                for _ in 0...(Self.next(&state) % 3) {
                    let position = text.index(text.startIndex, offsetBy: Self.next(&state) % (text.count + 1))
                    if Self.next(&state) % 2 == 0 || position == text.endIndex {
                        text.insert(contentsOf: pieces[Self.next(&state) % pieces.count], at: position)
                    } else {
                        text.remove(at: position)
                    }
                }
                let result = ExpressionBench.document(rule: text)
                #expect((result.rule == nil) == !result.errors.isEmpty)
                guard result.rule != nil else { continue }
                // What the checker accepts, guest and oracle understand alike.
                let bench = ExpressionBench()
                guard let expected = try? bench.oracle(text.lowercased() == text ? text : source) else { continue }
                if text.lowercased() == text { #expect(try bench.guest(text).outcome == expected, "\(text)") }
            }
        }
    }

    @Test(arguments: RuleTemplates.all.map(\.name).filter { $0 != "prescription" })
    func compilationIsDeterministicAndBlindToTheOrderOfMembers(name: String) throws {
        let bench = try RuleBench(template: name)
        let first = try CompiledRule(try bench.rule())
        #expect(try CompiledRule(try bench.rule()).data == first.data)
        func reversed(_ value: JSONValue, _ depth: Int) -> JSONValue {
            switch value {
            case .object(let members): .object(members.reversed().map { JSONMember($0.name, reversed($0.value, depth + 1)) })
            case .array(let elements): .array(elements.map { reversed($0, depth + 1) })
            default: value
            }
        }
        let other = try CompiledRule(try RuleDocument.parse(reversed(bench.document, 0)).get())
        #expect(other.data == first.data && other.digest == first.digest)
    }

    @Test func digestMovesWithEveryPartOfTheDocument() throws {
        let document = try RuleBench.json(DiagnosticTests.sound)
        let digest = try RuleDocument.parse(document).get().document.digest
        var digests: Set<[UInt8]> = [digest]
        for (path, value) in [
            ("use_case", "\"other\""), ("description", "\"d\""), ("version", "\"3\""), ("public_params/limit", "\"u64\""),
            ("public_params/more", "\"u32\""),
            ("private_inputs/data/fields/name", "{\"type\": \"string\", \"max\": 255}"), ("outputs/h", "\"hash(name)\""),
            ("outputs/h", "\"reveal(name)\""),
            ("nullifier", "\"name\""), ("validation_rules/0/min", "1"), ("validation_rules/0/description", "\"x\""),
            ("validation_rules/0/max", "3"),
        ] {
            let changed = document.replacing(path.split(separator: "/").map(String.init)[...], try RuleBench.json(value))
            #expect(digests.insert(try RuleDocument.parse(changed).get().document.digest).inserted, "\(path)")
        }
    }

    @Test func spellingsOfTheSameDocumentHaveOneDigest() throws {
        let a = """
            {"use_case": "x", "private_inputs": {"user-data": {"type": "object", "fields": {"Age": "u32", "tags": "array[string]"}}},
             "validation_rules": [{"type": "array_intersection_check", "field": "tags", "prohibited": ["a"]}, {"type": "custom", "expression": "age > 1u"}]}
            """
        let b = """
            {"validation_rules": [{"prohibited": ["a"], "type": "array_intersection_check", "field": "user_data.tags", "must_be_empty": true},
               {"type": "expression", "expression": "age > 1u"}], "version": "1.0", "description": "", "outputs": {"compliance_result": "bool"}, "public_params": {},
             "private_inputs": {"type": "object", "fields": {"user_data": {"type": "object", "fields": {
               "tags": {"type": "array", "items": {"type": "string", "max": 256}, "max": 64}, "age": "u32"}}}}, "use_case": "x"}
            """
        let documents = try [a, b].map { try RuleDocument.parse(Array($0.utf8)).get().document }
        #expect(documents[0] == documents[1] && documents[0].digest == documents[1].digest)
    }
}
