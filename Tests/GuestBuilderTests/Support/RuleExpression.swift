import RISCV
import ShippedGuests
import Testing

/// One expression in rule code, evaluated by the rule guest as the second output of a rule without conditions.
struct RuleExpression {
    /// What came of it: its value as CBOR, or the guest's exit code.
    enum Outcome: Equatable {
        case value([UInt8])
        case exit(UInt32)

        static func bool(_ value: Bool) -> Outcome { .value([value ? 0xF5 : 0xF4]) }

        static func error(_ kind: UInt32) -> Outcome { .exit(2000 + 256 * kind + 128 + 1) }

        static func number(_ value: UInt64) -> Outcome { .value(head(0, value)) }

        static func number(_ value: Int64) -> Outcome {
            value < 0 ? .value(head(1, UInt64(bitPattern: ~value))) : .value(head(0, UInt64(value)))
        }

        static func bytes(_ value: [UInt8]) -> Outcome { .value(head(2, UInt64(value.count)) + value) }

        static func text(_ value: String) -> Outcome { .value(head(3, UInt64(value.utf8.count)) + Array(value.utf8)) }

        /// RFC 8949, section 3: major type and argument in the shortest form.
        static func head(_ major: UInt8, _ argument: UInt64) -> [UInt8] {
            let bytes = (0..<8).map { UInt8(truncatingIfNeeded: argument >> (56 - 8 * UInt64($0))) }
            switch argument {
            case 0..<24: return [major << 5 | UInt8(argument)]
            case 24..<(1 << 8): return [major << 5 | 24] + bytes[7...]
            case (1 << 8)..<(1 << 16): return [major << 5 | 25] + bytes[6...]
            case (1 << 16)..<(1 << 32): return [major << 5 | 26] + bytes[4...]
            default: return [major << 5 | 27] + bytes
            }
        }
    }

    static let program = Result { try Program(elf: ShippedGuest.rule.elf) }

    /// `build` places constants and types and gives the code; `kind` (and `type`) say how the result is written.
    static func evaluate(
        kind: UInt32, parameters: [RuleAssembler.Field] = [], input: [UInt32] = [],
        _ build: (inout RuleAssembler) -> [RuleAssembler.Code]
    ) throws -> Outcome {
        var assembler = RuleAssembler()
        let code = build(&assembler)
        return try run(&assembler, code, kind: kind, parameters: assembler.object(parameters), input: input)
    }

    /// As above, for parameters whose types `build` places.
    static func evaluate(
        kind: UInt32, input: [UInt32], typed build: (inout RuleAssembler) -> ([RuleAssembler.Field], [RuleAssembler.Code])
    ) throws -> Outcome {
        var assembler = RuleAssembler()
        let (parameters, code) = build(&assembler)
        return try run(&assembler, code, kind: kind, parameters: assembler.object(parameters), input: input)
    }

    private static func run(
        _ assembler: inout RuleAssembler, _ code: [RuleAssembler.Code], kind: UInt32, parameters: UInt32, input: [UInt32]
    ) throws -> Outcome {
        let empty = assembler.object([])
        let (first, second) = (assembler.key("compliance_result"), assembler.key("x"))
        let outputs: [RuleAssembler.Code] =
            [.op(71, first), .op(73), .op(72, aux: 0), .op(71, second)] + code + [.op(72, aux: kind)]
        let data = assembler.finish(parameters: parameters, privateInputs: empty, rules: [], outputs: outputs, outputCount: 2)
        let loaded = try program.get().withData(data, atSymbol: "__rule_data")
        let words: [UInt32] = [0] + input
        let report = try Machine.run(loaded, input: words.flatMap(\.littleEndianBytes), limits: ExecutionLimits(maximumCycles: 1 << 22))
        guard report.exitCode == 0 else {
            #expect(report.journal.isEmpty)
            return .exit(report.exitCode)
        }
        // ... "outputs": {"compliance_result": true, "x": value}
        let marker = Array("compliance_result".utf8) + [0xF5, 0x61] + Array("x".utf8)
        let start = try #require(report.journal.firstRange(of: marker))
        return .value(Array(report.journal[start.upperBound...]))
    }
}

/// Code for constants.
extension RuleAssembler {
    mutating func constant(_ value: Int64) -> Code {
        constant(UInt64(bitPattern: value), kind: 4)
    }

    mutating func constant(_ value: UInt64, kind: UInt32 = 3) -> Code {
        .op(4, aux: kind, place([UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32)]))
    }

    mutating func constant(_ text: String) -> Code { .op(4, aux: 6, blob(Array(text.utf8))) }

    mutating func constant(bytes: [UInt8]) -> Code { .op(4, aux: 7, blob(bytes)) }

    mutating func constant(date: UInt32) -> Code { .op(4, aux: 5, place([date])) }

    /// An array constant; `elements` are encoded already.
    mutating func constant(list elements: [[UInt32]]) -> Code { .op(4, aux: 8, place([UInt32(elements.count)] + elements.flatMap { $0 })) }

    mutating func constant(integers: [Int64]) -> Code {
        constant(list: integers.map { [UInt32(truncatingIfNeeded: $0), UInt32(truncatingIfNeeded: $0 >> 32)] })
    }
}

extension Array where Element == UInt8 {
    /// The first place where a pattern occurs.
    func firstRange(of pattern: [UInt8]) -> Range<Int>? {
        guard count >= pattern.count else { return nil }
        return (0...(count - pattern.count)).first { Array(self[$0..<$0 + pattern.count]) == pattern }.map { $0..<$0 + pattern.count }
    }
}
