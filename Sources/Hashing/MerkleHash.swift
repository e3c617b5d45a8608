/// The hash function of Merkle trees: keyed BLAKE3, of whose digest the first 26 bytes are kept.
///
/// A collision costs 2^104 evaluations, and what a proof promises is 2^100; digests are more than half of a proof, so that six bytes less of each
/// make it shorter by a tenth (`docs/proof-system.md`, Digests). Leaves, inner nodes and joins have keys of their own.
public enum MerkleHash {
    /// Bytes of a digest that are kept; the six others of a `Digest` are zero.
    public static let byteCount = 26
    /// log2 of what a collision costs: half the bits.
    public static let collisionBits = Double(4 * byteCount)

    /// The keys of leaves, inner nodes and joins.
    public static let leafKey = key("burhan merkle leaf 2")
    public static let nodeKey = key("burhan merkle node 2")
    public static let joinKey = key("burhan merkle join 2")

    /// The digest of a row, whose words `absorb` gives to the hash function.
    @inline(__always)
    public static func leaf(_ absorb: (inout BLAKE3) -> Void) -> Digest {
        var hasher = BLAKE3(key: leafKey)
        absorb(&hasher)
        return cut(hasher.finalize())
    }

    /// The parent of two nodes.
    public static func node(_ left: Digest, _ right: Digest) -> Digest { cut(BLAKE3.keyedHash(key: nodeKey, left, right)) }

    /// A node with the row of a shorter matrix joined to it.
    public static func join(_ node: Digest, _ row: Digest) -> Digest { cut(BLAKE3.keyedHash(key: joinKey, node, row)) }

    /// The digest with these bytes, `nil` unless there are exactly 26.
    public static func digest(bytes: some Collection<UInt8>) -> Digest? {
        bytes.count == byteCount ? Digest(padding: bytes) : nil
    }

    /// The bytes of a tree's digest that are kept.
    public static func bytes(of digest: Digest) -> [UInt8] { Array(digest.bytes.prefix(byteCount)) }

    private static func cut(_ digest: Digest) -> Digest {
        var result = digest
        result.words[6] &= 0xffff
        result.words[7] = 0
        return result
    }

    private static func key(_ context: StaticString) -> Digest { BLAKE3.hash(Hashing.bytes(of: context)) }
}

/// The UTF-8 bytes of a literal.
func bytes(of text: StaticString) -> [UInt8] {
    var result: [UInt8] = []
    text.withUTF8Buffer { buffer in
        for i in 0..<buffer.count { result.append(unsafe buffer[i]) }
    }
    return result
}
