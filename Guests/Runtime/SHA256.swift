import CGuest

/// SHA-256 (FIPS 180-4), one `sha256_compress` system call per 64-byte block.
public struct SHA256: ~Copyable {
    /// A digest as the eight state words of the standard.
    public struct Digest: Equatable {
        /// The first four bytes of the digest are the first word, most significant byte first.
        public let words: InlineArray<8, UInt32>

        init(_ state: UnsafePointer<UInt32>) {
            words = InlineArray { state[$0] }
        }

        public static func == (left: Digest, right: Digest) -> Bool {
            var difference: UInt32 = 0
            for index in 0..<8 {
                difference |= left.words[index] ^ right.words[index]
            }
            return difference == 0
        }
    }

    /// 8 state words, then the 16 message words of the block that is being filled.
    private let state: UnsafeMutablePointer<UInt32>
    private var filled = 0
    private var length: UInt32 = 0

    public init() {
        state = .allocate(capacity: 24)
        restart()
    }

    deinit {
        state.deallocate()
    }

    /// Forgets the message so far and begins another.
    public mutating func restart() {
        filled = 0
        length = 0
        state[0] = 0x6A09_E667
        state[1] = 0xBB67_AE85
        state[2] = 0x3C6E_F372
        state[3] = 0xA54F_F53A
        state[4] = 0x510E_527F
        state[5] = 0x9B05_688C
        state[6] = 0x1F83_D9AB
        state[7] = 0x5BE0_CD19
    }

    private var block: UnsafeMutablePointer<UInt32> { state + 8 }

    /// Adds bytes to the message; the whole message stays below 2^29 bytes.
    public mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard var next = bytes.baseAddress else { return }
        let end = next + bytes.count
        length &+= UInt32(truncatingIfNeeded: bytes.count)
        while next != end {
            let left = end - next
            if filled == 0 && left >= 64 {
                let blocks = left >> 6
                burhan_sha256_absorb(state, block, next, blocks)
                next += blocks << 6
            } else if filled & 3 == 0 && left >= 4 {
                append(word: Self.bigEndianWord(next))
                next += 4
            } else {
                append(byte: next[0])
                next += 1
            }
        }
    }

    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { update($0) }
    }

    public mutating func update(_ digest: Digest) {
        for index in 0..<8 {
            update(bigEndian: digest.words[index])
        }
    }

    /// Adds the four bytes of a little-endian word.
    public mutating func update(word: UInt32) {
        update(bigEndian: word.byteSwapped)
    }

    private mutating func update(bigEndian word: UInt32) {
        length &+= 4
        guard filled & 3 != 0 else { return append(word: word) }
        append(byte: UInt8(truncatingIfNeeded: word >> 24))
        append(byte: UInt8(truncatingIfNeeded: word >> 16))
        append(byte: UInt8(truncatingIfNeeded: word >> 8))
        append(byte: UInt8(truncatingIfNeeded: word))
    }

    /// Ends the message and gives its digest; only `restart` makes sense afterwards.
    public mutating func finalize() -> Digest {
        append(byte: 0x80)
        while filled & 3 != 0 { append(byte: 0) }
        while filled != 56 { append(word: 0) }
        append(word: length >> 29)
        append(word: length << 3)
        return Digest(state)
    }

    /// The digest of one message.
    public static func digest(of bytes: UnsafeBufferPointer<UInt8>) -> Digest {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finalize()
    }

    private mutating func append(word: UInt32) {
        block[filled >> 2] = word
        advance(by: 4)
    }

    /// A word that is not full yet holds its bytes at the low end.
    private mutating func append(byte: UInt8) {
        let index = filled >> 2
        block[index] = (filled & 3 == 0 ? 0 : block[index] << 8) | UInt32(byte)
        advance(by: 1)
    }

    private mutating func advance(by count: Int) {
        filled &+= count
        if filled == 64 {
            burhan_sha256_compress(state, block)
            filled = 0
        }
    }

    private static func bigEndianWord(_ bytes: UnsafePointer<UInt8>) -> UInt32 {
        UInt32(bytes[0]) << 24 | UInt32(bytes[1]) << 16 | UInt32(bytes[2]) << 8 | UInt32(bytes[3])
    }
}
