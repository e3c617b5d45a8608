#if canImport(CKernels)
    import FiniteFields

    /// One matrix as column pointers, rows in the order in which the tree indexes them.
    ///
    /// The memory belongs to the caller, who keeps it alive and unchanged while a tree is built or opened.
    @safe
    public struct MatrixColumns: @unchecked Sendable {
        public let logHeight: Int
        /// Start of each column of 2^`logHeight` Montgomery representatives.
        public let columns: [UnsafePointer<UInt32>]

        @unsafe
        public init(logHeight: Int, columns: [UnsafePointer<UInt32>]) {
            self.logHeight = logHeight
            unsafe self.columns = columns
        }
    }

    /// A Merkle tree over matrices of mixed power-of-two heights, built with the vector kernels.
    ///
    /// When the level of 2^k nodes is reached and matrices of height 2^k exist, each node is joined with the digest of its row.
    public struct MerkleTree: Sendable {
        /// Runs a body over the whole range 0 ..< count, in any partition, on any threads, and returns when all is done.
        public typealias ParallelFor = (_ count: Int, _ body: @Sendable (Range<Int>) -> Void) -> Void

        public let shape: CommitmentShape
        /// Salt words of each group, tallest first: four columns of the group's height, one after the other. Empty if unsalted.
        private let salts: [[UInt32]]
        /// Digests of every level, leaves first.
        private let levels: [[Digest]]

        public var root: Digest { levels[levels.count - 1][0] }

        /// Hashes the matrices. `salts` is empty for an unsalted commitment; otherwise it holds, for each group of the shape
        /// (tallest first), 4 · height secret random words.
        ///
        /// Memory: 64 bytes per leaf. Cost: one compression per 64 bytes of matrix and per node.
        public init(
            _ matrices: [MatrixColumns], salts: [[UInt32]], parallelFor: ParallelFor = { count, body in body(0..<count) }
        ) throws(HashingError) {
            var shapes: [MatrixShape] = []
            for matrix in matrices { unsafe shapes.append(MatrixShape(logHeight: matrix.logHeight, width: matrix.columns.count)) }
            let shape = try CommitmentShape(shapes, salted: !salts.isEmpty)
            if !salts.isEmpty {
                guard salts.count == shape.groups.count else {
                    throw .wrongSaltCount(expected: shape.groups.count, found: salts.count)
                }
                for (group, words) in zip(shape.groups, salts)
                where words.count != CommitmentShape.saltWords << group.logHeight {
                    throw .wrongColumns(
                        matrix: group.members[0], expected: CommitmentShape.saltWords << group.logHeight, found: words.count)
                }
            }
            self.shape = shape
            self.salts = salts
            func rowDigests(_ group: Int) -> [Digest] {
                Self.rowDigests(
                    of: shape.groups[group].members, in: matrices, logHeight: shape.groups[group].logHeight,
                    salts: salts.isEmpty ? [] : salts[group], parallelFor)
            }
            var levels = [rowDigests(0)]
            var nextGroup = 1
            for level in 0..<shape.logLeafCount {
                var nodes = Self.parents(of: levels[level], parallelFor)
                if nextGroup < shape.groups.count, 1 << shape.groups[nextGroup].logHeight == nodes.count {
                    Self.inject(rowDigests(nextGroup), into: &nodes, parallelFor)
                    nextGroup += 1
                }
                levels.append(nodes)
            }
            self.levels = levels
        }

        /// The rows at leaf `index` with their path. `matrices` must be those given to `init`.
        public func open(_ index: Int, in matrices: [MatrixColumns]) throws(HashingError) -> MerkleOpening {
            guard index >= 0, index < shape.leafCount else {
                throw .indexOutOfRange(index: index, leafCount: shape.leafCount)
            }
            guard matrices.count == shape.matrices.count else {
                throw .wrongMatrixCount(expected: shape.matrices.count, found: matrices.count)
            }
            var rows: [[UInt32]] = []
            for (i, matrix) in matrices.enumerated() {
                let found = unsafe MatrixShape(logHeight: matrix.logHeight, width: matrix.columns.count)
                guard found == shape.matrices[i] else {
                    throw .wrongColumns(matrix: i, expected: shape.matrices[i].width, found: found.width)
                }
                let row = index >> (shape.logLeafCount - matrix.logHeight)
                rows.append(unsafe matrix.columns.map { column in unsafe column[row] })
            }
            var saltWords: [UInt32] = []
            for (group, words) in zip(shape.groups, salts) {
                let row = index >> (shape.logLeafCount - group.logHeight)
                for k in 0..<CommitmentShape.saltWords { saltWords.append(words[k << group.logHeight + row]) }
            }
            let path = (0..<shape.logLeafCount).map { levels[$0][(index >> $0) ^ 1] }
            return MerkleOpening(rows: rows, salts: saltWords, path: path)
        }
    }
#endif
