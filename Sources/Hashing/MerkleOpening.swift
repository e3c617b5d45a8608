import FiniteFields

/// The rows of all matrices of a commitment that belong to one leaf index, and the proof that they are under the root.
///
/// A matrix of height 2^k in a tree of 2^m leaves is opened at row `index >> (m - k)`.
public struct MerkleOpening: Equatable, Sendable {
    /// For each matrix the words of its row, Montgomery representatives.
    public var rows: [[UInt32]]
    /// Four words for each group of the shape, tallest first; empty when the commitment is not salted.
    public var salts: [UInt32]
    /// Siblings from the leaf up.
    public var path: [Digest]

    public init(rows: [[UInt32]], salts: [UInt32], path: [Digest]) {
        self.rows = rows
        self.salts = salts
        self.path = path
    }

    /// Checks that the opening leads to `root`; total for any content. Throws the first fault found.
    ///
    /// Cost: one compression per 64 bytes of row and two at most per level.
    public func verify(root: Digest, shape: CommitmentShape, index: Int) throws(HashingError) {
        let depth = shape.logLeafCount
        guard index >= 0, index < shape.leafCount else {
            throw .indexOutOfRange(index: index, leafCount: shape.leafCount)
        }
        guard rows.count == shape.matrices.count else {
            throw .wrongMatrixCount(expected: shape.matrices.count, found: rows.count)
        }
        for (matrix, row) in rows.enumerated() {
            guard row.count == shape.matrices[matrix].width else {
                throw .wrongRowWidth(matrix: matrix, expected: shape.matrices[matrix].width, found: row.count)
            }
            for (column, word) in row.enumerated() where word >= KoalaBear.modulus {
                throw .wordNotInField(matrix: matrix, column: column)
            }
        }
        let saltCount = shape.isSalted ? CommitmentShape.saltWords * shape.groups.count : 0
        guard salts.count == saltCount else { throw .wrongSaltCount(expected: saltCount, found: salts.count) }
        guard path.count == depth else { throw .wrongPathLength(expected: depth, found: path.count) }

        var node = rowDigest(shape, group: 0)
        var nextGroup = 1
        for level in 0..<depth {
            let isRight = (index >> level) & 1 == 1
            node = BLAKE3.keyedHash(key: MerkleKeys.node, isRight ? path[level] : node, isRight ? node : path[level])
            if nextGroup < shape.groups.count, shape.groups[nextGroup].logHeight == depth - level - 1 {
                node = BLAKE3.keyedHash(key: MerkleKeys.inject, node, rowDigest(shape, group: nextGroup))
                nextGroup += 1
            }
        }
        guard node == root else { throw .rootMismatch }
    }

    /// Digest of the concatenated rows of one group and its salt; the counts must have been checked.
    private func rowDigest(_ shape: CommitmentShape, group: Int) -> Digest {
        var hasher = BLAKE3(key: MerkleKeys.leaf)
        for matrix in shape.groups[group].members {
            for word in rows[matrix] { hasher.update(word: word) }
        }
        if shape.isSalted {
            for word in 0..<CommitmentShape.saltWords { hasher.update(word: salts[CommitmentShape.saltWords * group + word]) }
        }
        return hasher.finalize()
    }
}
