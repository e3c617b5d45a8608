import Testing

@Suite struct RuleLogicTests {
    typealias Outcome = RuleExpression.Outcome
    typealias Code = RuleAssembler.Code

    /// What a condition can be: true, false, or an error (division by zero, overflow).
    enum Condition: CaseIterable {
        case yes, no, divisionByZero, overflow

        func code(_ assembler: inout RuleAssembler) -> [Code] {
            switch self {
            case .yes: [.op(1, 1)]
            case .no: [.op(1, 0)]
            case .divisionByZero: [.op(2, 1), .op(2, 0), .op(19), .op(2, 1), .op(33, aux: 1)]
            case .overflow: [assembler.constant(Int64.min), .op(21), .op(2, 1), .op(33, aux: 1)]
            }
        }

        var outcome: Outcome {
            switch self {
            case .yes: .bool(true)
            case .no: .bool(false)
            case .divisionByZero: .error(2)
            case .overflow: .error(1)
            }
        }
    }

    private func combined(_ a: Condition, _ b: Condition, deciding: Condition, neutral: Condition) -> Outcome {
        if a == deciding || b == deciding { return deciding.outcome }
        return a != neutral ? a.outcome : b.outcome
    }

    @Test(arguments: Condition.allCases, Condition.allCases)
    func andAndOrAbsorbErrorsOnlyWhenTheOtherSideDecides(_ a: Condition, _ b: Condition) throws {
        // With and without the skip that saves the second operand.
        for skips in [true, false] {
            let and = try RuleExpression.evaluate(kind: 0) {
                a.code(&$0) + (skips ? [.jump(41, to: 0)] : []) + b.code(&$0) + [.op(43), .label(0)]
            }
            #expect(and == combined(a, b, deciding: .no, neutral: .yes))
            let or = try RuleExpression.evaluate(kind: 0) {
                a.code(&$0) + (skips ? [.jump(42, to: 0)] : []) + b.code(&$0) + [.op(44), .label(0)]
            }
            #expect(or == combined(a, b, deciding: .yes, neutral: .no))
        }
    }

    @Test(arguments: Condition.allCases)
    func notAndTheConditionalPassErrorsOn(_ a: Condition) throws {
        let not = try RuleExpression.evaluate(kind: 0) { a.code(&$0) + [.op(40)] }
        let conditional = try RuleExpression.evaluate(kind: 4) {
            a.code(&$0) + [.jump(45, to: 0), .address(of: 1), .op(2, 10), .jump(46, to: 1), .label(0), .op(2, 20), .label(1)]
        }
        switch a {
        case .yes: #expect((not, conditional) == (.bool(false), .number(Int64(10))))
        case .no: #expect((not, conditional) == (.bool(true), .number(Int64(20))))
        default: #expect((not, conditional) == (a.outcome, a.outcome))
        }
    }

    /// The macros over a list of conditions, against their definition in words.
    @Test func macrosFollowTheErrorRulesOfCEL() throws {
        let choices = Condition.allCases
        for length in 0...3 {
            for number in 0..<Int([1, 4, 16, 64][length]) {
                let conditions = (0..<length).map { choices[number >> (2 * $0) & 3] }
                for macro in 0...2 as ClosedRange<UInt32> {
                    #expect(try loop(macro, conditions) == expected(macro, conditions), "macro \(macro) over \(conditions)")
                }
            }
        }
    }

    private func expected(_ macro: UInt32, _ conditions: [Condition]) -> Outcome {
        let firstError = conditions.first { $0 != .yes && $0 != .no }?.outcome
        switch macro {
        case 0: return conditions.contains(.no) ? .bool(false) : firstError ?? .bool(true)
        case 1: return conditions.contains(.yes) ? .bool(true) : firstError ?? .bool(false)
        default: return firstError ?? .bool(conditions.filter { $0 == .yes }.count == 1)
        }
    }

    /// Elements 0…3 stand for the four conditions; the body turns an element into its condition.
    private func loop(_ macro: UInt32, _ conditions: [Condition]) throws -> Outcome {
        try RuleExpression.evaluate(kind: 0) { assembler in
            let element = UInt32(4)
            let list = assembler.constant(integers: conditions.map { Int64(Condition.allCases.firstIndex(of: $0)!) })
            let isElement = { (number: UInt32) -> [Code] in [.op(6, aux: element, 0), .op(2, number), .op(33, aux: 1)] }
            var body: [Code] = []
            for (index, condition) in Condition.allCases.enumerated() {
                body += isElement(UInt32(index)) + [.jump(45, to: 10 + index), .address(of: 99)]
                body += condition.code(&assembler) + [.jump(46, to: 99), .label(10 + index)]
            }
            return [list, .jump(50, aux: macro, to: 1), .word(element), .label(0)] + body
                + [.op(1, 0), .label(99), .jump(51, to: 0), .label(1)]
        }
    }

    @Test func filterAndMapMakeListsThatLoopsCanReadAgain() throws {
        // sum([5, -3, 8, 0].filter(e, e > 0).map(e, e * 2)) == 26
        let outcome = try RuleExpression.evaluate(kind: 4) { assembler in
            [
                assembler.constant(integers: [5, -3, 8, 0]),
                .jump(50, aux: 3, to: 1), .word(4), .label(0),
                .op(6, aux: 4, 0), .op(2, 0), .op(33, aux: 1 | 4 << 4), .jump(51, to: 0), .label(1),
                .jump(50, aux: 4, to: 3), .word(4), .label(2),
                .op(6, aux: 4, 0), .op(2, 2), .op(18), .jump(51, aux: 4, to: 2), .label(3),
                .op(29, aux: 4),
            ]
        }
        #expect(outcome == .number(Int64(26)))
    }

