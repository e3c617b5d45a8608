import RISCV
import ShippedGuests
import Testing

@Suite struct RuleInputTests {
    static let rule: AgeRule = {
        var rule = AgeRule()
        rule.note = "a note"
        rule.audience = "bank.example"
        rule.challenge = [UInt8](1...33)
        return rule
    }()

    @Test func everyTruncationAndEveryExtraWordIsMalformed() throws {
        let input = Self.rule.input
        #expect(try AgeRule.run(input).exitCode == 0)
        for count in 0..<input.count {
            #expect(try AgeRule.run(Array(input.prefix(count))).exitCode == 1)
        }
        #expect(try AgeRule.run(input + [0]).exitCode == 1)
    }

    @Test func anInputThatIsNotWholeWordsIsMalformed() throws {
        let bytes = Self.rule.input.flatMap(\.littleEndianBytes)
        for extra in 1...3 {
            let report = try Machine.run(AgeRule.program.get(), input: bytes + [UInt8](repeating: 0, count: extra))
            #expect(report.exitCode == 1)
        }
    }

    @Test func everySetPaddingBitIsMalformed() throws {
        // The name "Noor Haddad" has 11 bytes: the last byte of its third word is padding.
        var input = Self.rule.input
        for bit in 24..<32 {
            input[6] ^= 1 << UInt32(bit)
            #expect(try AgeRule.run(input).exitCode == 1)
            input[6] ^= 1 << UInt32(bit)
        }
        #expect(try AgeRule.run(input).exitCode == 0)
    }

    @Test(
        arguments: [
            (0, 8), (0, 0xFFFF_FFFF), (1, 0), (3, 41), (3, 0xFFFF_FFFF), (3, 0xFFFF_FFFD), (7, 2), (7, 0xFFFF_FFFF),
        ] as [(Int, UInt32)])
    func flagsLengthsDatesAndPresenceOutOfRangeAreMalformed(_ index: Int, _ word: UInt32) throws {
        var input = Self.rule.input
        input[index] = word
        #expect(try AgeRule.run(input).exitCode == 1)
    }

    @Test func emptyScopeAudienceAndChallengeAreMalformed() throws {
        for change in [{ $0.scope = "" }, { $0.audience = "" }, { $0.challenge = [] }] as [(inout AgeRule) -> Void] {
            var rule = Self.rule
            change(&rule)
            #expect(try AgeRule.run(rule.input).exitCode == 1)
        }
    }

    @Test func scopeAudienceAndChallengeHaveTheirGreatestLengths() throws {
        for (extra, exitCode) in [(0, 0), (1, 1)] as [(Int, UInt32)] {
            for change in [
                { $0.scope = String(repeating: "s", count: 256 + extra) }, { $0.audience = String(repeating: "a", count: 256 + extra) },
                { $0.challenge = [UInt8](repeating: 7, count: 64 + extra) },
            ] as [(inout AgeRule) -> Void] {
                var rule = Self.rule
                change(&rule)
                #expect(try AgeRule.run(rule.input).exitCode == exitCode)
            }
        }
    }

    @Test func randomlyChangedInputsEndWithAnExitCodeOfTheFormat() throws {
        let original = Self.rule.input
        var state: UInt64 = 0x1234_5678_9ABC_DEF1
        let random = { (bound: UInt64) -> UInt64 in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state % bound
        }
        for _ in 0..<3_000 {
            var input = original
            for _ in 0...random(3) {
                let index = Int(random(UInt64(input.count)))
                switch random(4) {
                case 0: input[index] ^= 1 << UInt32(random(32))
                case 1: input[index] = UInt32(truncatingIfNeeded: random(.max))
                case 2: input[index] = UInt32(random(70))
                default: input.remove(at: index)
                }
            }
            let report = try AgeRule.run(input)
            #expect([0, 1, 1000].contains(report.exitCode), "\(input)")
        }
    }

    @Test func fieldsOfAbsentObjectsAreAbsent() throws {
        // {o?: {a: u32, b?: u32}, z: u32}: slots 1 o, 2 a, 3 b, 4 z.
        for (input, a, b, z) in [
            ([0, 9], nil, nil, 9), ([1, 7, 0, 9], 7, nil, 9), ([1, 7, 1, 8, 9], 7, 8, 9),
        ] as [([UInt32], UInt64?, UInt64?, UInt64)] {
            for (slot, expected) in [(2, a), (3, b), (4, z)] as [(UInt32, UInt64?)] {
                let outcome = try RuleExpression.evaluate(kind: 3, input: input) { assembler in
                    let number = assembler.type(1)
                    let object = assembler.object([.init(name: "a", type: number), .init(name: "b", type: number, isOptional: true)])
                    return ([.init(name: "o", type: object, isOptional: true), .init(name: "z", type: number)], [.op(5, aux: 1, slot)])
                }
                #expect(outcome == expected.map { .number($0) } ?? .error(4))
            }
        }
    }

    @Test func fieldsOfArrayElementsAreFoundAndTested() throws {
        // orders: [{id?: string, total: i64}]; sum of totals over the orders with an id.
        let orders: [UInt32] = [3, 1] + RuleAssembler.encode("first") + [5, 0, 0, 70, 0, 1] + RuleAssembler.encode("") + [.max, .max]
        let outcome = try RuleExpression.evaluate(kind: 4, input: orders) { assembler in
            let (text, number) = (assembler.type(6, max: 8), assembler.type(4))
            let order = assembler.object([.init(name: "id", type: text, isOptional: true), .init(name: "total", type: number)])
            let element = 9 | order << 16
            return (
                [.init(name: "orders", type: assembler.array(of: order, max: 4))],
                [
                    .op(5, aux: 8, 1), .jump(50, aux: 3, to: 1), .word(element), .label(0),
                    .op(6, aux: 9, 0), .op(8, 0), .word(order), .jump(51, to: 0), .label(1),
                    .jump(50, aux: 4, to: 3), .word(element | 0x10), .label(2),
                    .op(6, aux: 0x19, 0), .op(7, aux: 4, 1), .word(order), .jump(51, aux: 4, to: 2), .label(3),
                    .op(29, aux: 4),
                ]
            )
        }
        #expect(outcome == .number(Int64(4)))
    }

    @Test func wholeValuesAreComparedWordByWord() throws {
        // {a: {s: string, n: u32}, b: {s: string, n: u32}}: a == b
        for (second, isEqual) in [(("one", 2), true), (("one", 3), false), (("on", 2), false), (("one\0", 2), false)]
            as [((String, UInt32), Bool)]
        {
            let input = RuleAssembler.encode("one") + [2] + RuleAssembler.encode(second.0) + [second.1]
            let outcome = try RuleExpression.evaluate(kind: 0, input: input) { assembler in
                let fields: [RuleAssembler.Field] = [
                    .init(name: "s", type: assembler.type(6, max: 8)), .init(name: "n", type: assembler.type(1)),
                ]
                let object = assembler.object(fields)
                return (
                    [.init(name: "a", type: object), .init(name: "b", type: object)],
                    [.op(5, aux: 9, 1), .op(5, aux: 9, 4), .op(33, aux: 6), .word(object)]
                )
            }
            #expect(outcome == .bool(isEqual))
        }
    }
}
