import Rules
import Testing

@Suite struct StatementTests {
    static func statement() throws -> (Statement, [UInt8], CheckedRule) {
        var bench = try RuleBench(template: "kyc-tier")
        bench.options.challenge = [0xAB, 1]
        bench.options.audience = "me"
        let evaluation = try bench.run()
        return (try #require(evaluation.statement), evaluation.journal, try bench.rule())
    }

    @Test func journalAndStatementAreInverse() throws {
        let (statement, journal, _) = try Self.statement()
        #expect(statement.journal == journal)
        #expect(try Statement(journal: statement.journal) == statement)
    }

    @Test func readerIsTotalOverChangedBytes() throws {
        let (statement, journal, _) = try Self.statement()
        for position in journal.indices {
            for bit in 0..<8 {
                var bytes = journal
                bytes[position] ^= 1 << UInt8(bit)
                guard let other = try? Statement(journal: bytes) else { continue }
                // What is accepted has exactly one form, so a changed byte is a changed statement.
                #expect(other != statement && other.journal == bytes)
            }
            #expect(throws: RulesError.self) { try Statement(journal: Array(journal[..<position])) }
        }
        #expect(throws: RulesError.self) { try Statement(journal: journal + [0]) }
        #expect(throws: RulesError.self) { try Statement(journal: []) }
    }

    @Test func readerIsTotalOverRandomBytes() {
        var state: UInt64 = 42
        for _ in 0..<20_000 {
            var bytes: [UInt8] = [0xA4]
            for _ in 0..<40 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(UInt8(truncatingIfNeeded: state >> 33))
            }
            #expect((try? Statement(journal: bytes)) == nil)
        }
    }

    /// CBOR that isn't deterministic or isn't used, in the place of the parameters' map.
    @Test(arguments: [
        [0xBF, 0xFF], [0xB8, 0x01, 0x61, 0x61, 0x01], [0xA1, 0x61, 0x61, 0x18, 0x17], [0xA1, 0x61, 0x61, 0x19, 0x00, 0xFF],
        [0xA2, 0x61, 0x62, 0x01, 0x61, 0x61, 0x01],
        [0xA2, 0x61, 0x61, 0x01, 0x61, 0x61, 0x01], [0xA1, 0x01, 0x01], [0xA1, 0x61, 0x61, 0xF9, 0x00, 0x00], [0xA1, 0x61, 0x61, 0xF7],
        [0xA1, 0x61, 0x61, 0xC1, 0x01],
        [0xA1, 0x61, 0x61, 0x61, 0xFF], [0xA1, 0x61, 0x61, 0x3B, 0x80, 0, 0, 0, 0, 0, 0, 0], [0xA1, 0x61, 0x61, 0x81, 0xF6],
        [0xA1, 0x61, 0x61, 0xF8, 0x18],
        [0x80], [0xBB, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xA1, 0x61, 0x61, 0x5B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        [0xA1, 0x61, 0x61, 0xD9, 0x03, 0xEC, 0x6A] + Array("2001-02-29".utf8), [0xA1, 0x61, 0x61, 0xFC],
        [0xA1, 0x61, 0x61] + [UInt8](repeating: 0x81, count: 17) + [0x01],
    ])
    func otherCBORIsRefused(map: [UInt8]) {
        func journal(_ params: [UInt8]) -> [UInt8] {
            [0xA4, 0x61, 0x76, 0x01, 0x64] + Array("rule".utf8) + [0x58, 0x20] + [UInt8](repeating: 7, count: 32) + [0x66]
                + Array("params".utf8) + params
                + [0x67] + Array("outputs".utf8) + [0xA1, 0x71] + Array("compliance_result".utf8) + [0xF5]
        }
        #expect((try? Statement(journal: journal([0xA0]))) != nil)
        #expect((try? Statement(journal: journal([0xA1, 0x61, 0x61, 0x18, 0x18]))) != nil)
        #expect(throws: RulesError.self) { try Statement(journal: journal(map)) }
    }

    @Test func everyExpectationIsExamined() throws {
        let (statement, _, rule) = try Self.statement()
        let good = Statement.Expectations(
            ruleDigest: rule.document.digest,
            params: [
                JSONMember("min_age", .integer(18)), JSONMember("as_of", .string("2026-11-20")),
                JSONMember("blocked_countries", .array([.string("XA"), .string("XB")])),
            ],
            audience: "me", challenge: [0xAB, 1], scope: "example.org/airdrop-1")
        #expect(statement.mismatches(with: good) == [])
        func mismatch(_ change: (inout Statement.Expectations) -> Void) -> [String] {
            var expectations = good
            change(&expectations)
            return statement.mismatches(with: expectations).map(\.member)
        }
        #expect(mismatch { $0.ruleDigest = [UInt8](repeating: 0, count: 32) } == ["rule_digest"])
        #expect(mismatch { $0.audience = "you" } == ["audience"])
        #expect(mismatch { $0.challenge = [] } == ["challenge"])
        #expect(mismatch { $0.scope = "x" } == ["scope"])
        #expect(mismatch { $0.complianceResult = false } == ["compliance_result"])
        #expect(mismatch { $0.params[0].value = .integer(17) } == ["public_params.min_age"])
        #expect(mismatch { $0.params[0].value = .string("18") } == ["public_params.min_age"])
        #expect(mismatch { $0.params[1].value = .string("2026-11-19") } == ["public_params.as_of"])
        #expect(mismatch { $0.params[2].value = .array([.string("XA")]) } == ["public_params.blocked_countries"])
        #expect(mismatch { $0.params.append(JSONMember("unknown", .null)) } == ["public_params.unknown"])
    }

    @Test func statementWithoutAudienceDoesNotServeOne() throws {
        let statement = try #require(try RuleBench(template: "age-verification").run().statement)
        #expect(
            statement.mismatches(with: .init(audience: "me", challenge: [1], scope: "s")).map(\.member) == [
                "audience", "challenge", "scope",
            ])
    }