    @Test func mapAndFilterEndWithTheFirstError() throws {
        for macro in [3, 4] as [UInt32] {
            let outcome = try RuleExpression.evaluate(kind: 4) { assembler in
                [
                    assembler.constant(integers: [1, 0, 2]), .jump(50, aux: macro, to: 1), .word(4), .label(0),
                    .op(2, 10), .op(6, aux: 4, 0), .op(19), .op(2, 3), .op(33, aux: 1 | 4 << 4), .jump(51, aux: 0, to: 0), .label(1),
                    .op(25, aux: 2),
                ]
            }
            #expect(outcome == .error(2))
        }
    }

    @Test func nestedLoopsReadTheElementsOfEveryLevel() throws {
        // ["ab", "c"].exists(s, ["xc", "yab"].exists_one(t, t.endsWith(s)) && s.size() == 1)
        let outcome = try RuleExpression.evaluate(kind: 0) { assembler in
            let text = assembler.type(6, max: 16)
            let element = 6 | text << 16
            return [
                assembler.constant(list: [RuleAssembler.encode("ab"), RuleAssembler.encode("c")]),
                .jump(50, aux: 1, to: 1), .word(element), .label(0),
                assembler.constant(list: [RuleAssembler.encode("xc"), RuleAssembler.encode("yab")]),
                .jump(50, aux: 2, to: 3), .word(element), .label(2),
                .op(6, aux: 6, 1), .op(6, aux: 6, 0), .op(27), .jump(51, to: 2), .label(3),
                .op(6, aux: 6, 0), .op(25), .op(2, 1), .op(33, aux: 1), .op(43),
                .jump(51, to: 0), .label(1),
            ]
        }
        #expect(outcome == .bool(true))
    }

    @Test func listsOfStringsAreIndirectAndIndexed() throws {
        // ["a", "bb", "ccc"].filter(s, s.size() > 1)[1] and the index errors around it
        for (index, expected) in [(0, .text("bb")), (1, .text("ccc")), (2, .error(3)), (-1, .error(3))] as [(Int64, Outcome)] {
            let outcome = try RuleExpression.evaluate(kind: 6) { assembler in
                let element = 6 | assembler.type(6, max: 16) << 16
                return [
                    assembler.constant(list: ["a", "bb", "ccc"].map { RuleAssembler.encode($0) }),
                    .jump(50, aux: 3, to: 1), .word(element), .label(0),
                    .op(6, aux: 6, 0), .op(25), .op(2, 1), .op(33, aux: 1 | 4 << 4), .jump(51, to: 0), .label(1),
                    .op(2, UInt32(truncatingIfNeeded: index)), .op(9), .word(element | 0x10),
                ]
            }
            #expect(outcome == expected)
        }
    }

    @Test func indexingWalksOverElementsOfDifferentSize() throws {
        for (index, expected) in [(0, .text("")), (1, .text("four")), (2, .text("fifth")), (3, .error(3))] as [(UInt64, Outcome)] {
            let outcome = try RuleExpression.evaluate(kind: 6) { assembler in
                let element = 6 | assembler.type(6, max: 16) << 16
                return [
                    assembler.constant(list: ["", "four", "fifth"].map { RuleAssembler.encode($0) }), assembler.constant(index),
                    .op(9, aux: 1), .word(element),
                ]
            }
            #expect(outcome == expected)
        }
    }

    @Test func membershipComparesByDomain() throws {
        let member = { (value: UInt64, domain: UInt32) in
            try RuleExpression.evaluate(kind: 0) {
                [$0.constant(value), $0.constant(integers: [-1, 0, 7]), .op(34, aux: domain), .word(4)]
            }
        }
        #expect(try member(7, 1) == .bool(true))
        #expect(try member(8, 1) == .bool(false))
        #expect(try member(.max, 1) == .bool(true))
        // The unsigned number 2^64 − 1 is not the signed number −1.
        #expect(try member(.max, 4) == .bool(false))
        for (text, isMember) in [("blue", true), ("blu", false), ("", false)] {
            let outcome = try RuleExpression.evaluate(kind: 0) { assembler in
                let element = 6 | assembler.type(6, max: 16) << 16
                return [
                    assembler.constant(text), assembler.constant(list: ["red", "blue"].map { RuleAssembler.encode($0) }),
                    .op(34, aux: 5), .word(element),
                ]
            }
            #expect(outcome == .bool(isMember))
        }
    }

    @Test func computedListsHoldTheirOperandsInOrder() throws {
        let outcome = try RuleExpression.evaluate(kind: 4) { assembler in
            let list: [Code] = [.op(2, 5), .op(2, 6), assembler.constant(Int64(1) << 40), .op(10, aux: 4, 3)]
            return list + [.op(2, 2), .op(9), .word(4)] + list + [.op(2, 0), .op(9), .word(4), .op(17)]
        }
        #expect(outcome == .number((Int64(1) << 40) - 5))
        let failing = try RuleExpression.evaluate(kind: 4) { assembler in
            [
                .op(2, 1), .op(2, 0), .op(20), assembler.constant(Int64.min), .op(21), .op(10, aux: 4, 2), .op(25, aux: 2),
            ]
        }
        #expect(failing == .error(2))
    }
}
