import BurhanGuest

/// Strings and byte strings: concatenation, search, size, digest.
extension Evaluation {
    mutating func text(_ opcode: UInt32) {
        guard let (a, b) = popPair() else { return }
        let left = a.content
        let right = b.content
        switch opcode {
        case Opcode.concatenate: push(Value(Self.concatenate(left, right)))
        case Opcode.starts: push(Value(left.count >= right.count && Self.matches(left, right, at: 0)))
        case Opcode.ends: push(Value(left.count >= right.count && Self.matches(left, right, at: left.count &- right.count)))
        default: push(Value(Self.contains(left, right)))
        }
    }

    private static func matches(_ text: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
        compareBytes(text.baseAddress! + offset, part.baseAddress!, count: part.count) == 0
    }

    private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>) -> Bool {
        var offset = 0
        while offset &+ part.count <= text.count {
            if matches(text, part, at: offset) { return true }
            offset &+= 1
        }
        return false
    }

    private static func concatenate(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Words {
        let length = UInt32(truncatingIfNeeded: left.count &+ right.count)
        guard length < 1 << 27 else { outOfMemory() }
        let size = (length &+ 3) >> 2
        let result = scratch(words: 1 &+ size)
        result[0] = length
        if size != 0 { result[Int(bitPattern: UInt(size))] = 0 }
        let bytes = UnsafeMutableRawPointer(result + 1)
        bytes.copyMemory(from: left.baseAddress!, byteCount: left.count)
        (bytes + left.count).copyMemory(from: right.baseAddress!, byteCount: right.count)
        return Words(result)
    }

    mutating func size(of form: UInt32) {
        guard let value = popValue() else { return }
        if form != 0 { return push(Value(low: value.encoding[0])) }
        var count: UInt32 = 0
        for byte in value.content where byte & 0xC0 != 0x80 {
            count &+= 1
        }
        push(Value(low: count))
    }

    mutating func hashContent() {
        guard let value = popValue() else { return }
        push(Value(Self.store(SHA256.digest(of: value.content))))
    }

    /// A digest as a byte string.
    static func store(_ digest: SHA256.Digest) -> Words {
        let result = scratch(words: 9)
        result[0] = 32
        for index in 0..<8 {
            result[1 &+ index] = digest.words[index].byteSwapped
        }
        return Words(result)
    }
}
