import RISCV
import ShippedGuests
import Testing

@Suite struct RuleStatementTests {
    private func run(_ rule: AgeRule) throws -> ExecutionReport {
        try runEverywhere(ShippedGuest.rule.elf, input: rule.input.flatMap(\.littleEndianBytes), data: AgeRule.data)
    }

    @Test func statesARuleThatHolds() throws {
        let rule = AgeRule()
        let report = try run(rule)
        #expect(report.exitCode == 0)
        #expect(report.journal == (try rule.statement(complies: true)))
    }

    @Test func statesAudienceAndChallengeWhenGiven() throws {
        var rule = AgeRule()
        rule.audience = "bank.example"
        #expect(try run(rule).journal == rule.statement(complies: true))
        rule.challenge = [UInt8](1...64)
        #expect(try run(rule).journal == rule.statement(complies: true))
        rule.audience = nil
        #expect(try run(rule).journal == rule.statement(complies: true))
    }

    @Test func aFalseRuleIsNoStatementUnlessANegativeResultIsAskedFor() throws {
        var rule = AgeRule()
        rule.birth = RuleAssembler.date(2007, 6, 16)
        let refused = try run(rule)
        #expect(refused.exitCode == 1000)
        #expect(refused.journal.isEmpty)
        rule.provesNegative = true
        let stated = try run(rule)
        #expect(stated.exitCode == 0)
        #expect(stated.journal == (try rule.statement(complies: false)))
    }

    @Test func theBirthdayDecides() throws {
        var rule = AgeRule()
        for (day, exitCode) in [(14, 0), (15, 0), (16, 1000)] as [(UInt32, UInt32)] {
            rule.birth = RuleAssembler.date(2007, 6, day)
            #expect(try run(rule).exitCode == exitCode)
        }
    }

    @Test func theHashDependsOnTheSaltAndTheNullifierOnTheScope() throws {
        var rule = AgeRule()
        let first = try run(rule).journal
        rule.salt[7] ^= 1 << 31
        let otherSalt = try run(rule).journal
        #expect(otherSalt == (try rule.statement(complies: true)) && otherSalt != first)
        rule.salt[7] ^= 1 << 31
        rule.scope = "shop.examplf"
        let otherScope = try run(rule).journal
        #expect(otherScope == (try rule.statement(complies: true)) && otherScope != first)
    }

    @Test func ageVerificationTakesFewerThan16000Cycles() throws {
        var rule = AgeRule()
        rule.audience = "bank.example"
        rule.challenge = [UInt8](1...32)
        let report = try run(rule)
        #expect(report.cycles < 16_000, "\(report.cycles) cycles")
    }

    @Test func evaluationErrorsNameRuleAndKind() throws {
        var assembler = RuleAssembler()
        let empty = assembler.object([])
        let data = assembler.finish(
            parameters: empty, privateInputs: empty,
            rules: [.op(1, 1), .op(70, 0), .op(2, 1), .op(2, 0), .op(20), .op(70, 1)],
            outputs: [.op(71, assembler.key("compliance_result")), .op(73), .op(72)], outputCount: 1)
        // Errors are no negative results: flag 0 changes nothing.
        for flags in [0, 1] as [UInt32] {
            let report = try runEverywhere(ShippedGuest.rule.elf, input: flags.littleEndianBytes, data: data)
            #expect(report.exitCode == 2000 + 256 * 2 + 1)
        }
    }

    @Test func theFirstRuleThatIsFalseDecides() throws {
        var assembler = RuleAssembler()
        let empty = assembler.object([])
        let data = assembler.finish(
            parameters: empty, privateInputs: empty,
            rules: [.op(1, 1), .op(70, 0), .op(1, 0), .op(70, 1), .op(2, 1), .op(2, 0), .op(20), .op(70, 2)],
            outputs: [.op(71, assembler.key("compliance_result")), .op(73), .op(72)], outputCount: 1)
        #expect(try runEverywhere(ShippedGuest.rule.elf, input: UInt32(0).littleEndianBytes, data: data).exitCode == 1001)
        let negative = try runEverywhere(ShippedGuest.rule.elf, input: UInt32(1).littleEndianBytes, data: data)
        #expect(negative.exitCode == 0)
        #expect(negative.journal.last == 0xF4)
    }

    @Test func parametersOfEveryTypeAreWrittenAsDeterministicCBOR() throws {
        var assembler = RuleAssembler()
        let (bool, text, bytes) = (assembler.type(0), assembler.type(6, max: 300), assembler.type(7, max: 8))
        let numbers = assembler.array(of: assembler.type(4), max: 9)
        let inner = assembler.object([.init(name: "a", type: bool), .init(name: "b", type: text, isOptional: true)])
        let parameters = assembler.object([
            .init(name: "b", type: bool), .init(name: "i", type: assembler.type(2)), .init(name: "n", type: numbers),
            .init(name: "o", type: assembler.array(of: inner, max: 3)), .init(name: "t", type: text),
            .init(name: "u", type: assembler.type(3)),
            .init(name: "x", type: bytes, isOptional: true), .init(name: "y", type: bytes),
        ])
        let empty = assembler.object([])
        let data = assembler.finish(
            parameters: parameters, privateInputs: empty, rules: [],
            outputs: [.op(71, assembler.key("compliance_result")), .op(73), .op(72)], outputCount: 1)
        let long = String(repeating: "ä", count: 140)
        let integers: [Int64] = [0, 23, 24, -24, -25, 65_536, .min, .max]
        var input: [UInt32] = [0, 1, UInt32(bitPattern: -257)]
        input += [UInt32(integers.count)]
        input += integers.flatMap { [UInt32(truncatingIfNeeded: $0), UInt32(truncatingIfNeeded: $0 >> 32)] }
        input +=
            [2, 0, 1] + RuleAssembler.encode("q") + [1, 0] + RuleAssembler.encode(long) + [0, 1, 0] + RuleAssembler.encode([9, 8, 7])
        let report = try runEverywhere(ShippedGuest.rule.elf, input: input.flatMap(\.littleEndianBytes), data: data)
        var expected: [UInt8] = [0xA8, 0x61, 0x62, 0xF5, 0x61, 0x69, 0x39, 0x01, 0x00, 0x61, 0x6E, 0x88]
        for integer in integers {
            guard case .value(let bytes) = RuleExpression.Outcome.number(integer) else { continue }
            expected += bytes
        }
        expected += [0x61, 0x6F, 0x82, 0xA2, 0x61, 0x61, 0xF4, 0x61, 0x62, 0x61, 0x71, 0xA2, 0x61, 0x61, 0xF5, 0x61, 0x62, 0xF6]
        expected += [0x61, 0x74, 0x79, 0x01, 0x18] + Array(long.utf8)
        expected += [0x61, 0x75, 0x1B, 0, 0, 0, 1, 0, 0, 0, 0, 0x61, 0x78, 0xF6, 0x61, 0x79, 0x43, 9, 8, 7]
        let start = try #require(report.journal.firstRange(of: Array("params".utf8)))
        #expect(report.exitCode == 0)
        #expect(Array(report.journal[start.upperBound...].prefix(expected.count)) == expected)
    }
}