    @Test func plainWordsNameEverythingPublic() throws {
        let (statement, _, rule) = try Self.statement()
        let text = statement.sentences.joined(separator: "\n")
        for part in [
            "min_age is 18", "as_of is \"2026-11-20\"", "\"me\"", "0xab01", "example.org/airdrop-1", Hexadecimal.text(rule.document.digest),
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(statement.json["public_params"]?["required_tier"] == .integer(2))
    }

    @Test(arguments: RuleTemplates.all.map(\.name))
    func explanationNamesEveryFieldAndRule(name: String) throws {
        let rule = try RuleBench(template: name).rule()
        let explanation = Explanation(rule)
        #expect(explanation.rules.count == rule.document.rules.count)
        for field in rule.document.publicFields { #expect(explanation.publicParams.contains { $0.hasPrefix(field.name) }) }
        #expect(explanation.text.contains(Hexadecimal.text(rule.document.digest)))
        let isTied = ["prescription", "prescription-commitment", "income-threshold", "accredited-investor", "kyc-tier"].contains(name)
        #expect(explanation.remarks.contains { $0.contains("Nothing ties") } == !isTied)
        #expect(explanation.remarks.contains { $0.contains("not available yet") } == (name == "prescription"))
    }

    @Test func exitCodesAreToldApart() {
        #expect(
            RuleOutcome(exitCode: 0) == .stated && RuleOutcome(exitCode: 1) == .malformedInput && RuleOutcome(exitCode: 2) == .noRuleData)
        #expect(
            RuleOutcome(exitCode: 3) == .limitReached && RuleOutcome(exitCode: 4) == .unknown(4)
                && RuleOutcome(exitCode: 101) == .unknown(101))
        #expect(
            RuleOutcome(exitCode: 1000) == .ruleDoesNotHold(0) && RuleOutcome(exitCode: 1127) == .ruleDoesNotHold(127)
                && RuleOutcome(exitCode: 1128) == .unknown(1128))
        #expect(
            RuleOutcome(exitCode: 2000 + 256) == .ruleInError(0, .overflow)
                && RuleOutcome(exitCode: 2000 + 512 + 127) == .ruleInError(127, .divisionByZero))
        #expect(RuleOutcome(exitCode: 2000 + 256 + 128) == .outputInError(0, .overflow) && RuleOutcome(exitCode: 2000) == .unknown(2000))
        #expect(RuleOutcome(exitCode: 2000 + 256 * 6) == .unknown(2000 + 256 * 6) && RuleOutcome(exitCode: .max) == .unknown(.max))
    }
}
