/// The BLAKE3 keys that keep leaves, inner nodes and injected rows apart.
public enum MerkleKeys {
    /// Key for rows.
    public static let leaf = key("burhan merkle leaf 1")
    /// Key for pairs of nodes.
    public static let node = key("burhan merkle node 1")
    /// Key for a node joined with the row of a shorter matrix.
    public static let inject = key("burhan merkle inject 1")

    private static func key(_ context: StaticString) -> Digest { BLAKE3.hash(bytes(of: context)) }
}

/// The UTF-8 bytes of a literal.
func bytes(of text: StaticString) -> [UInt8] {
    var result: [UInt8] = []
    text.withUTF8Buffer { buffer in
        for i in 0..<buffer.count { result.append(unsafe buffer[i]) }
    }
    return result
}
