import Hashing
import RISCV
import Rules
import Testing

/// Whole rules in the guest: every rule type both ways, outputs, nullifiers, negative results, hostile inputs.
@Suite struct RuleEvaluationTests {
    @Test(arguments: RuleTemplates.all.map(\.name).filter { $0 != "prescription" })
    func templateHoldsForItsSampleData(name: String) throws {
        let bench = try RuleBench(template: name)
        let rule = try bench.rule()
        let evaluation = try bench.run()
        #expect(evaluation.outcome == .stated)
        let statement = try #require(evaluation.statement)
        #expect(statement.complianceResult)
        #expect(statement.ruleDigest == rule.document.digest)
        #expect(statement.params == (try bench.inputs().publicParams))
        #expect(statement.outputs.map(\.name).contains("compliance_result"))
        #expect(statement.outputs.count == rule.document.outputs.count + 1)
        #expect(statement.journal == evaluation.journal)
        #expect((statement.nullifier != nil) == rule.usesNullifier)
    }

    @Test func ageVerificationStaysBelowSixteenThousandCycles() throws {
        let cycles = try RuleBench(template: "age-verification").run().report.cycles
        #expect(cycles < 16_000, "\(cycles)")
    }

    @Test func ageTurnsOnTheBirthday() throws {
        let bench = try RuleBench(template: "age-verification").with(private: "user_data.date_of_birth", .string("2004-02-29"))
        for (today, holds) in [
            ("2022-02-28", false), ("2022-03-01", true), ("2024-02-28", true), ("2022-02-27", false), ("2004-02-28", false),
        ] {
            let outcome = try bench.with(public: "as_of", .string(today)).run().outcome
            #expect(outcome == (holds ? .stated : .ruleDoesNotHold(0)), "\(today)")
        }
        // Nobody who isn't born yet has an age of 0 years; on the day of birth one has.
        let newborn = bench.with(public: "min_age", .integer(0))
        #expect(try newborn.with(public: "as_of", .string("2004-02-28")).run().outcome == .stated)
        #expect(try newborn.with(public: "as_of", .string("2003-02-27")).run().outcome == .ruleDoesNotHold(0))
    }

    /// Template, changed private field, new value, rule that then fails.
    static let failures: [(String, String, JSONValue, Int)] = [
        ("prescription-commitment", "prescription.quantity", .integer(22), 0),
        ("prescription-commitment", "prescription.salt", .string("0x" + String(repeating: "aa", count: 32)), 0),
        ("prescription-commitment", "prescription.drug_name", .string("Amoxicillin 500 mg "), 0),
        ("shipping-manifest", "manifest.destination_country", .string("XA"), 0),
        ("shipping-manifest", "manifest.origin_country", .string("XB"), 1),
        ("shipping-manifest", "manifest.contents", .array([.string("tea"), .string("ivory")]), 2),
        ("shipping-manifest", "manifest.total_weight_kg", .integer(0), 3),
        ("shipping-manifest", "manifest.total_weight_kg", .integer(20001), 3),
        ("shipping-manifest", "manifest.cargo_value_usd", .integer(250_001), 4),
        ("income-threshold", "payroll.payments", .array([.integer(1)]), 0),
        ("accredited-investor", "finances.net_worth_usd", .integer(2_000_000), 0),
        ("geo-fence", "position.latitude", .integer(52_675_001), 0), ("geo-fence", "position.latitude", .integer(-52_000_000), 0),
        ("geo-fence", "position.longitude", .integer(13_087_999), 1), ("geo-fence", "position.country", .string("FR"), 2),
        ("kyc-tier", "customer.tier", .integer(3), 0), ("loan-eligibility", "applicant.date_of_birth", .string("2010-01-01"), 0),
        ("loan-eligibility", "applicant.monthly_debt", .integer(118_001), 1),
        ("loan-eligibility", "applicant.missed_payments", .integer(2), 2),
        ("loan-eligibility", "applicant.employment.since", .string("2025-11-21"), 3),
    ]

    @Test(arguments: failures.indices)
    func firstFailingRuleIsNamed(index: Int) throws {
        let (name, path, value, rule) = Self.failures[index]
        let bench = try RuleBench(template: name).with(private: path, value)
        let evaluation = try bench.run()
        #expect(evaluation.outcome == .ruleDoesNotHold(rule), "\(name): \(path)")
        #expect(evaluation.statement == nil && evaluation.journal.isEmpty && evaluation.report.journal.isEmpty)
        let message = evaluation.outcome.message(in: try bench.rule().document)
        #expect(message.contains("Rule \(rule) (") && message.contains("does not hold"))
    }

