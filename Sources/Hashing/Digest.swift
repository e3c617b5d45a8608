/// A 32-byte digest, held as eight little-endian words.
@frozen
public struct Digest: Hashable, Sendable {
    public var words: InlineArray<8, UInt32>

    @inlinable public static var byteCount: Int { 32 }

    @inlinable public init(words: InlineArray<8, UInt32>) { self.words = words }

    /// All bytes zero.
    @inlinable public init() { self.words = InlineArray(repeating: 0) }

    /// The digest with these bytes, `nil` unless there are exactly 32.
    @inlinable
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.init(padding: bytes)
    }

    /// The digest that begins with these bytes, at most 32 of them, and has zeros behind.
    @inlinable
    init(padding bytes: some Collection<UInt8>) {
        var words = InlineArray<8, UInt32>(repeating: 0)
        var position = 0
        for byte in bytes {
            words[position >> 2] |= UInt32(byte) << UInt32(8 * (position & 3))
            position += 1
        }
        self.words = words
    }

    /// The 32 bytes.
    @inlinable
    public var bytes: [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(Self.byteCount)
        for i in 0..<8 {
            for shift in 0..<4 { result.append(UInt8(truncatingIfNeeded: words[i] >> UInt32(8 * shift))) }
        }
        return result
    }

    @inlinable
    public static func == (a: Digest, b: Digest) -> Bool {
        var difference: UInt32 = 0
        for i in 0..<8 { difference |= a.words[i] ^ b.words[i] }
        return difference == 0
    }

    @inlinable
    public func hash(into hasher: inout Hasher) {
        for i in 0..<8 { hasher.combine(words[i]) }
    }

    /// The bytes in lower-case hexadecimal.
    public var hexadecimal: String {
        var text: [UInt8] = []
        for byte in bytes {
            for nibble in [byte >> 4, byte & 15] { text.append(nibble < 10 ? 48 + nibble : 87 + nibble) }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension Digest: CustomStringConvertible {
    public var description: String { hexadecimal }
}
