/// The fixed keys of the statement, as CBOR text strings in little-endian words.
struct Key {
    private let words: InlineArray<3, UInt32>
    private let length: UInt32

    /// `v`
    static let version = Key(words: [0x0000_7661, 0, 0], length: 2)
    /// `rule`
    static let rule = Key(words: [0x6C75_7264, 0x0000_0065, 0], length: 5)
    /// `params`
    static let parameters = Key(words: [0x7261_7066, 0x0073_6D61, 0], length: 7)
    /// `outputs`
    static let outputs = Key(words: [0x7475_6F67, 0x7374_7570, 0], length: 8)
    /// `audience`
    static let audience = Key(words: [0x6475_6168, 0x636E_6569, 0x0000_0065], length: 9)
    /// `challenge`
    static let challenge = Key(words: [0x6168_6369, 0x6E65_6C6C, 0x0000_6567], length: 10)
    /// `nullifier`
    static let nullifier = Key(words: [0x6C75_6E69, 0x6966_696C, 0x0000_7265], length: 10)
    /// `scope`
    static let scope = Key(words: [0x6F63_7365, 0x0000_6570, 0], length: 6)
    /// `value`
    static let value = Key(words: [0x6C61_7665, 0x0000_6575, 0], length: 6)

    func append() {
        withUnsafeBytes(of: words) {
            Statement.append(bytesAt: $0.baseAddress!.assumingMemoryBound(to: UInt32.self), count: length)
        }
    }
}

extension Statement {
    /// 32 bytes that are not preceded by a length in memory.
    static func append(digest: Words) {
        append(byte: 0x58)
        append(byte: 32)
        append(bytesAt: digest, count: 32)
    }
}