    @Test(arguments: [
        ("kyc-tier", "required_tier", JSONValue.integer(3), 1), ("kyc-tier", "min_age", .integer(99), 2),
        ("kyc-tier", "blocked_countries", .array([.string("PT")]), 3), ("kyc-tier", "as_of", .string("2031-03-01"), 4),
        ("income-threshold", "minimum_payments", .integer(7), 1), ("income-threshold", "threshold", .integer(417_084), 2),
        ("accredited-investor", "min_income_usd", .integer(231_001), 1), ("prescription-commitment", "max_quantity", .integer(20), 1),
        ("prescription-commitment", "registered_prescribers", .array([]), 3),
        ("prescription-commitment", "prescription_commitment", .string("0x00"), 0),
    ])
    func strongerParametersMakeTheRuleFail(name: String, param: String, value: JSONValue, rule: Int) throws {
        #expect(try RuleBench(template: name).with(public: param, value).run().outcome == .ruleDoesNotHold(rule))
    }

    @Test func negativeResultIsStatedOnlyOnRequest() throws {
        var bench = try RuleBench(template: "age-verification").with(public: "min_age", .integer(65))
        #expect(try bench.run().outcome == .ruleDoesNotHold(0))
        bench.options.allowsNegativeResult = true
        let statement = try #require(try bench.run().statement)
        #expect(statement.complianceResult == false)
        #expect(statement.mismatches(with: .init()).map(\.member) == ["compliance_result"])
        bench.publicParams = bench.with(public: "min_age", .integer(18)).publicParams
        #expect(try bench.run().statement?.complianceResult == true)
    }

    @Test func errorsAreNeverNegativeResults() throws {
        var bench = try RuleBench(
            document: """
                {"use_case": "x", "private_inputs": {"a": "u32"}, "validation_rules": [
                  {"type": "expression", "expression": "a > 0u"}, {"type": "expression", "expression": "10u / (a - 1u) > 0u"}]}
                """, privateInputs: "{\"a\": 1}", publicParams: "{}")
        bench.options.allowsNegativeResult = true
        #expect(try bench.run().outcome == .ruleInError(1, .divisionByZero))
    }

    @Test func hashOutputIsTheDocumentedSHA256() throws {
        let bench = try RuleBench(template: "age-verification")
        let statement = try #require(try bench.run().statement)
        let words: [UInt8] = [9, 0, 0, 0] + Array("user-4711".utf8) + [0, 0, 0] + [0x21, 0x8C, 0x0F, 0x00]
        let preimage = Array("burhan/output/v1".utf8) + [UInt8](repeating: 9, count: 32) + words
        #expect(statement.outputs.first { $0.name == "user_hash" }?.value == .bytes(SHA256.hash(preimage)))
    }

    @Test func nullifierIsTheDocumentedSHA256AndDependsOnTheScope() throws {
        var bench = try RuleBench(template: "kyc-tier")
        let statement = try #require(try bench.run().statement)
        let secret: [UInt8] = [32, 0, 0, 0] + (32..<64).map { UInt8($0) }
        let scope = Array("example.org/airdrop-1".utf8)
        let preimage = Array("burhan/nullif/v1".utf8) + secret + [UInt8(scope.count), 0, 0, 0] + scope + [0, 0, 0]
        #expect(statement.nullifier == Statement.Nullifier(scope: "example.org/airdrop-1", value: SHA256.hash(preimage)))
        bench.options.scope = "example.org/airdrop-2"
        #expect(try bench.run().statement?.nullifier?.value != statement.nullifier?.value)
    }

    @Test func challengeAndAudienceAreStated() throws {
        var bench = try RuleBench(template: "age-verification")
        bench.options.challenge = [1, 2, 3]
        bench.options.audience = "Prüfstelle"
        let statement = try #require(try bench.run().statement)
        #expect(statement.challenge == [1, 2, 3])
        #expect(statement.audience == "Prüfstelle")
    }

    @Test func hostileInputStreamsAreRefusedByTheGuest() throws {
        let bench = try RuleBench(template: "shipping-manifest")
        let program = try CompiledRule(try bench.rule()).program()
        let good = try bench.inputs().bytes
        #expect(try RuleEvaluation.run(program, input: good).outcome == .stated)
        for length in 0..<good.count {
            #expect(try RuleEvaluation.run(program, input: Array(good[..<length])).outcome == .malformedInput, "cut to \(length)")
        }
        #expect(try RuleEvaluation.run(program, input: good + [0, 0, 0, 0]).outcome == .malformedInput)
        #expect(try RuleEvaluation.run(program, input: [8] + good.dropFirst()).outcome == .malformedInput)
    }

    @Test func everyBitFlipEndsInADefinedOutcome() throws {
        var bench = try RuleBench(template: "kyc-tier")
        bench.options.challenge = [1, 2, 3]
        bench.options.audience = "me"
        let program = try CompiledRule(try bench.rule()).program()
        let good = try bench.inputs().bytes
        let statement = try #require(try RuleEvaluation.run(program, input: good).statement)
        for position in good.indices {
            var bytes = good
            bytes[position] ^= 1 << UInt8(position % 8)
            // Changed bytes of text may be no UTF-8 any more: then there is a journal, but it is no statement.
            guard let evaluation = try? RuleEvaluation.run(program, input: bytes) else { continue }
            if case .unknown = evaluation.outcome { Issue.record("byte \(position): \(evaluation.outcome)") }
            if let other = evaluation.statement { #expect(other != statement || position < 4, "byte \(position)") }
        }
    }
}
