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
    /// levels[k] holds the digests of the 2^(log − k) nodes.
    private let levels: [Digests]

    /// Hashes the classes (tallest first). Cost: one pass over all words, 2^log inner nodes.
    init(_ classes: [Class], parallel: Parallel) {
        self.classes = classes
        var rowDigests = classes.map { Self.hashRows($0, parallel) }
        var levels = [rowDigests.removeFirst()]
        var log = classes[0].log
        var joined = 1
        while log > 0 {
            log -= 1
            let below = levels[levels.count - 1]
            let nodes = Digests(1 << log)
            let rows = joined < classes.count && classes[joined].log == log ? rowDigests[joined - 1] : nil
            if rows != nil { joined += 1 }
            parallel.ranges(1 << log, grain: 4096) { range in
                unsafe HashKernels.compress(below.pointer, range: range, into: nodes.pointer)
                if let rows { unsafe HashKernels.inject(rows.pointer, range: range, into: nodes.pointer) }
            }
            levels.append(nodes)
        }
        self.levels = levels
        root = levels[levels.count - 1][0]
    }

    private static func hashRows(_ level: Class, _ parallel: Parallel) -> Digests {
        let digests = Digests(1 << level.log)
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
                unsafe pointers.withUnsafeBufferPointer {
                    unsafe HashKernels.hashRows($0, rows: 0..<range.count, into: digests.pointer + range.lowerBound)
                }
                withExtendedLifetime(scratch) {}
            }
        }
        return digests
    }

    /// Appends the rows at `indices` (in a domain of 2^logTop points) and the pruned Merkle proof, as `BatchOpening` reads them.
    func open(_ indices: [Int], logTop: Int, into proof: inout ProofWriter, parallel: Parallel) {
        for level in classes {
            var positions = CommitmentPositions.distinct(indices, shift: logTop - level.log)[...]
            for piece in 0..<1 << (level.log - level.pieceLog) {
                let end = (piece + 1) << level.pieceLog
                guard let next = positions.first, next < end else { continue }
                let blocks = level.piece(piece << level.pieceLog, parallel)
                while let position = positions.first, position < end {
                    positions.removeFirst()
                    for block in blocks { for word in block.values(at: position) { proof.word(word) } }
                    if let salt = level.salt { for column in 0..<salt.width { unsafe proof.word(salt[column][position]) } }
                }
            }
        }
        openPath(CommitmentPositions.distinct(indices, shift: logTop - classes[0].log), into: &proof)
    }

    /// Appends the siblings that the digests of the leaves at the given distinct positions (ascending) need to lead to the root.
    func openPath(_ positions: [Int], into proof: inout ProofWriter) {
        var nodes = positions
        for level in 0..<classes[0].log {
            var parents: [Int] = []
            var index = 0
            while index < nodes.count {
                let node = nodes[index]
                if node & 1 == 0 && index + 1 < nodes.count && nodes[index + 1] == node + 1 {
                    index += 2
                } else {
                    proof.digest(levels[level][node ^ 1])
                    index += 1
                }
                parents.append(node >> 1)
            }
            nodes = parents
        }
    }

    /// A fixed-size array of digests, uninitialised on creation.
    @safe private final class Digests: @unchecked Sendable {  // Sendable: written on disjoint ranges, then read only.
        let pointer: UnsafeMutablePointer<Digest>

        init(_ count: Int) { unsafe pointer = .allocate(capacity: count) }
        deinit { unsafe pointer.deallocate() }
        subscript(index: Int) -> Digest { unsafe pointer[index] }
    }
}
