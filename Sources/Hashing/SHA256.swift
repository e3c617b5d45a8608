/// SHA-256 (FIPS 180-4) in portable Swift.
public struct SHA256: Sendable {
    private var state: InlineArray<8, UInt32> = SHA256.initialState
    private var block = InlineArray<16, UInt32>(repeating: 0)
    private var byteCount: UInt64 = 0

    public init() {}

    /// SHA-256 of `bytes`.
    public static func hash(_ bytes: [UInt8]) -> [UInt8] {
        var hasher = SHA256()
        hasher.update(bytes)
        return hasher.finalize()
    }

    /// Appends `bytes` to the input.
    public mutating func update(_ bytes: [UInt8]) {
        for byte in bytes { append(byte) }
    }

    /// The 32-byte digest of the input so far.
    public func finalize() -> [UInt8] {
        var padded = self
        let bits = byteCount &* 8
        padded.append(0x80)
        while padded.byteCount & 63 != 56 { padded.append(0) }
        for shift in 0..<8 { padded.append(UInt8(truncatingIfNeeded: bits >> UInt64(56 - 8 * shift))) }
        var digest: [UInt8] = []
        for i in 0..<8 {
            for shift in 0..<4 { digest.append(UInt8(truncatingIfNeeded: padded.state[i] >> UInt32(24 - 8 * shift))) }
        }
        return digest
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
        let position = Int(byteCount & 63)
        block[position >> 2] = block[position >> 2] << 8 | UInt32(byte)
        byteCount &+= 1
        if position == 63 { SHA256.compress(&state, block) }
    }

    /// The initial hash value (FIPS 180-4, section 5.3.3).
    public static var initialState: InlineArray<8, UInt32> {
        [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19]
    }

    /// The compression function (FIPS 180-4, section 6.2.2): updates `state` with one block of 16 big-endian-decoded words.
    public static func compress(_ state: inout InlineArray<8, UInt32>, _ block: InlineArray<16, UInt32>) {
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        var w = block
        for t in 0..<64 {
            if t >= 16 {
                let (x, y) = (w[(t &+ 1) & 15], w[(t &+ 14) & 15])
                let s0 = rotate(x, 7) ^ rotate(x, 18) ^ x &>> 3
                let s1 = rotate(y, 17) ^ rotate(y, 19) ^ y &>> 10
                w[t & 15] = w[t & 15] &+ s0 &+ w[(t &+ 9) & 15] &+ s1
            }
            let choice = (e & f) ^ (~e & g)
            let majority = (a & b) ^ (a & c) ^ (b & c)
            let t1 = h &+ (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) &+ choice &+ roundConstants[t] &+ w[t & 15]
            let t2 = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) &+ majority
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
        }
        state = [
            state[0] &+ a, state[1] &+ b, state[2] &+ c, state[3] &+ d, state[4] &+ e, state[5] &+ f, state[6] &+ g,
            state[7] &+ h,
        ]
    }

    @inline(__always)
    private static func rotate(_ x: UInt32, _ count: UInt32) -> UInt32 { x &>> count | x &<< (32 &- count) }

    /// First 32 bits of the fractional parts of the cube roots of the first 64 primes (section 4.2.2).
    private static let roundConstants: InlineArray<64, UInt32> = [
        0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
        0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
        0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
        0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
        0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
        0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
        0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
        0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
    ]
}
