import Rules
import Testing

@Suite struct CommitmentTests {
    @Test(arguments: ["prescription-commitment", "income-threshold", "accredited-investor", "kyc-tier"])
    func issuersCommitmentMakesTheRuleHold(name: String) throws {
        let bench = try RuleBench(template: name)
        let commitments = try bench.rule().commitments(privateInputs: bench.privateInputs)
        #expect(commitments.count == 1)
        for (parameter, value) in commitments {
            #expect(bench.publicParams[parameter] == .string(Hexadecimal.text(value)))
            let other = bench.with(public: parameter, .string(Hexadecimal.text([value[0] ^ 1] + value.dropFirst())))
            #expect(try other.run().outcome == .ruleDoesNotHold(0))
        }
    }

    @Test func commitmentOfUnfitInputsIsRefused() throws {
        let rule = try RuleBench(template: "kyc-tier").rule()
        #expect(throws: RulesError.self) { try rule.commitments(privateInputs: .object([])) }
    }

    @Test func schemaIsJSONAndKnowsEveryMemberAndRuleType() throws {
        let schema = try RuleBench.json(RuleDocument.schemaText)
        let types = try #require(schema["$defs"]?["rule"]?["properties"]?["type"]?["enum"])
        guard case .array(let names) = types else {
            Issue.record("no list of rule types")
            return
        }
        for name in names {
            let text =
                "{\"use_case\": \"x\", \"private_inputs\": {\"a\": \"u32\"}, \"validation_rules\": [{\"type\": \(String(decoding: name.canonicalBytes, as: UTF8.self))}]}"
            #expect(!RuleDocument.parse(Array(text.utf8)).diagnostics.contains { $0.code == .unknownRuleType })
        }
        guard case .object(let members)? = schema["properties"] else {
            Issue.record("no members")
            return
        }
        for template in RuleTemplates.all {
            guard case .object(let written) = try RuleBench.json(template.documentText) else { continue }
            for member in written { #expect(members.contains { $0.name == member.name }, "\(member.name)") }
        }
    }
}
