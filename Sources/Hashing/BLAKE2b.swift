/// BLAKE2b-512 without a key (RFC 7693), for the transcripts of trusted set-ups, which also store its state.
public struct BLAKE2b: Sendable {
    /// A hash under way, as files store it: `block[128] | chain[8] u64 | compressed u64 | waiting u64 | zero u64`, little-endian.
    ///
    /// The first `waiting` bytes of the block wait for compression; what follows them means nothing and is kept.
    public struct State: Equatable, Sendable {
        public static let byteCount = 216
        /// The 216 bytes.
        public let bytes: [UInt8]

        /// Nil if more than 128 bytes wait and for another size.
        public init?(_ bytes: [UInt8]) {
            guard bytes.count == Self.byteCount else { return nil }
            self.bytes = bytes
            guard word(25) <= 128 else { return nil }
        }

        fileprivate init(_ hash: BLAKE2b) {
            var bytes = hash.waiting + [UInt8](repeating: 0, count: 128 - hash.waiting.count)
            for index in 0..<11 {
                let word = index < 8 ? hash.chain[index] : index == 8 ? hash.compressed : index == 9 ? UInt64(hash.waiting.count) : 0
                for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * shift))) }
            }
            self.bytes = bytes
        }

        /// The word at an index below 27.
        fileprivate func word(_ index: Int) -> UInt64 {
            bytes[8 * index..<8 * index + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// At most 128 bytes; the last full block always waits.
    private var waiting: [UInt8] = []
    private var chain: InlineArray<8, UInt64> = BLAKE2b.initialValue
    private var compressed: UInt64 = 0

    public init() {
        // Parameter block: 64 bytes of output, no key, sequential mode.
        chain[0] ^= 0x0101_0040
        waiting.reserveCapacity(128)
    }

    /// Continues a stored hash.
    public init(_ state: State) {
        waiting = Array(state.bytes.prefix(Int(state.word(25))))
        chain = InlineArray<8, UInt64> { state.word(16 + $0) }
        compressed = state.word(24)
    }

    /// The 64-byte digest of `bytes`.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hash = BLAKE2b()
        hash.update(bytes)
        return hash.finalize()
    }

    /// The hash so far, to be stored.
    public var state: State { State(self) }

    /// Appends `bytes` to the input.
    public mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    /// Appends `bytes` to the input.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while offset < bytes.count {
            if waiting.count == 128 {
                unsafe waiting.withUnsafeBytes { unsafe compress($0, isLast: false, count: 128) }
                waiting.removeAll(keepingCapacity: true)
            }
            // A block is compressed in place as soon as a further byte is known to follow.
            while waiting.isEmpty && bytes.count - offset > 128 {
                unsafe compress(UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + 128]), isLast: false, count: 128)
                offset += 128
            }
            let count = min(128 - waiting.count, bytes.count - offset)
            unsafe waiting.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]))
            offset += count
        }
    }

    /// The 64-byte digest of the input so far.
    public func finalize() -> [UInt8] {
        var last = self
        let block = waiting + [UInt8](repeating: 0, count: 128 - waiting.count)
        unsafe block.withUnsafeBytes { unsafe last.compress($0, isLast: true, count: UInt64(waiting.count)) }
        var digest: [UInt8] = []
        for index in 0..<8 {
            for shift in 0..<8 { digest.append(UInt8(truncatingIfNeeded: last.chain[index] >> UInt64(8 * shift))) }
        }
        return digest
    }

    /// The compression function (RFC 7693, section 3.2) on 128 bytes of which `count` are input.
    private mutating func compress(_ block: UnsafeRawBufferPointer, isLast: Bool, count: UInt64) {
        compressed &+= count
        let m = InlineArray<16, UInt64> {
            unsafe UInt64(littleEndian: block.loadUnaligned(fromByteOffset: 8 * $0, as: UInt64.self))
        }
        var v = InlineArray<16, UInt64> { $0 < 8 ? chain[$0] : Self.initialValue[$0 - 8] }
        v[12] ^= compressed
        if isLast { v[14] = ~v[14] }
        for round in 0..<12 {
            let base = (round % 10) * 16
            for step in 0..<8 {
                let (a, b, c, d) = (
                    step & 3, 4 + (step + (step >> 2)) & 3, 8 + (step + (step >> 2) * 2) & 3, 12 + (step + (step >> 2) * 3) & 3
                )
                let (x, y) = (m[Int(Self.order[base + 2 * step])], m[Int(Self.order[base + 2 * step + 1])])
                v[a] = v[a] &+ v[b] &+ x
                v[d] = Self.rotate(v[d] ^ v[a], 32)
                v[c] = v[c] &+ v[d]
                v[b] = Self.rotate(v[b] ^ v[c], 24)
                v[a] = v[a] &+ v[b] &+ y
                v[d] = Self.rotate(v[d] ^ v[a], 16)
                v[c] = v[c] &+ v[d]
                v[b] = Self.rotate(v[b] ^ v[c], 63)
            }
        }
        for index in 0..<8 { chain[index] ^= v[index] ^ v[index + 8] }
    }

    @inline(__always)
    private static func rotate(_ x: UInt64, _ count: UInt64) -> UInt64 { x &>> count | x &<< (64 &- count) }

    /// The initial value (section 2.6), that of SHA-512.
    private static let initialValue: InlineArray<8, UInt64> = [
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
    ]

    /// The message schedule (section 2.7), ten rounds of sixteen words.
    private static let order: InlineArray<160, UInt8> = [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
    ]
}
