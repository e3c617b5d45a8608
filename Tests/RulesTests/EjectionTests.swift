import GuestBuilder
import Foundation
import RISCV
import Rules
import Testing

/// Ejected packages are built with the real compiler and do what the rule guest does.
@Suite(.serialized) struct EjectionTests {
    static let hasToolchain = (try? GuestToolchain.locate()) != nil

    private static func build(_ ejected: EjectedRule) throws -> Program {
        let directory = FileManager.default.temporaryDirectory.appending(path: "burhan-ejected-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        for (path, content) in ejected.files {
            let file = directory.appending(path: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(content.utf8).write(to: file)
        }
        return try GuestBuilder(toolchain: .locate()).compile(GuestPackage(directory: directory.path)).program
    }

    @Test(.enabled(if: hasToolchain, "needs a Swift toolchain with Embedded Swift for riscv32"))
    func ejectedTemplateDoesWhatTheRuleGuestDoes() throws {
        var bench = try RuleBench(template: "kyc-tier")
        bench.options.challenge = [1, 2, 3]
        bench.options.audience = "Prüfstelle"
        let rule = try bench.rule()
        let ejected = try Self.build(try EjectedRule(rule, name: "kyc"))
        let shipped = try CompiledRule(rule).program()
        func same(_ bench: RuleBench, _ expected: RuleOutcome) throws {
            let input = try bench.inputs().bytes
            let a = try Machine.run(ejected, input: input)
            let b = try Machine.run(shipped, input: input)
            #expect(a.exitCode == b.exitCode && a.journal == b.journal)
            #expect(RuleOutcome(exitCode: a.exitCode) == expected)
        }
        try same(bench, .stated)
        try same(bench.with(private: "customer.tier", .integer(1)), .ruleDoesNotHold(0))
        try same(bench.with(public: "required_tier", .integer(3)), .ruleDoesNotHold(1))
        try same(bench.with(public: "as_of", .string("2031-03-01")), .ruleDoesNotHold(4))
        bench.options.allowsNegativeResult = true
        try same(bench.with(public: "min_age", .integer(99)), .stated)
        let input = try bench.inputs().bytes
        for length in stride(from: 0, to: input.count, by: 7) {
            #expect(try Machine.run(ejected, input: Array(input[..<length])).exitCode == 1, "cut to \(length)")
        }
    }

    @Test(.enabled(if: hasToolchain, "needs a Swift toolchain with Embedded Swift for riscv32"))
    func ejectedExpressionsDoWhatTheRuleGuestDoes() throws {
        // Every condition of the expression tests, made true: one rule each.
        let rules = ExpressionEvaluationTests.conditions.map { source, outcome in
            switch outcome {
            case .stated: source
            case .ruleDoesNotHold: "!(\(source))"
            default: "(\(source)) || true"
            }
        }
        let values = ["text", "p", "counts", "days_between(day, when)", "sha256(text)", "small * 2u"]
        let text = """
            {"use_case": "bench", "private_inputs": \(ExpressionBench.privateSchema), "public_params": \(ExpressionBench.publicSchema),
             "validation_rules": [\(rules.map { "{\"type\": \"expression\", \"expression\": \(ExpressionBench.quoted($0))}" }.joined(separator: ","))],
             "outputs": {\(values.enumerated().map { "\"o\($0)\": {\"expression\": \(ExpressionBench.quoted($1))}" }.joined(separator: ",")),
               "zz": {"hash": "p"}}}
            """
        let rule = try RuleDocument.parse(Array(text.utf8)).get()
        let ejected = try Self.build(try EjectedRule(rule))
        let shipped = try CompiledRule(rule).program()
        var outcomes: Set<UInt32> = []
        for seed in 0..<200 {
            var generator = ExpressionGenerator(seed: UInt64(seed))
            let isSample = seed == 0
            let inputs = try RuleInputs.encode(
                rule, privateInputs: Array((isSample ? ExpressionBench.privateSample : generator.privateInputs()).utf8),
                publicParams: Array((isSample ? ExpressionBench.publicSample : generator.publicParams()).utf8),
                options: RuleInputs.Options(salt: [UInt8](repeating: UInt8(seed), count: 32)))
            let a = try Machine.run(ejected, input: inputs.bytes)
            let b = try Machine.run(shipped, input: inputs.bytes)
            #expect(a.exitCode == b.exitCode && a.journal == b.journal, "seed \(seed): \(a.exitCode), \(b.exitCode)")
            if isSample { #expect(a.exitCode == 0) }
            outcomes.insert(b.exitCode)
        }
        #expect(outcomes.count > 2, "\(outcomes)")
    }

    @Test func ejectedSourceIsDeterministicAndComplete() throws {
        for template in RuleTemplates.all where template.name != "prescription" {
            let rule = try RuleDocument.parse(Array(template.documentText.utf8)).get()
            let ejected = try EjectedRule(rule)
            #expect(ejected.source == (try rule.guestSource()))
            #expect(ejected.source.contains("@main") && ejected.source.contains("func rule0()"))
            #expect(
                ejected.files.keys.sorted() == [
                    "README.md", "Sources/Functions.swift", "Sources/Rule.swift", "Sources/Values.swift", "guest.json", "rule.json",
                ])
        }
    }

    @Test func ruleThatCannotBeProvenIsNotEjected() throws {
        let rule = try RuleBench(template: "prescription").rule()
        #expect(throws: RulesError.self) { try EjectedRule(rule) }
    }
}
