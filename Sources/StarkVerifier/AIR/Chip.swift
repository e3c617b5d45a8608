/// A bus: a multiset of tuples on which what tables send and what they receive must cancel.
///
/// The number is part of every tuple's fingerprint, so tuples of different buses never meet. 0 is reserved for blinding.
public struct Bus: Sendable, Equatable {
    public let number: UInt32
    public let name: String
    /// Entries of each tuple, 1…32.
    public let arity: Int

    public init(number: UInt32, name: String, arity: Int) {
        precondition(arity >= 1 && arity <= 32)
        self.number = number
        self.name = name
        self.arity = arity
    }

    /// Random tuples that hide each table's published sum (`docs/zero-knowledge.md`).
    public static let blinding = Bus(number: 0, name: "blinding", arity: 4)
}

/// One tuple per row that a chip contributes to a bus, with a multiplicity.
public struct Interaction: Sendable {
    public let bus: Bus
    /// Entries, each of degree at most 1.
    public let values: [Expression]
    /// Signed multiplicity (negative for receiving), of degree at most 1.
    public let multiplicity: Expression
}

/// Where a chip's preprocessed columns come from. One commitment holds all of them.
public enum PreprocessedSource: UInt8, Sendable {
    /// The chip has none.
    case none = 0
    /// The same for every program (range and bitwise tables).
    case fixed = 1
    /// Fixed by the image (program and initial memory).
    case image = 2
}

/// A named polynomial identity that holds on every row.
public struct Constraint: Sendable {
    public let label: String
    public let expression: Expression
}

/// An AIR: the columns, constraints and bus interactions of one table.
public struct Chip: Sendable {
    public let name: String
    public let columnNames: [String]
    public let preprocessedNames: [String]
    public let preprocessedSource: PreprocessedSource
    public let constraints: [Constraint]
    /// In declaration order; the blinding interaction, when the chip has one, is the last.
    public let interactions: [Interaction]
    /// Main columns that carry the random blinding tuple in the last row; empty for the blinding table itself.
    public let blindingColumns: [Int]

    public var width: Int { columnNames.count }
    public var preprocessedWidth: Int { preprocessedNames.count }
}
