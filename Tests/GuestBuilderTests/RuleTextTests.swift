import RISCV
import ShippedGuests
import Testing

@Suite struct RuleTextTests {
    static let texts = ["", "a", "ab", "abc", "abcd", "abcde", "bcd", "d", "abd", "é", "日本語", "zzzzzzzzzzzz"]

    private func evaluate(_ a: String, _ b: String, kind: UInt32, _ code: RuleAssembler.Code...) throws -> RuleExpression.Outcome {
        try RuleExpression.evaluate(kind: kind) { [$0.constant(a), $0.constant(b)] + code }
    }

    @Test(arguments: texts)
    func prefixSuffixAndContainmentAreBytewise(_ a: String) throws {
        for b in Self.texts {
            let (left, right) = (Array(a.utf8), Array(b.utf8))
            #expect(try evaluate(a, b, kind: 0, .op(26)) == .bool(left.starts(with: right)))
            #expect(try evaluate(a, b, kind: 0, .op(27)) == .bool(left.reversed().starts(with: right.reversed())))
            #expect(try evaluate(a, b, kind: 0, .op(28)) == .bool(right.isEmpty || left.firstRange(of: right) != nil))
        }
    }

    @Test(arguments: texts)
    func contentComparesBytewiseWithPrefixesFirst(_ a: String) throws {
        for b in Self.texts {
            let isLess = a.utf8.lexicographicallyPrecedes(b.utf8)
            #expect(try evaluate(a, b, kind: 0, .op(33, aux: 5 | 2 << 4)) == .bool(isLess))
            #expect(try evaluate(a, b, kind: 0, .op(33, aux: 5)) == .bool(Array(a.utf8) == Array(b.utf8)))
        }
    }

    @Test(arguments: texts)
    func concatenationAndSizes(_ a: String) throws {
        for b in Self.texts {
            #expect(try evaluate(a, b, kind: 6, .op(24)) == .text(a + b))
            #expect(try evaluate(a, b, kind: 4, .op(24), .op(25, aux: 0)) == .number(Int64((a + b).unicodeScalars.count)))
            #expect(try evaluate(a, b, kind: 4, .op(24), .op(25, aux: 1)) == .number(Int64((a + b).utf8.count)))
        }
    }

    @Test func concatenationLeavesZeroPaddingBehind() throws {
        // Region equality looks at the padding too.
        let outcome = try RuleExpression.evaluate(kind: 0) { assembler in
            let type = assembler.type(6, max: 64)
            return [
                assembler.constant("ab"), assembler.constant("cde"), .op(24), assembler.constant("abcde"), .op(33, aux: 6), .word(type),
            ]
        }
        #expect(outcome == .bool(true))
    }

    @Test(arguments: [0, 1, 31, 55, 56, 64, 200])
    func digestsAreThoseOfTheShaGuest(_ count: Int) throws {
        let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let expected = try Machine.run(Program(elf: ShippedGuest.sha256.elf), input: message).journal
        #expect(try RuleExpression.evaluate(kind: 7) { [$0.constant(bytes: message), .op(32)] } == .bytes(expected))
    }
}
