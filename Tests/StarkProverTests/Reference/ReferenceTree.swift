import FiniteFields
import Hashing

/// A commitment built row by row with the portable hash function.
struct ReferenceTree {
    /// Rows of one height in bit-reversed order, salts included.
    struct Class {
        let log: Int
        let rows: [[UInt32]]
    }

    let classes: [Class]
    private let levels: [[Digest]]
    var root: Digest { levels[levels.count - 1][0] }

    /// Classes tallest first.
    init(_ classes: [Class]) {
        self.classes = classes
        func digests(_ level: Class) -> [Digest] {
            level.rows.map { row in
                var hasher = BLAKE3(key: Self.key("burhan merkle leaf 2"))
                for word in row { hasher.update(word: word) }
                return Self.cut(hasher.finalize())
            }
        }
        var levels = [digests(classes[0])]
        while let below = levels.last, below.count > 1 {
            var nodes = (0..<below.count / 2).map {
                Self.cut(BLAKE3.keyedHash(key: Self.key("burhan merkle node 2"), below[2 * $0], below[2 * $0 + 1]))
            }
            if let joining = classes.dropFirst().first(where: { 1 << $0.log == nodes.count }) {
                nodes = zip(nodes, digests(joining)).map { Self.cut(BLAKE3.keyedHash(key: Self.key("burhan merkle join 2"), $0, $1)) }
            }
            levels.append(nodes)
        }
        self.levels = levels
    }

    private static func key(_ context: String) -> Digest { BLAKE3.hash(Array(context.utf8)) }

    /// The first 26 bytes, the others zero.
    private static func cut(_ digest: Digest) -> Digest {
        Digest(bytes: digest.bytes.prefix(26) + [0, 0, 0, 0, 0, 0]) ?? Digest()
    }

    /// The rows at `indices` (in a domain of 2^logTop points), then every sibling that can't be computed, level by level.
    func opening(_ indices: [Int], logTop: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        func put(_ word: UInt32) { for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) } }
        for level in classes {
            for position in Set(indices.map { $0 >> (logTop - level.log) }).sorted() { level.rows[position].forEach(put) }
        }
        return bytes + siblings(Set(indices.map { $0 >> (logTop - classes[0].log) }))
    }

    /// Every digest beside the paths from these leaves that can't be computed, level by level.
    func siblings(_ leaves: Set<Int>) -> [UInt8] {
        var bytes: [UInt8] = []
        var known = leaves
        for level in levels.dropLast() {
            for node in known.sorted() where !known.contains(node ^ 1) { bytes += level[node ^ 1].bytes.prefix(26) }
            known = Set(known.map { $0 >> 1 })
        }
        return bytes
    }
}
