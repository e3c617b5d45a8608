/// Collects types, constants and code of rule data and lays them out, docs/rule-guest.md §2.
struct RuleDataBuilder {
    static let magic: UInt32 = 0x314C_5242
    static let headerWords = 21
    /// Offsets have 16 bits.
    static let maximumWords = 65535

    /// Types and constants; their first word has offset `headerWords`.
    private var data: [UInt32] = []
    private var types: [FieldType: Int] = [:]
    private var constants: [[UInt32]: Int] = [:]
    /// Code, with jump targets counted from its own beginning.
    private(set) var code: [UInt32] = []
    /// Words of code whose upper half is a target, and words that are a target altogether.
    private var halfTargets: [Int] = []
    private var wordTargets: [Int] = []
    private(set) var depth = 0
    private(set) var deepest = 0
    private(set) var loops = 0
    private(set) var deepestLoops = 0

    private var nextOffset: Int { Self.headerWords + data.count }

    /// Offset of a type, entering it first if it's new (its parts before it).
    mutating func offset(of type: FieldType) -> Int {
        if let known = types[type] { return known }
        var words: [UInt32]
        switch type {
        case .string(let max), .bytes(let max): words = [UInt32(type.kind) | UInt32(truncatingIfNeeded: max) << 8]
        case .array(let element, let max):
            words = [UInt32(type.kind) | UInt32(truncatingIfNeeded: max) << 8, UInt32(offset(of: element))]
        case .object(let fields):
            words = [UInt32(type.kind), UInt32(fields.count), UInt32(type.slotCount)]
            for field in fields {
                words.append(UInt32(offset(of: field.type)) | (field.isOptional ? 1 << 31 : 0))
                words.append(UInt32(keyBlob(field.name)))
            }
        default: words = [UInt32(type.kind)]
        }
        let offset = nextOffset
        data += words
        types[type] = offset
        return offset
    }

    /// Offset of a constant's encoding.
    mutating func offset(ofConstant value: Value, as type: FieldType) -> Int {
        var encoder = WordEncoder()
        encoder.append(value, as: type)
        return constant(encoder.words)
    }

    /// Offset of a name's key blob.
    mutating func keyBlob(_ name: String) -> Int {
        var writer = CBORWriter()
        writer.text(name)
        var encoder = WordEncoder()
        encoder.append(bytes: writer.bytes)
        return constant(encoder.words)
    }

    private mutating func constant(_ words: [UInt32]) -> Int {
        if let known = constants[words] { return known }
        let offset = nextOffset
        data += words
        constants[words] = offset
        return offset
    }

    /// Appends an instruction; `stack` is the change of the operand stack's height.
    mutating func emit(_ opcode: Opcode, aux: UInt8 = 0, operand: Int = 0, word: Int? = nil, stack: Int) {
        code.append(UInt32(opcode.rawValue) | UInt32(aux) << 8 | UInt32(truncatingIfNeeded: operand) << 16)
        if let word { code.append(UInt32(truncatingIfNeeded: word)) }
        depth += stack
        deepest = max(deepest, depth)
    }

    /// Element word of a list's elements.
    mutating func elementWord(_ element: (type: FieldType, isIndirect: Bool)) -> Int {
        Int(element.type.kind) | (element.isIndirect ? 0x10 : 0) | offset(of: element.type) << 16
    }

    /// A place in the code whose operand (or second word) will be a target.
    mutating func jumpPlace(_ opcode: Opcode, aux: UInt8 = 0, word: Int? = nil, stack: Int) -> Int {
        halfTargets.append(code.count)
        emit(opcode, aux: aux, word: word, stack: stack)
        return code.count - (word == nil ? 1 : 2)
    }

    /// Marks the second word of the last instruction as a target.
    mutating func lastWordIsTarget() { wordTargets.append(code.count - 1) }

    /// Points an instruction's operand to a place in the code.
    mutating func point(_ place: Int, to target: Int) { code[place] = code[place] & 0xFFFF | UInt32(truncatingIfNeeded: target) << 16 }

    /// Points a second word to a place in the code.
    mutating func point(word place: Int, to target: Int) { code[place] = UInt32(truncatingIfNeeded: target) }

    mutating func enterLoop() {
        loops += 1
        deepestLoops = max(deepestLoops, loops)
    }

    mutating func leaveLoop() { loops -= 1 }

    /// Sets the height of the stack after code that isn't run through in one line (branches).
    mutating func setDepth(_ height: Int) { depth = height }

    /// Header words 14…20 and the code's parts, relative to the code.
    struct Parts {
        var digest: [UInt8]
        var flags: UInt32
        var slots: Int
        var publicType: Int
        var privateType: Int
        var outputs: Int
        var outputCode: Int
        var nullifierSlot: Int
        var nullifierType: Int
    }

    /// The finished words.
    func finish(_ parts: Parts) throws(RulesError) -> [UInt32] {
        let start = Self.headerWords + data.count
        let total = start + code.count
        guard total <= Self.maximumWords else {
            throw .tooLarge(what: "rule data", limit: Self.maximumWords * 4, found: total * 4)
        }
        var code = code
        for place in halfTargets { code[place] &+= UInt32(start) << 16 }
        for place in wordTargets { code[place] &+= UInt32(start) }
        var digest = WordEncoder()
        digest.append(raw: parts.digest)
        var header: [UInt32] = [Self.magic, UInt32(total)]
        header += digest.words
        header.append(parts.flags)
        for number in [
            parts.slots, deepest, deepestLoops, parts.publicType, parts.privateType, start, parts.outputs, start + parts.outputCode,
            parts.nullifierSlot, parts.nullifierType,
        ] { header.append(UInt32(number)) }
        return header + data + code
    }
}
