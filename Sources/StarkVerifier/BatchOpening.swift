import FiniteFields
import Hashing

/// Rows of one commitment opened at a set of positions, with one pruned Merkle proof for all of them.
///
/// A commitment holds matrices of several heights: the tallest class's rows are the leaves, a shorter class's rows join the tree at the level
/// of their number. Positions in a shorter class are the top bits of those in the tallest. Each sibling digest appears once, level by level,
/// left to right, and only where it can't be computed.
struct BatchOpening {
    /// The classes of the commitment, tallest first: log2 of the rows and words in a row.
    struct Class {
        let log: Int
        let width: Int
    }

    /// For each class, the distinct positions (ascending) and their rows, flat.
    private(set) var positions: [[Int]] = []
    private(set) var rows: [[KoalaBear]] = []

    /// Reads the opening of the rows at `indices` (positions in a domain of 2^logTop) and checks it against `root`.
    ///
    /// - Parameter saltWords: words that follow each row of the tallest class.
    /// Throws `mismatch` when the digests don't lead to `root`. Cost: O(rows) hashes.
    init(
        _ reader: inout ProofReader, classes: [Class], saltWords: Int, indices: [Int], logTop: Int, root: Digest,
        mismatch: VerificationFailure
    ) throws(VerificationFailure) {
        var digests: [[Digest]] = []
        for (number, level) in classes.enumerated() {
            let distinct = CommitmentPositions.distinct(indices, shift: logTop - level.log)
            let salted = number == 0 ? saltWords : 0
            // Before memory is set aside for them: the bytes are there.
            try reader.expect(words: distinct.count * (level.width + salted))
            var flat: [KoalaBear] = []
            flat.reserveCapacity(distinct.count * level.width)
            var hashes: [Digest] = []
            hashes.reserveCapacity(distinct.count)
            for _ in distinct {
                let row = try reader.elements(level.width)
                let salt = try reader.words(salted)
                hashes.append(Self.leaf(row[...], salt))
                flat += row
            }
            positions.append(distinct)
            rows.append(flat)
            digests.append(hashes)
        }
        guard !classes.isEmpty else { return }
        let found = try Self.climb(&reader, logs: classes.map { $0.log }, positions: positions[0], digests: digests)
        guard found == root else { throw mismatch }
    }

    /// The root that the digests of opened rows lead to, with the siblings that `reader` gives.
    ///
    /// - Parameters:
    ///   - logs: log2 of the rows of each class, tallest first.
    ///   - positions: the distinct positions of the tallest class, ascending.
    ///   - digests: for each class, those of its opened rows.
    static func climb(
        _ reader: inout ProofReader, logs: [Int], positions: [Int], digests: [[Digest]]
    ) throws(VerificationFailure) -> Digest {
        var nodes = positions
        var current = digests[0]
        var joined = 1
        var level = logs[0]
        while level > 0 {
            var parents: [Int] = []
            var hashes: [Digest] = []
            var index = 0
            while index < nodes.count {
                let node = nodes[index]
                if node & 1 == 0 && index + 1 < nodes.count && nodes[index + 1] == node + 1 {
                    hashes.append(MerkleHash.node(current[index], current[index + 1]))
                    index += 2
                } else {
                    let sibling = try reader.digest()
                    let isLeft = node & 1 == 0
                    hashes.append(MerkleHash.node(isLeft ? current[index] : sibling, isLeft ? sibling : current[index]))
                    index += 1
                }
                parents.append(node >> 1)
            }
            level -= 1
            if joined < logs.count && logs[joined] == level {
                for position in parents.indices {
                    hashes[position] = MerkleHash.join(hashes[position], digests[joined][position])
                }
                joined += 1
            }
            nodes = parents
            current = hashes
        }
        return current[0]
    }

    /// Digest of one row's words (Montgomery form) followed by its salt.
    static func leaf(_ row: ArraySlice<KoalaBear>, _ salt: [UInt32]) -> Digest {
        MerkleHash.leaf { hasher in
            for element in row { hasher.update(word: element.raw) }
            for word in salt { hasher.update(word: word) }
        }
    }
}

/// Which rows a set of queries opens.
package enum CommitmentPositions {
    /// The distinct values of indices >> shift, ascending.
    package static func distinct(_ indices: [Int], shift: Int) -> [Int] {
        var result: [Int] = []
        for value in indices.map({ $0 >> shift }).sorted() where result.last != value { result.append(value) }
        return result
    }
}
