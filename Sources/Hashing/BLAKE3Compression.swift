/// The BLAKE3 compression function and its constants (section 2.2 of the BLAKE3 paper).
enum BLAKE3Compression {
    static let chunkStart: UInt32 = 1
    static let chunkEnd: UInt32 = 2
    static let parent: UInt32 = 4
    static let root: UInt32 = 8
    static let keyedHash: UInt32 = 16
    static let deriveKeyContext: UInt32 = 32
    static let deriveKeyMaterial: UInt32 = 64

    /// The initial value of SHA-256.
    static var initialVector: InlineArray<8, UInt32> {
        [
            0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
        ]
    }

    @inline(__always)
    private static func mix(
        _ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32, _ d: inout UInt32, _ x: UInt32, _ y: UInt32
    ) {
        a = a &+ b &+ x
        d = rotate(d ^ a, 16)
        c = c &+ d
        b = rotate(b ^ c, 12)
        a = a &+ b &+ y
        d = rotate(d ^ a, 8)
        c = c &+ d
        b = rotate(b ^ c, 7)
    }

    @inline(__always)
    private static func rotate(_ x: UInt32, _ count: UInt32) -> UInt32 { x &>> count | x &<< (32 &- count) }

    @inline(__always)
    private static func permuted(_ m: InlineArray<16, UInt32>) -> InlineArray<16, UInt32> {
        [m[2], m[6], m[3], m[10], m[7], m[0], m[4], m[13], m[1], m[11], m[12], m[5], m[9], m[14], m[15], m[8]]
    }

    /// The 16-word output: the first half is the chaining value, all of it extended output.
    static func compress(
        _ h: InlineArray<8, UInt32>, _ block: InlineArray<16, UInt32>, counter: UInt64, length: UInt32, flags: UInt32
    ) -> InlineArray<16, UInt32> {
        let iv = initialVector
        var (v0, v1, v2, v3, v4, v5, v6, v7) = (h[0], h[1], h[2], h[3], h[4], h[5], h[6], h[7])
        var (v8, v9, v10, v11) = (iv[0], iv[1], iv[2], iv[3])
        var (v12, v13) = (UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32))
        var (v14, v15) = (length, flags)
        var m = block
        for round in 0..<7 {
            mix(&v0, &v4, &v8, &v12, m[0], m[1])
            mix(&v1, &v5, &v9, &v13, m[2], m[3])
            mix(&v2, &v6, &v10, &v14, m[4], m[5])
            mix(&v3, &v7, &v11, &v15, m[6], m[7])
            mix(&v0, &v5, &v10, &v15, m[8], m[9])
            mix(&v1, &v6, &v11, &v12, m[10], m[11])
            mix(&v2, &v7, &v8, &v13, m[12], m[13])
            mix(&v3, &v4, &v9, &v14, m[14], m[15])
            if round < 6 { m = permuted(m) }
        }
        return [
            v0 ^ v8, v1 ^ v9, v2 ^ v10, v3 ^ v11, v4 ^ v12, v5 ^ v13, v6 ^ v14, v7 ^ v15,
            v8 ^ h[0], v9 ^ h[1], v10 ^ h[2], v11 ^ h[3], v12 ^ h[4], v13 ^ h[5], v14 ^ h[6], v15 ^ h[7],
        ]
    }

    @inline(__always)
    static func firstHalf(_ state: InlineArray<16, UInt32>) -> InlineArray<8, UInt32> {
        [state[0], state[1], state[2], state[3], state[4], state[5], state[6], state[7]]
    }
}
