import CKernels
import FiniteFields
import Hashing
import StarkVerifier

/// A commitment to matrices of several heights: the prover's side of `BatchOpening`.
@safe final class CommittedTree: @unchecked Sendable {  // Sendable: immutable after init.
    /// All packed columns of one height in order, and the salt (random words) of the tallest class of a secret commitment.
    struct Class: Sendable {
        let log: Int
        let blocks: [PackedColumns]
        var salt: Columns?

        /// log2 of the positions that are visited at a time: all, unless columns have to be computed again.
        fileprivate var pieceLog: Int {
            let pieces = blocks.reduce(1) { max($0, $1.pieces) }
            return log - pieces.trailingZeroBitCount
        }

        fileprivate func piece(_ start: Int, _ parallel: Parallel) -> [PackedColumns.Piece] {
            blocks.map { $0.piece(positions: start, log: pieceLog, parallel: parallel) }
        }
    }

    let classes: [Class]
    let root: Digest
    /// Levels above the leaves whose digests are not kept: three quarters of a tree's memory and more, computed again for the opened leaves.
    private let droppedLevels: Int
    /// levels[k] holds the digests of the 2^(log − droppedLevels − k) nodes.
    private let levels: [Digests]

    /// Hashes the classes (tallest first). Cost: one pass over all words, 2^log inner nodes.
    init(_ classes: [Class], parallel: Parallel) {
        self.classes = classes
        let tallest = classes[0].log
        droppedLevels = min(3, tallest - (classes.count > 1 ? classes[1].log : 0), max(0, tallest - 10))
        var levels = [Self.hashRows(classes[0], levels: droppedLevels, parallel)]
        var log = tallest - droppedLevels
        var rest = classes.dropFirst()
        if let next = rest.first, next.log == log {
            Self.inject(next, into: levels[0], parallel)
            rest.removeFirst()
        }
        while log > 0 {
            log -= 1
            let below = levels[levels.count - 1]
            let nodes = Digests(1 << log)
            parallel.ranges(1 << log, grain: 4096) { range in unsafe HashKernels.compress(below.pointer, range: range, into: nodes.pointer)
            }
            if let next = rest.first, next.log == log {
                Self.inject(next, into: nodes, parallel)
                rest.removeFirst()
            }
            levels.append(nodes)
        }
        self.levels = levels
        root = levels[levels.count - 1][0]
    }

    /// Joins a class's row digests into the nodes of its level.
    private static func inject(_ level: Class, into nodes: Digests, _ parallel: Parallel) {
        let rows = hashRows(level, levels: 0, parallel)
        parallel.ranges(1 << level.log, grain: 4096) { range in unsafe HashKernels.inject(rows.pointer, range: range, into: nodes.pointer) }
    }

    /// The digests of a class's rows, or of the nodes that many levels above them.
    private static func hashRows(_ level: Class, levels: Int, _ parallel: Parallel) -> Digests {
        let digests = Digests(1 << (level.log - levels))
        let grain = min(1 << level.pieceLog, level.blocks.reduce(1024) { max($0, 16 << $1.logPacking) })
        for piece in 0..<1 << (level.log - level.pieceLog) {
            let start = piece << level.pieceLog
            let blocks = level.piece(start, parallel)
            parallel.ranges(1 << level.pieceLog, grain: grain) { part in
                let range = start + part.lowerBound..<start + part.upperBound
                var scratch: [Words] = []
                var pointers: [UnsafePointer<UInt32>?] = unsafe []
                for block in blocks {
                    let words = Words(block.scratchWords(positions: range.count))
                    scratch.append(words)
                    unsafe pointers += block.pointers(range, scratch: words.pointer)
                }
                if let salt = level.salt {
                    for column in 0..<salt.width { unsafe pointers.append(UnsafePointer(salt[column] + range.lowerBound)) }
                }
                let target = unsafe digests.pointer + range.lowerBound >> levels
                var rows = Digests(levels > 0 ? range.count : 0)
                unsafe pointers.withUnsafeBufferPointer {
                    unsafe HashKernels.hashRows($0, rows: 0..<range.count, into: levels > 0 ? rows.pointer : target)
                }
                withExtendedLifetime(scratch) {}
                for level in 0..<levels {
                    let count = range.count >> (level + 1)
                    let parents = Digests(level + 1 < levels ? count : 0)
                    unsafe HashKernels.compress(rows.pointer, range: 0..<count, into: level + 1 < levels ? parents.pointer : target)
                    rows = parents
                }
            }
        }
        return digests
    }

