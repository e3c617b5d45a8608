/// BLAKE3 (O'Connor, Aumasson, Neves, Wilcox-O'Hearn, 2020) in portable Swift: hash, keyed hash, key derivation, any output length.
///
/// Incremental: `update` any number of times, then `finalize`. Cost: one compression per 64 bytes and one per 1024.
public struct BLAKE3: Sendable {
    static let chunkBytes = 1024

    private let key: InlineArray<8, UInt32>
    private let mode: UInt32
    private var chunk: BLAKE3Chunk
    /// Chaining values of finished subtrees, largest first.
    private var stack: [InlineArray<8, UInt32>] = []

    private init(key: InlineArray<8, UInt32>, mode: UInt32) {
        self.key = key
        self.mode = mode
        chunk = BLAKE3Chunk(key: key, counter: 0, mode: mode)
    }

    /// The plain hash function.
    public init() { self.init(key: BLAKE3Compression.initialVector, mode: 0) }

    /// The keyed hash function.
    public init(key: Digest) { self.init(key: key.words, mode: BLAKE3Compression.keyedHash) }

    /// The key derivation function; `context` should be unique to the use and hard-coded.
    public init(derivingKeyInContext context: [UInt8]) {
        var hasher = BLAKE3(key: BLAKE3Compression.initialVector, mode: BLAKE3Compression.deriveKeyContext)
        hasher.update(context)
        self.init(key: hasher.finalize().words, mode: BLAKE3Compression.deriveKeyMaterial)
    }

    /// BLAKE3 of `bytes`.
    public static func hash(_ bytes: [UInt8]) -> Digest {
        var hasher = BLAKE3()
        hasher.update(bytes)
        return hasher.finalize()
    }

    /// Keyed BLAKE3 of `bytes`.
    public static func keyedHash(key: Digest, _ bytes: [UInt8]) -> Digest {
        var hasher = BLAKE3(key: key)
        hasher.update(bytes)
        return hasher.finalize()
    }

    /// Keyed BLAKE3 of the 64 bytes of two digests: one compression.
    public static func keyedHash(key: Digest, _ left: Digest, _ right: Digest) -> Digest {
        var block = InlineArray<16, UInt32>(repeating: 0)
        for i in 0..<8 {
            block[i] = left.words[i]
            block[8 + i] = right.words[i]
        }
        let flags =
            BLAKE3Compression.chunkStart | BLAKE3Compression.chunkEnd | BLAKE3Compression.root | BLAKE3Compression.keyedHash
        let state = BLAKE3Compression.compress(key.words, block, counter: 0, length: 64, flags: flags)
        return Digest(words: BLAKE3Compression.firstHalf(state))
    }

    /// Appends `bytes` to the input.
    public mutating func update(_ bytes: [UInt8]) {
        for byte in bytes { update(byte: byte) }
    }

    /// Whether the input so far is not a whole number of words.
    var needsAlignment: Bool { chunk.byteCount & 3 != 0 }

    /// Appends one byte.
    @inline(__always)
    public mutating func update(byte: UInt8) {
        if chunk.byteCount == Self.chunkBytes { startNextChunk() }
        chunk.append(byte)
    }

    /// Appends the four little-endian bytes of `word`.
    @inline(__always)
    public mutating func update(word: UInt32) {
        if chunk.byteCount & 3 == 0 {
            if chunk.byteCount == Self.chunkBytes { startNextChunk() }
            chunk.append(word: word)
        } else {
            for shift: UInt32 in [0, 8, 16, 24] { update(byte: UInt8(truncatingIfNeeded: word >> shift)) }
        }
    }

    /// Appends the 32 bytes of `digest`.
    public mutating func update(_ digest: Digest) {
        for i in 0..<8 { update(word: digest.words[i]) }
    }

    private mutating func startNextChunk() {
        var value = BLAKE3Compression.firstHalf(chunk.output().state(0))
        var finished = chunk.counter + 1
        chunk = BLAKE3Chunk(key: key, counter: finished, mode: mode)
        while finished & 1 == 0, let left = stack.popLast() {
            value = BLAKE3Compression.firstHalf(parent(left, value).state(0))
            finished >>= 1
        }
        stack.append(value)
    }

    private func parent(_ left: InlineArray<8, UInt32>, _ right: InlineArray<8, UInt32>) -> BLAKE3Output {
        var block = InlineArray<16, UInt32>(repeating: 0)
        for i in 0..<8 {
            block[i] = left[i]
            block[8 + i] = right[i]
        }
        return BLAKE3Output(input: key, block: block, counter: 0, length: 64, flags: mode | BLAKE3Compression.parent)
    }

    private var rootOutput: BLAKE3Output {
        var output = chunk.output()
        var depth = stack.count
        while depth > 0 {
            depth -= 1
            output = parent(stack[depth], BLAKE3Compression.firstHalf(output.state(0)))
        }
        output.flags |= BLAKE3Compression.root
        output.counter = 0
        return output
    }

    /// The 32-byte digest of the input so far.
    public func finalize() -> Digest { Digest(words: BLAKE3Compression.firstHalf(rootOutput.state(0))) }

    /// The first `count` bytes of the extended output of the input so far.
    public func finalize(byteCount count: Int) -> [UInt8] {
        let output = rootOutput
        var result: [UInt8] = []
        result.reserveCapacity(count)
        var block: UInt64 = 0
        while result.count < count {
            let state = output.state(block)
            for i in 0..<64 where result.count < count {
                result.append(UInt8(truncatingIfNeeded: state[i >> 2] >> UInt32(8 * (i & 3))))
            }
            block += 1
        }
        return result
    }

    /// The first `count` words of the extended output of the input so far.
    public func finalize(wordCount count: Int) -> [UInt32] {
        let output = rootOutput
        var result: [UInt32] = []
        result.reserveCapacity(count)
        var block: UInt64 = 0
        while result.count < count {
            let state = output.state(block)
            for i in 0..<16 where result.count < count { result.append(state[i]) }
            block += 1
        }
        return result
    }
}
