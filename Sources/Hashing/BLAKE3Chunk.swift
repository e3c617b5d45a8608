/// A compression not yet carried out, so that the root flag or another output block may still be set.
struct BLAKE3Output: Sendable {
    let input: InlineArray<8, UInt32>
    let block: InlineArray<16, UInt32>
    var counter: UInt64
    let length: UInt32
    var flags: UInt32

    /// The full state after compression; `outputBlock` counts the 64-byte blocks of a root's extended output.
    func state(_ outputBlock: UInt64) -> InlineArray<16, UInt32> {
        BLAKE3Compression.compress(input, block, counter: counter &+ outputBlock, length: length, flags: flags)
    }
}

/// The state of one chunk of up to 1024 bytes (section 2.4 of the BLAKE3 paper).
struct BLAKE3Chunk: Sendable {
    let counter: UInt64
    private let mode: UInt32
    private var value: InlineArray<8, UInt32>
    private var block = InlineArray<16, UInt32>(repeating: 0)
    private(set) var byteCount = 0
    private var bytesInBlock = 0

    init(key: InlineArray<8, UInt32>, counter: UInt64, mode: UInt32) {
        value = key
        self.counter = counter
        self.mode = mode
    }

    private var startFlag: UInt32 { byteCount <= 64 ? BLAKE3Compression.chunkStart : 0 }

    /// Compresses a full block when more input follows it.
    @inline(__always)
    private mutating func makeRoom() {
        guard bytesInBlock == 64 else { return }
        let state = BLAKE3Compression.compress(value, block, counter: counter, length: 64, flags: mode | startFlag)
        value = BLAKE3Compression.firstHalf(state)
        block = InlineArray(repeating: 0)
        bytesInBlock = 0
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        makeRoom()
        block[bytesInBlock >> 2] |= UInt32(byte) << UInt32(8 * (bytesInBlock & 3))
        bytesInBlock += 1
        byteCount += 1
    }

    /// Appends four bytes; the chunk must hold a multiple of four.
    @inline(__always)
    mutating func append(word: UInt32) {
        makeRoom()
        block[bytesInBlock >> 2] = word
        bytesInBlock += 4
        byteCount += 4
    }

    /// The compression of the last block.
    func output() -> BLAKE3Output {
        BLAKE3Output(
            input: value, block: block, counter: counter, length: UInt32(bytesInBlock),
            flags: mode | startFlag | BLAKE3Compression.chunkEnd)
    }
}
