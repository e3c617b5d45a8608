import Testing

@Suite struct RuleArithmeticTests {
    typealias Outcome = RuleExpression.Outcome

    static let signed: [Int64] = [0, 1, -1, 7, -7, 3_000_000_000, -3_000_000_000, 1 << 62, .max, .min, .min + 1]
    static let unsigned: [UInt64] = [0, 1, 7, 10, 3_000_000_000, 1 << 32, 1 << 62, 1 << 63, .max, .max - 1]

    private func signedResult(_ opcode: UInt32, _ a: Int64, _ b: Int64) -> Outcome {
        if opcode >= 19 && b == 0 { return .error(2) }
        let (value, overflow): (Int64, Bool) =
            switch opcode {
            case 16: a.addingReportingOverflow(b)
            case 17: a.subtractingReportingOverflow(b)
            case 18: a.multipliedReportingOverflow(by: b)
            case 19: a.dividedReportingOverflow(by: b)
            default: a.remainderReportingOverflow(dividingBy: b)
            }
        return overflow ? .error(1) : .number(value)
    }

    private func unsignedResult(_ opcode: UInt32, _ a: UInt64, _ b: UInt64) -> Outcome {
        if opcode >= 19 && b == 0 { return .error(2) }
        let (value, overflow): (UInt64, Bool) =
            switch opcode {
            case 16: a.addingReportingOverflow(b)
            case 17: a.subtractingReportingOverflow(b)
            case 18: a.multipliedReportingOverflow(by: b)
            case 19: a.dividedReportingOverflow(by: b)
            default: a.remainderReportingOverflow(dividingBy: b)
            }
        return overflow ? .error(1) : .number(value)
    }

    @Test(arguments: 16...20 as ClosedRange<UInt32>)
    func signedArithmeticIsExactOrAnError(_ opcode: UInt32) throws {
        for a in Self.signed {
            for b in Self.signed {
                let outcome = try RuleExpression.evaluate(kind: 4) { [$0.constant(a), $0.constant(b), .op(opcode, aux: 0)] }
                #expect(outcome == signedResult(opcode, a, b), "\(a) op \(b)")
            }
        }
    }

    @Test(arguments: 16...20 as ClosedRange<UInt32>)
    func unsignedArithmeticIsExactOrAnError(_ opcode: UInt32) throws {
        for a in Self.unsigned {
            for b in Self.unsigned {
                let outcome = try RuleExpression.evaluate(kind: 3) { [$0.constant(a), $0.constant(b), .op(opcode, aux: 1)] }
                #expect(outcome == unsignedResult(opcode, a, b), "\(a) op \(b)")
            }
        }
    }

    @Test(arguments: signed)
    func negationFailsOnlyForTheLeastNumber(_ a: Int64) throws {
        let outcome = try RuleExpression.evaluate(kind: 4) { [$0.constant(a), .op(21)] }
        #expect(outcome == (a == .min ? .error(1) : .number(-a)))
    }

    @Test func conversionsFailOutsideTheCommonNumbers() throws {
        for a in Self.signed {
            let outcome = try RuleExpression.evaluate(kind: 3) { [$0.constant(a), .op(23)] }
            #expect(outcome == (a < 0 ? .error(5) : .number(UInt64(a))))
        }
        for a in Self.unsigned {
            let outcome = try RuleExpression.evaluate(kind: 4) { [$0.constant(a), .op(22)] }
            #expect(outcome == (a > UInt64(Int64.max) ? .error(5) : .number(Int64(a))))
        }
    }

    @Test func immediateNumbersAreSignOrZeroExtended() throws {
        #expect(try RuleExpression.evaluate(kind: 4) { _ in [.op(2, 0xFFFF)] } == .number(Int64(-1)))
        #expect(try RuleExpression.evaluate(kind: 4) { _ in [.op(2, 0x7FFF)] } == .number(Int64(32_767)))
        #expect(try RuleExpression.evaluate(kind: 3) { _ in [.op(3, 0xFFFF)] } == .number(UInt64(65_535)))
    }

    @Test func sumsAddInOrderWithTheOverflowRuleOfTheirKind() throws {
        let sum = { (kind: UInt32, result: UInt32, elements: [[UInt32]]) in
            try RuleExpression.evaluate(kind: result) { [$0.constant(list: elements), .op(29, aux: kind)] }
        }
        #expect(try sum(1, 3, [[.max], [.max], [2]]) == .number(UInt64(UInt32.max) * 2 + 2))
        #expect(try sum(2, 4, [[.max], [UInt32(bitPattern: -5)], [2]]) == .number(Int64(-4)))
        #expect(try sum(3, 3, [[.max, .max], [1, 0]]) == .error(1))
        #expect(try sum(4, 4, [[.max, 0x7FFF_FFFF], [1, 0], [.max, .max]]) == .error(1))
        #expect(try sum(4, 4, [[.max, 0x7FFF_FFFF], [.max, .max], [1, 0]]) == .number(Int64.max))
        #expect(try sum(4, 4, []) == .number(Int64(0)))
    }

    /// Domains 3 and 4 compare numbers of different signedness.
    @Test func comparisonsFollowTheNumbersNotTheBits() throws {
        let relations: [(Int) -> Bool] = [{ $0 == 0 }, { $0 != 0 }, { $0 < 0 }, { $0 <= 0 }, { $0 > 0 }, { $0 >= 0 }]
        let bits: [UInt64] = [0, 1, 5, 1 << 32, 1 << 63, .max, (1 << 63) - 1]
        for a in bits {
            for b in bits {
                let (signedA, signedB) = (Int64(bitPattern: a), Int64(bitPattern: b))
                let orders: [(UInt32, Bool, Bool)] = [
                    (1, signedA < signedB, a == b), (2, a < b, a == b), (3, signedA < b, signedA == b), (4, a < signedB, a == signedB),
                ]
                for (domain, isLess, isEqual) in orders {
                    let relation = Int((a ^ b ^ UInt64(domain)) % 6)
                    for relation in [relation, (relation + 1) % 6, (relation + 3) % 6] {
                        let outcome = try RuleExpression.evaluate(kind: 0) {
                            [$0.constant(a), $0.constant(b), .op(33, aux: domain | UInt32(relation) << 4)]
                        }
                        #expect(outcome == .bool(relations[relation](isLess ? -1 : isEqual ? 0 : 1)), "\(domain) \(relation) \(a) \(b)")
                    }
                }
            }
        }
    }
}
