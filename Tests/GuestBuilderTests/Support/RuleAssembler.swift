/// Writes rule data by hand, word by word as docs/rule-guest.md describes it, to test the rule guest without the rule compiler.
struct RuleAssembler {
    /// A field of an object type.
    struct Field {
        var name: String
        var type: UInt32
        var isOptional = false
    }

    /// A piece of code.
    enum Code {
        case op(UInt32, aux: UInt32 = 0, _ operand: UInt32 = 0)
        case word(UInt32)
        /// The place that jumps with the same number lead to.
        case label(Int)
        case jump(UInt32, aux: UInt32 = 0, to: Int)
        case address(of: Int)
    }

    private(set) var words: [UInt32]
    private var slotsOfType: [UInt32: UInt32] = [:]

    init() {
        words = [0x314C_5242] + [UInt32](repeating: 0, count: 20)
        for index in 0..<8 { words[2 + index] = 0x0403_0201 &* UInt32(index + 1) }
    }

    /// Appends words and gives their offset.
    mutating func place(_ content: [UInt32]) -> UInt32 {
        words += content
        return UInt32(words.count - content.count)
    }

    mutating func blob(_ bytes: [UInt8]) -> UInt32 { place(Self.encode(bytes)) }

    mutating func key(_ name: String) -> UInt32 { blob([0x60 + UInt8(name.utf8.count)] + Array(name.utf8)) }

    mutating func type(_ kind: UInt32, max: UInt32 = 0) -> UInt32 { place([kind | max << 8]) }

    mutating func array(of element: UInt32, max: UInt32) -> UInt32 { place([8 | max << 8, element]) }

    mutating func object(_ fields: [Field]) -> UInt32 {
        let slots = fields.reduce(UInt32(0)) { $0 + 1 + (slotsOfType[$1.type] ?? 0) }
        var content = [9, UInt32(fields.count), slots]
        for field in fields { content += [field.type | (field.isOptional ? 1 << 31 : 0), key(field.name)] }
        let offset = place(content)
        slotsOfType[offset] = slots
        return offset
    }

    mutating func code(_ pieces: [Code]) -> UInt32 {
        var labels: [Int: UInt32] = [:]
        var position = UInt32(words.count)
        for piece in pieces {
            if case .label(let number) = piece { labels[number] = position } else { position += 1 }
        }
        return place(
            pieces.compactMap { piece in
                switch piece {
                case .op(let opcode, let aux, let operand): opcode | aux << 8 | (operand & 0xFFFF) << 16
                case .word(let word): word
                case .label: nil
                case .jump(let opcode, let aux, let label): opcode | aux << 8 | labels[label]! << 16
                case .address(let label): labels[label]!
                }
            })
    }

    /// The header of a rule; types and code have been placed before.
    mutating func finish(
        parameters: UInt32, privateInputs: UInt32, rules: [Code], outputs: [Code], outputCount: UInt32, stack: UInt32 = 32,
        loops: UInt32 = 4,
        hasSalt: Bool = false, nullifier: (slot: UInt32, type: UInt32)? = nil
    ) -> [UInt8] {
        words[16] = code(rules + [.op(0)])
        words[18] = code(outputs + [.op(0)])
        words[10] = (nullifier == nil ? 0 : 1) | (hasSalt ? 2 : 0)
        words[11] = 2 + (slotsOfType[parameters] ?? 0) + (slotsOfType[privateInputs] ?? 0)
        words[12] = stack
        words[13] = loops
        words[14] = parameters
        words[15] = privateInputs
        words[17] = outputCount
        words[19] = nullifier?.slot ?? 0
        words[20] = nullifier?.type ?? 0
        words[1] = UInt32(words.count)
        return words.flatMap(\.littleEndianBytes)
    }

    /// The `bytes` encoding.
    static func encode(_ bytes: [UInt8]) -> [UInt32] {
        var words = [UInt32(bytes.count)] + [UInt32](repeating: 0, count: (bytes.count + 3) / 4)
        for (index, byte) in bytes.enumerated() { words[1 + index / 4] |= UInt32(byte) << UInt32(8 * (index % 4)) }
        return words
    }

    static func encode(_ text: String) -> [UInt32] { encode(Array(text.utf8)) }

    static func date(_ year: UInt32, _ month: UInt32, _ day: UInt32) -> UInt32 { year << 9 | month << 5 | day }
}
