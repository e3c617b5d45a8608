import RISCV
import ShippedGuests

/// Age verification by hand: full years from `date_of_birth` to `as_of` are at least `min_age`. With every optional part of the format:
/// a salted hash of the name as an output, an optional note, a nullifier over the document number.
struct AgeRule {
    static let data: [UInt8] = {
        var assembler = RuleAssembler()
        let (date, number, text) = (assembler.type(5), assembler.type(1), assembler.type(6, max: 40))
        let parameters = assembler.object([.init(name: "as_of", type: date), .init(name: "min_age", type: number)])
        let person = assembler.object([
            .init(name: "name", type: text), .init(name: "note", type: text, isOptional: true), .init(name: "document", type: text),
            .init(name: "date_of_birth", type: date),
        ])
        // Slots: 0 parameters, 1 as_of, 2 min_age, 3 person, 4 name, 5 note, 6 document, 7 date_of_birth.
        let (result, name) = (assembler.key("compliance_result"), assembler.key("name"))
        return assembler.finish(
            parameters: parameters, privateInputs: person,
            rules: [
                .op(5, aux: 5, 7), .op(5, aux: 5, 1), .op(30), .op(5, aux: 1, 2), .op(33, aux: 3 | 5 << 4), .op(70, 0),
            ],
            outputs: [
                .op(71, name), .op(60, aux: 1), .op(62), .op(61, 4), .word(text), .op(63), .op(72, aux: 7),
                .op(71, result), .op(73), .op(72, aux: 0),
            ],
            outputCount: 2, stack: 4, loops: 0, hasSalt: true, nullifier: (slot: 6, type: text))
    }()

    var birth = RuleAssembler.date(2000, 2, 29)
    var asOf = RuleAssembler.date(2025, 6, 15)
    var minimumAge: UInt32 = 18
    var name = "Noor Haddad"
    var note: String?
    var document = "X1234567"
    var scope = "shop.example"
    var salt: [UInt32] = [11, 22, 33, 44, 55, 66, 77, 88]
    var audience: String?
    var challenge: [UInt8]?
    var provesNegative = false

    var input: [UInt32] {
        var words: [UInt32] = [(provesNegative ? 1 : 0) | (challenge == nil ? 0 : 2) | (audience == nil ? 0 : 4)]
        words += [asOf, minimumAge]
        words += RuleAssembler.encode(name)
        words += note.map { [1] + RuleAssembler.encode($0) } ?? [0]
        words += RuleAssembler.encode(document) + [birth] + RuleAssembler.encode(scope) + salt
        if let audience { words += RuleAssembler.encode(audience) }
        if let challenge { words += RuleAssembler.encode(challenge) }
        return words
    }

    /// The journal that docs/rule-guest.md, section 6, prescribes.
    func statement(complies: Bool) throws -> [UInt8] {
        let text = { (value: String) in RuleExpression.Outcome.head(3, UInt64(value.utf8.count)) + Array(value.utf8) }
        let bytes = { (value: [UInt8]) in RuleExpression.Outcome.head(2, UInt64(value.count)) + value }
        let encoded = { (value: String) in RuleAssembler.encode(value).flatMap(\.littleEndianBytes) }
        let twoDigits = { (value: UInt32) -> String in (value < 10 ? "-0" : "-") + String(value) }
        let date: String = String(asOf >> 9) + twoDigits(asOf >> 5 & 15) + twoDigits(asOf & 31)
        let hash = try Self.sha256(Array("burhan/output/v1".utf8) + salt.flatMap(\.littleEndianBytes) + encoded(name))
        var parameters: [UInt8] = text("params") + [0xA2] + text("as_of") + [0xD9, 0x03, 0xEC] + text(date)
        parameters += text("min_age") + RuleExpression.Outcome.head(0, UInt64(minimumAge))
        var outputs: [UInt8] = text("outputs") + [0xA2] + text("name") + bytes(hash)
        outputs += text("compliance_result") + [complies ? 0xF5 : 0xF4]
        var entries: [[UInt8]] = [text("v") + [1], text("rule") + bytes(Array(Self.data[8..<40])), parameters, outputs]
        if let audience { entries.append(text("audience") + text(audience)) }
        if let challenge { entries.append(text("challenge") + bytes(challenge)) }
        let nullifier = try Self.sha256(Array("burhan/nullif/v1".utf8) + encoded(document) + encoded(scope))
        entries.append(text("nullifier") + [0xA2] + text("scope") + text(scope) + text("value") + bytes(nullifier))
        return [0xA0 | UInt8(entries.count)] + entries.flatMap { $0 }
    }

    /// By the sha256 guest, which the tests compare with the standard's values.
    static func sha256(_ message: [UInt8]) throws -> [UInt8] {
        try Machine.run(Program(elf: ShippedGuest.sha256.elf), input: message).journal
    }

    static let program = Result { try Program(elf: ShippedGuest.rule.elf).withData(data, atSymbol: "__rule_data") }

    static func run(_ words: [UInt32]) throws -> ExecutionReport {
        try Machine.run(program.get(), input: words.flatMap(\.littleEndianBytes), limits: ExecutionLimits(maximumCycles: 1 << 20))
    }
}
