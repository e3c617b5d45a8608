/// Height and width of one committed matrix.
public struct MatrixShape: Hashable, Sendable {
    /// Binary logarithm of the number of rows.
    public let logHeight: Int
    /// Number of columns.
    public let width: Int

    public init(logHeight: Int, width: Int) {
        self.logHeight = logHeight
        self.width = width
    }
}

/// The matrices under one Merkle root, in order, and whether their leaves are salted.
///
/// Matrices of one height form a group: their rows of equal index are concatenated, in the given order, before hashing, followed by
/// the salt of that row. Groups are ordered by falling height; the tallest gives the leaves.
public struct CommitmentShape: Equatable, Sendable {
    /// Matrices of one height.
    public struct Group: Equatable, Sendable {
        public let logHeight: Int
        /// Positions in `matrices`, rising.
        public let members: [Int]
    }

    /// Words of salt per row: 128 bits.
    public static let saltWords = 4
    static let maximumLogHeight = 30
    static let maximumWidth = 1 << 20

    public let matrices: [MatrixShape]
    public let isSalted: Bool
    public let groups: [Group]

    public init(_ matrices: [MatrixShape], salted: Bool) throws(HashingError) {
        guard !matrices.isEmpty else { throw .noMatrices }
        var members = [[Int]](repeating: [], count: Self.maximumLogHeight + 1)
        for (i, matrix) in matrices.enumerated() {
            guard matrix.logHeight >= 0, matrix.logHeight <= Self.maximumLogHeight else {
                throw .heightOutOfRange(matrix: i, logHeight: matrix.logHeight)
            }
            guard matrix.width >= 0, matrix.width <= Self.maximumWidth else {
                throw .widthOutOfRange(matrix: i, width: matrix.width)
            }
            members[matrix.logHeight].append(i)
        }
        self.matrices = matrices
        self.isSalted = salted
        var groups: [Group] = []
        var logHeight = Self.maximumLogHeight
        while logHeight >= 0 {
            if !members[logHeight].isEmpty { groups.append(Group(logHeight: logHeight, members: members[logHeight])) }
            logHeight -= 1
        }
        self.groups = groups
    }

    /// Binary logarithm of the number of leaves; the length of an authentication path.
    public var logLeafCount: Int { groups[0].logHeight }
    public var leafCount: Int { 1 << logLeafCount }
}
