import BurhanGuest

/// The rule data behind the image, read by word offset; an offset outside it is never followed.
struct RuleData {
    private let words: Words
    private let length: UInt32

    /// Rule data without its magic, or shorter than its header, ends the execution.
    init() {
        words = Guest.appendedData
        length = words[1]
        guard words[0] == 0x314C_5242, length >= 21, length <= 65535 else { badRuleData() }
    }

    @inline(__always)
    func address(_ offset: UInt32) -> Words {
        guard offset < length else { badRuleData() }
        return words + Int(bitPattern: UInt(offset))
    }

    subscript(offset: UInt32) -> UInt32 { address(offset).pointee }

    var digest: Words { words + 2 }
    var hasNullifier: Bool { words[10] & 1 != 0 }
    var hasSalt: Bool { words[10] & 2 != 0 }
    var slotCount: UInt32 { words[11] }
    var stackDepth: UInt32 { words[12] }
    var loopDepth: UInt32 { words[13] }
    var parametersType: UInt32 { words[14] }
    var privateType: UInt32 { words[15] }
    var ruleCode: UInt32 { words[16] }
    var outputCount: UInt32 { words[17] }
    var outputCode: UInt32 { words[18] }
    var nullifierSlot: UInt32 { words[19] }
    var nullifierType: UInt32 { words[20] }

    func type(_ offset: UInt32) -> RuleType { RuleType(words: address(offset)) }
}

/// A type in rule data.
struct RuleType {
    let words: Words

    var kind: UInt32 { words[0] & 0xFF }
    var maximum: UInt32 { words[0] >> 8 }
    /// Arrays: the element's type.
    var elementType: UInt32 { words[1] }
    /// Objects: how many fields, and how many slots they take.
    var fieldCount: UInt32 { words[1] & 0xFF }
    var fieldSlots: UInt32 { words[2] }

    func field(_ index: UInt32) -> RuleField { RuleField(words: words + Int(bitPattern: UInt(3 &+ index &* 2))) }
}

/// A field of an object type.
struct RuleField {
    let words: Words

    var type: UInt32 { words[0] & 0x7FFF_FFFF }
    var isOptional: Bool { words[0] >> 31 != 0 }
    var keyBlob: UInt32 { words[1] }
}
