import RISCV
import ShippedGuests
import Testing

@Suite struct RuleDataTests {
    @Test func withoutRuleDataTheExitCodeIs2() throws {
        #expect(try runEverywhere(ShippedGuest.rule.elf, input: []).exitCode == 2)
    }

    @Test func anotherMagicOrALengthOutOfRangeIsRefused() throws {
        for (offset, value) in [(0, 0x20), (1, 0), (4, 20), (6, 1)] as [(Int, UInt8)] {
            var data = AgeRule.data
            data[offset] = value
            if offset == 4 { data[5] = 0 }
            let report = try runEverywhere(
                ShippedGuest.rule.elf, input: RuleInputTests.rule.input.flatMap(\.littleEndianBytes), data: data)
            #expect(report.exitCode == 2)
        }
    }

    @Test func unknownInstructionsAndStackUnderflowAreRefused() throws {
        for code: [RuleAssembler.Code] in [
            [.op(99)], [.op(15)], [.op(255)], [.op(16)], [.op(40)], [.op(51)], [.op(6)], [.op(5, 700)], [.op(4, 65_535)],
            [.op(46, 65_535)], [.op(2, 1), .op(25)], [.op(2, 1), .op(2, 1), .op(33, aux: 7)], [.op(62)],
        ] {
            let outcome = try RuleExpression.evaluate(kind: 0) { _ in code + [.op(1, 1)] }
            #expect(outcome == .exit(2), "\(code)")
        }
    }

    @Test func stackOverflowIsRefused() throws {
        let outcome = try RuleExpression.evaluate(kind: 0) { _ in [RuleAssembler.Code](repeating: .op(1, 1), count: 33) }
        #expect(outcome == .exit(2))
    }

    /// Rule data is public and trusted, but a mistake in it must not pass for a panic of the guest: an exit code, or a fault of the machine.
    @Test func randomlyChangedRuleDataNeverPanics() throws {
        var state: UInt64 = 0x0DDB_1A5E_5BAD_5EED
        let input = RuleInputTests.rule.input.flatMap(\.littleEndianBytes)
        let program = try Program(elf: ShippedGuest.rule.elf)
        for _ in 0..<2_000 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            var data = AgeRule.data
            data[Int(state >> 8) % data.count] ^= UInt8(truncatingIfNeeded: state | 1)
            let changed = try program.withData(data, atSymbol: "__rule_data")
            do throws(ProgramFault) {
                let report = try Machine.run(changed, input: input, limits: ExecutionLimits(maximumCycles: 200_000))
                #expect(report.exitCode != 101)
            } catch {
                switch error.cause {
                case .cycleLimit, .addressOutOfRange: break
                default: Issue.record("\(error)")
                }
            }
        }
    }
}
