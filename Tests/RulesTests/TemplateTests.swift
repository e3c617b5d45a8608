import Foundation
import Testing

import Rules

@Suite struct TemplateTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    @Test(arguments: RuleTemplates.all.map(\.name))
    func templateIsSoundAndItsSampleDataFits(name: String) throws {
        let template = try #require(RuleTemplates[name])
        let result = RuleDocument.parse(Array(template.documentText.utf8))
        #expect(result.diagnostics == [])
        let rule = try result.get()
        let sample = try #require(JSONParser.parse(Array(template.inputsText.utf8)).value)
        var options = RuleInputs.Options(salt: rule.usesSalt ? [UInt8](repeating: 7, count: 32) : nil)
        if case .string(let scope)? = sample["scope"] { options.scope = scope }
        let inputs = try RuleInputs.encode(
            rule, privateInputs: try #require(sample["private_inputs"]), publicParams: try #require(sample["public_params"]),
            options: options)
        #expect(inputs.bytes.count.isMultiple(of: 4))
        if name == "prescription" {
            #expect(throws: RulesError.self) { try CompiledRule(rule) }
        } else {
            let compiled = try CompiledRule(rule)
            #expect(compiled.data.starts(with: "BRL1".utf8))
            #expect(compiled.digest.count == 32)
        }
    }

    @Test(arguments: RuleTemplates.all.map(\.name))
    func templateEqualsItsExampleFile(name: String) throws {
        let template = try #require(RuleTemplates[name])
        let examples = Self.root.appending(path: "examples")
        #expect(try String(contentsOf: examples.appending(path: "\(name).json"), encoding: .utf8) == template.documentText + "\n")
        #expect(try String(contentsOf: examples.appending(path: "\(name).inputs.json"), encoding: .utf8) == template.inputsText + "\n")
    }

    @Test(arguments: RuleTemplates.all.map(\.name))
    func normalFormIsAFixedPoint(name: String) throws {
        let template = try #require(RuleTemplates[name])
        let rule = try RuleDocument.parse(Array(template.documentText.utf8)).get()
        let again = RuleDocument.parse(rule.document.json.canonicalBytes)
        #expect(again.diagnostics == [])
        #expect(again.document == rule.document)
        #expect(again.document?.digest == rule.document.digest)
    }

    @Test func earlierTemplateNamesAreUnderstood() {
        #expect(RuleTemplates["age-verification-simple"]?.name == "age-verification")
        #expect(RuleTemplates["pharma-rules"]?.name == "prescription")
        #expect(RuleTemplates["shipping-rules"]?.name == "shipping-manifest")
        #expect(RuleTemplates["something"] == nil)
    }
}
