import CGuest

/// The private input, read whole into memory and then taken apart from front to back.
///
/// Integers are little-endian and need no alignment. Reading past the end panics (exit code 101).
/// Cost: 4 cycles per 32-bit word for the whole input, once.
public struct PrivateInput {
    private let start: UnsafePointer<UInt8>
    /// The length of the input in bytes.
    public let count: Int
    /// The number of bytes read so far.
    public private(set) var position = 0

    public init() {
        var length = 0
        start = burhan_input(&length)
        count = length
    }

    /// The number of bytes not yet read.
    public var remaining: Int { count &- position }

    public mutating func readUInt8() -> UInt8 {
        take(1)[0]
    }

    public mutating func readUInt16() -> UInt16 {
        UnsafeRawPointer(take(2)).loadUnaligned(as: UInt16.self)
    }

    public mutating func readUInt32() -> UInt32 {
        UnsafeRawPointer(take(4)).loadUnaligned(as: UInt32.self)
    }

    public mutating func readInt32() -> Int32 {
        Int32(bitPattern: readUInt32())
    }

    public mutating func readUInt64() -> UInt64 {
        let low = readUInt32()
        return UInt64(readUInt32()) << 32 | UInt64(low)
    }

    public mutating func readInt64() -> Int64 {
        Int64(bitPattern: readUInt64())
    }

    /// The next `byteCount` bytes in place, without a copy; they stay valid until the guest halts.
    public mutating func readBytes(_ byteCount: Int) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: take(byteCount), count: byteCount)
    }

    /// The next `count` integers in place; panics unless a multiple of 4 bytes was read before.
    public mutating func readUInt32s(_ count: Int) -> UnsafeBufferPointer<UInt32> {
        guard UInt(bitPattern: count) <= UInt(bitPattern: remaining) / 4, position & 3 == 0 else { Guest.panic() }
        let words = UnsafeRawPointer(take(count &* 4)).assumingMemoryBound(to: UInt32.self)
        return UnsafeBufferPointer(start: words, count: count)
    }

    /// Everything not yet read, in place.
    public mutating func readRemaining() -> UnsafeBufferPointer<UInt8> {
        readBytes(remaining)
    }

    private mutating func take(_ byteCount: Int) -> UnsafePointer<UInt8> {
        guard UInt(bitPattern: byteCount) <= UInt(bitPattern: remaining) else { Guest.panic() }
        let bytes = start + position
        position &+= byteCount
        return bytes
    }
}
