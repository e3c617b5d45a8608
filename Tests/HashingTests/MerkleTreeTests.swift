import FiniteFields
import Hashing
import Testing

/// Matrices of field elements in memory that lives as long as the value.
@safe
final class Matrices {
    let shapes: [MatrixShape]
    let cells: [[[UInt32]]]
    private let storage: UnsafeMutablePointer<UInt32>
    let views: [MatrixColumns]

    init(_ shapes: [MatrixShape], seed: UInt64) {
        var random = RandomWords(seed: seed)
        self.shapes = shapes
        cells = shapes.map { shape in
            (0..<shape.width).map { _ in random.words(1 << shape.logHeight).map { $0 % KoalaBear.modulus } }
        }
        let flat = cells.flatMap { $0.flatMap { $0 } }
        let memory = UnsafeMutablePointer<UInt32>.allocate(capacity: max(flat.count, 1))
        for (i, word) in flat.enumerated() { unsafe memory[i] = word }
        unsafe storage = memory
        var start = 0
        views = shapes.map { shape in
            let height = 1 << shape.logHeight
            let columns = unsafe (0..<shape.width).map { k in unsafe UnsafePointer(memory + start + k * height) }
            start += shape.width * height
            return unsafe MatrixColumns(logHeight: shape.logHeight, columns: columns)
        }
    }

    deinit { unsafe storage.deallocate() }

    /// Random salts for every distinct height, tallest first.
    func salts(seed: UInt64) -> [[UInt32]] {
        var random = RandomWords(seed: seed)
        return Set(shapes.map(\.logHeight)).sorted(by: >).map { random.words(4 << $0) }
    }
}

@Suite struct MerkleTreeTests {
    static let layouts: [[MatrixShape]] = [
        [MatrixShape(logHeight: 0, width: 3)],
        [MatrixShape(logHeight: 1, width: 1)],
        [MatrixShape(logHeight: 5, width: 7)],
        [MatrixShape(logHeight: 3, width: 20), MatrixShape(logHeight: 3, width: 2)],
        [MatrixShape(logHeight: 2, width: 4), MatrixShape(logHeight: 6, width: 300), MatrixShape(logHeight: 2, width: 5)],
        [
            MatrixShape(logHeight: 0, width: 1), MatrixShape(logHeight: 1, width: 0), MatrixShape(logHeight: 2, width: 3),
            MatrixShape(logHeight: 3, width: 1),
        ],
        [MatrixShape(logHeight: 7, width: 2), MatrixShape(logHeight: 6, width: 17), MatrixShape(logHeight: 0, width: 2)],
    ]

    private func forEachTree(_ body: (Matrices, MerkleTree) throws -> Void) throws {
        for (i, layout) in Self.layouts.enumerated() {
            let matrices = Matrices(layout, seed: UInt64(i))
            for salts in [[], matrices.salts(seed: UInt64(i) + 100)] {
                try body(matrices, MerkleTree(matrices.views, salts: salts))
            }
        }
    }

    @Test func opensEveryIndexToTheRowsOfItsMatrices() throws {
        try forEachTree { matrices, tree in
            for index in 0..<tree.shape.leafCount {
                let opening = try tree.open(index, in: matrices.views)
                try opening.verify(root: tree.root, shape: tree.shape, index: index)
                for (m, shape) in matrices.shapes.enumerated() {
                    let row = index >> (tree.shape.logLeafCount - shape.logHeight)
                    #expect(opening.rows[m] == matrices.cells[m].map { $0[row] })
                }
            }
        }
    }

