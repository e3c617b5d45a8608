import CKernels
import FiniteFields
import Hashing
import StarkVerifier

/// A commitment to matrices of several heights: the prover's side of `BatchOpening`.
@safe final class CommittedTree: @unchecked Sendable {  // Sendable: immutable after init.
    /// All columns of one height in order; where the commitment is secret the last block is the salt, four columns of random words.
    struct Class: Sendable {
        let log: Int
        let columns: [Columns]
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
        parallel.ranges(1 << level.log, grain: 1024) { range in
            var pointers: [UnsafePointer<UInt32>?] = unsafe []
            for block in level.columns {
                for column in 0..<block.width { unsafe pointers.append(UnsafePointer(block[column])) }
            }
            unsafe pointers.withUnsafeBufferPointer {
                unsafe HashKernels.hashRows($0, rows: range, into: digests.pointer)
            }
        }
        return digests
    }

    /// Appends the rows at `indices` (in a domain of 2^logTop points) and the pruned Merkle proof, as `BatchOpening` reads them.
    func open(_ indices: [Int], logTop: Int, into proof: inout ProofWriter) {
        for level in classes {
            for position in CommitmentPositions.distinct(indices, shift: logTop - level.log) {
                for block in level.columns {
                    for column in 0..<block.width { unsafe proof.word(block[column][position]) }
                }
            }
        }
        var nodes = CommitmentPositions.distinct(indices, shift: logTop - classes[0].log)
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