    /// Appends the rows at `indices` (in a domain of 2^logTop points) and the pruned Merkle proof, as `BatchOpening` reads them.
    func open(_ indices: [Int], logTop: Int, into proof: inout ProofWriter, parallel: Parallel) {
        var dropped: [Int: [[Digest]]] = [:]
        for (number, level) in classes.enumerated() {
            visit(level, CommitmentPositions.distinct(indices, shift: logTop - level.log), parallel) { positions, blocks in
                for row in parallel.map(positions.count, { Self.row(level, blocks, positions[$0]) }) {
                    for word in row { proof.word(word) }
                }
                if number == 0 { subtrees(above: positions, blocks, into: &dropped, parallel) }
            }
        }
        writePath(CommitmentPositions.distinct(indices, shift: logTop - classes[0].log), dropped, into: &proof)
    }

    /// Appends the siblings that the digests of the leaves at the given distinct positions (ascending) need to lead to the root.
    func openPath(_ positions: [Int], into proof: inout ProofWriter, parallel: Parallel) {
        var dropped: [Int: [[Digest]]] = [:]
        visit(classes[0], positions, parallel) { subtrees(above: $0, $1, into: &dropped, parallel) }
        writePath(positions, dropped, into: &proof)
    }

    /// Calls `body` for the given positions (ascending), those of a piece together, with the class's columns there.
    private func visit(_ level: Class, _ positions: [Int], _ parallel: Parallel, _ body: ([Int], [PackedColumns.Piece]) -> Void) {
        var rest = positions[...]
        for piece in 0..<1 << (level.log - level.pieceLog) {
            let end = (piece + 1) << level.pieceLog
            guard let next = rest.first, next < end else { continue }
            let within = rest.prefix { $0 < end }
            rest = rest.dropFirst(within.count)
            body(Array(within), level.piece(piece << level.pieceLog, parallel))
        }
    }

    /// Adds the digests that are not kept below the nodes above some leaves.
    private func subtrees(
        above positions: [Int], _ blocks: [PackedColumns.Piece], into dropped: inout [Int: [[Digest]]], _ parallel: Parallel
    ) {
        guard droppedLevels > 0 else { return }
        let groups = CommitmentPositions.distinct(positions, shift: droppedLevels)
        for (group, levels) in zip(groups, parallel.map(groups.count) { subtree(blocks, groups[$0]) }) { dropped[group] = levels }
    }

    /// The words of one row, salt included.
    private static func row(_ level: Class, _ blocks: [PackedColumns.Piece], _ position: Int) -> [UInt32] {
        var words = blocks.flatMap { $0.values(at: position) }
        if let salt = level.salt { for column in 0..<salt.width { unsafe words.append(salt[column][position]) } }
        return words
    }

    /// The digests of the leaves below one of the lowest kept nodes, and of the nodes between.
    private func subtree(_ blocks: [PackedColumns.Piece], _ group: Int) -> [[Digest]] {
        let leaves = (group << droppedLevels..<(group + 1) << droppedLevels).map { position in
            MerkleHash.leaf { hasher in
                for word in Self.row(classes[0], blocks, position) { hasher.update(word: word) }
            }
        }
        var levels = [leaves]
        while levels.count < droppedLevels {
            let below = levels[levels.count - 1]
            levels.append((0..<below.count / 2).map { MerkleHash.node(below[2 * $0], below[2 * $0 + 1]) })
        }
        return levels
    }

    private func writePath(_ positions: [Int], _ dropped: [Int: [[Digest]]], into proof: inout ProofWriter) {
        var nodes = positions
        for level in 0..<classes[0].log {
            var parents: [Int] = []
            var index = 0
            while index < nodes.count {
                let node = nodes[index]
                if node & 1 == 0 && index + 1 < nodes.count && nodes[index + 1] == node + 1 {
                    index += 2
                } else {
                    proof.digest(digest(level, node ^ 1, dropped))
                    index += 1
                }
                parents.append(node >> 1)
            }
            nodes = parents
        }
    }

    private func digest(_ level: Int, _ node: Int, _ dropped: [Int: [[Digest]]]) -> Digest {
        if level >= droppedLevels { return levels[level - droppedLevels][node] }
        let depth = droppedLevels - level
        return dropped[node >> depth]?[level][node & (1 << depth - 1)] ?? Digest()
    }

    /// A fixed-size array of digests, uninitialised on creation.
    @safe private final class Digests: @unchecked Sendable {  // Sendable: written on disjoint ranges, then read only.
        let pointer: UnsafeMutablePointer<Digest>
        private let count: Int

        init(_ count: Int) {
            self.count = count
            unsafe pointer = LargeMemory.allocate(count)
        }
        deinit { unsafe LargeMemory.release(pointer, count) }
        subscript(index: Int) -> Digest { unsafe pointer[index] }
    }
}