    @Test func refusesAChangeOfAnyPartOfAnOpening() throws {
        try forEachTree { matrices, tree in
            let index = tree.shape.leafCount / 3
            let opening = try tree.open(index, in: matrices.views)
            func expectRefused(_ change: (inout MerkleOpening) -> Void, _ error: HashingError = .rootMismatch) {
                var copy = opening
                change(&copy)
                #expect(throws: error) { try copy.verify(root: tree.root, shape: tree.shape, index: index) }
            }
            for m in opening.rows.indices {
                for c in opening.rows[m].indices {
                    expectRefused { $0.rows[m][c] = ($0.rows[m][c] + 1) % KoalaBear.modulus }
                    expectRefused({ $0.rows[m][c] = KoalaBear.modulus }, .wordNotInField(matrix: m, column: c))
                    expectRefused({ $0.rows[m][c] = .max }, .wordNotInField(matrix: m, column: c))
                }
                let width = opening.rows[m].count
                expectRefused({ $0.rows[m].append(0) }, .wrongRowWidth(matrix: m, expected: width, found: width + 1))
                if width > 0 { expectRefused({ $0.rows[m].removeLast() }, .wrongRowWidth(matrix: m, expected: width, found: width - 1)) }
            }
            for i in opening.salts.indices { expectRefused { $0.salts[i] ^= 1 } }
            for i in opening.path.indices { expectRefused { $0.path[i].words[i % 8] ^= 1 << 7 } }
            let (matrixCount, saltCount, depth) = (opening.rows.count, opening.salts.count, opening.path.count)
            expectRefused({ $0.rows.append([]) }, .wrongMatrixCount(expected: matrixCount, found: matrixCount + 1))
            expectRefused({ $0.rows = [] }, .wrongMatrixCount(expected: matrixCount, found: 0))
            expectRefused({ $0.salts.append(0) }, .wrongSaltCount(expected: saltCount, found: saltCount + 1))
            expectRefused({ $0.path.append(Digest()) }, .wrongPathLength(expected: depth, found: depth + 1))
            if depth > 0 { expectRefused({ $0.path.removeLast() }, .wrongPathLength(expected: depth, found: depth - 1)) }
        }
    }

    @Test func refusesAnotherIndexOrRoot() throws {
        try forEachTree { matrices, tree in
            let opening = try tree.open(0, in: matrices.views)
            for index in 1..<max(tree.shape.leafCount, 1) {
                #expect(throws: HashingError.rootMismatch) { try opening.verify(root: tree.root, shape: tree.shape, index: index) }
            }
            var root = tree.root
            root.words[5] ^= 4
            #expect(throws: HashingError.rootMismatch) { try opening.verify(root: root, shape: tree.shape, index: 0) }
            for index in [-1, tree.shape.leafCount, Int.max, Int.min] {
                let error = HashingError.indexOutOfRange(index: index, leafCount: tree.shape.leafCount)
                #expect(throws: error) { try opening.verify(root: tree.root, shape: tree.shape, index: index) }
                #expect(throws: error) { try tree.open(index, in: matrices.views) }
            }
        }
    }

    @Test func givesTheSameRootForAnyPartitionOfTheWork() throws {
        try forEachTree { matrices, tree in
            let again = try MerkleTree(matrices.views, salts: tree.shape.isSalted ? matrices.salts(seed: 1) : []) { count, body in
                for start in stride(from: 0, to: count, by: 5).reversed() { body(start..<min(start + 5, count)) }
            }
            let whole = try MerkleTree(matrices.views, salts: tree.shape.isSalted ? matrices.salts(seed: 1) : [])
            #expect(again.root == whole.root)
        }
    }

    @Test func movesTheRootWithEverySaltAndCell() throws {
        let matrices = Matrices(Self.layouts[4], seed: 9)
        let salts = matrices.salts(seed: 10)
        let root = try MerkleTree(matrices.views, salts: salts).root
        for group in salts.indices {
            for word in stride(from: 0, to: salts[group].count, by: 3) {
                var changed = salts
                changed[group][word] ^= 1 << 30
                #expect(try MerkleTree(matrices.views, salts: changed).root != root)
            }
        }
        #expect(try MerkleTree(Matrices(Self.layouts[4], seed: 11).views, salts: salts).root != root)
    }

    @Test func refusesShapesOutOfRange() {
        #expect(throws: HashingError.noMatrices) { try CommitmentShape([], salted: false) }
        for logHeight in [-1, 31, Int.max, Int.min] {
            #expect(throws: HashingError.heightOutOfRange(matrix: 1, logHeight: logHeight)) {
                try CommitmentShape([MatrixShape(logHeight: 2, width: 1), MatrixShape(logHeight: logHeight, width: 1)], salted: false)
            }
        }
        for width in [-1, 1 << 20 + 1, Int.max] {
            #expect(throws: HashingError.widthOutOfRange(matrix: 0, width: width)) {
                try CommitmentShape([MatrixShape(logHeight: 2, width: width)], salted: true)
            }
        }
    }

    @Test func refusesSaltsThatDoNotFit() throws {
        let matrices = Matrices(Self.layouts[4], seed: 12)
        let salts = matrices.salts(seed: 13)
        #expect(throws: HashingError.wrongSaltCount(expected: 2, found: 1)) { try MerkleTree(matrices.views, salts: [salts[0]]) }
        #expect(throws: HashingError.wrongColumns(matrix: 0, expected: 16, found: 15)) {
            try MerkleTree(matrices.views, salts: [salts[0], Array(salts[1].dropLast())])
        }
    }
}
