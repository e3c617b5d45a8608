import Foundation
import Testing

@Suite("burhan rule")
struct RuleCommandTests {
    @Test func everyTemplateIsListedPrintedAndValid() throws {
        let list = try Binary.run("rule", "templates")
        #expect(list.code == 0)
        let names = list.output.split(separator: "\n").dropFirst(2).map { String($0.prefix { $0 != " " }) }
        #expect(names.contains("age-verification"))
        for name in names {
            let document = try Binary.run("rule", "templates", name)
            #expect(try Binary.run("rule", "validate", "-", input: Data(document.output.utf8)).code == 0, "\(name)")
            #expect(try Binary.run("rule", "templates", name, "--inputs").json["private_inputs"] != nil, "\(name)")
        }
    }

    @Test func reportsEveryErrorOfADocumentAtOnce() throws {
        let document = Data(#"{"use_case":"","validation_rules":[{"type":"guess"}],"unheard_of":1}"#.utf8)
        let outcome = try Binary.run("rule", "validate", "-", "--json", input: document)
        #expect(outcome.code == 1)
        #expect(outcome.json["valid"] as? Bool == false)
        let findings = try #require(outcome.json["findings"] as? [[String: Any]])
        let pointers = findings.compactMap { $0["pointer"] as? String }
        #expect(pointers.contains("/validation_rules/0/type"))
        #expect(pointers.contains("/private_inputs"))
        #expect(findings.allSatisfy { $0["code"] is String && $0["message"] is String })
    }

    @Test func explainsARule() throws {
        let document = try Binary.run("rule", "templates", "age-verification").output
        let outcome = try Binary.run("rule", "explain", "-", input: Data(document.utf8))
        #expect(outcome.code == 0)
        #expect(outcome.output.contains("Stays private:"))
        #expect(outcome.output.contains("user_data.date_of_birth"))
        #expect(try Binary.run("rule", "explain", "-", "--json", input: Data(document.utf8)).json["rules"] is [Any])
    }

    @Test func saysWhatIsWrongWithADocumentItShouldExplain() throws {
        let outcome = try Binary.run("rule", "explain", "-", input: Data("{".utf8))
        #expect(outcome.code == 2)
        #expect(outcome.error.contains("not valid"))
    }

    @Test func proposesTemplatesAndSubcommands() throws {
        #expect(try Binary.run("rule", "templates", "age-verfication").error.contains("did you mean 'age-verification'?"))
        #expect(try Binary.run("rule", "explian", "x").error.contains("did you mean 'rule explain'?"))
        let group = try Binary.run("rule")
        #expect(group.code == 64)
        #expect(group.output.contains("rule validate"))
    }
}
