import Hashing

/// One table of a proof: which chip, and how tall.
public struct TableShape: Sendable, Equatable {
    /// Index into `TableSystem.chips`.
    public let chip: Int
    public let logRows: Int

    public init(chip: Int, logRows: Int) {
        self.chip = chip
        self.logRows = logRows
    }

    public var rows: Int { 1 << logRows }
}

/// A chip with the bounds on how often and how tall a proof may instantiate it.
public struct ChipEntry: Sendable {
    public let chip: Chip
    public let instances: ClosedRange<Int>
    /// Binary logarithm of the rows of each instance.
    public let logRows: ClosedRange<Int>
    /// Whether the rows of all instances count towards `TableSystem.maximumCountedRows`.
    public let isCounted: Bool

    public init(_ chip: Chip, instances: ClosedRange<Int>, logRows: ClosedRange<Int>, isCounted: Bool) {
        self.chip = chip
        self.instances = instances
        self.logRows = logRows
        self.isCounted = isCounted
    }
}

/// The ordered chips that prove one kind of statement, compiled.
public struct TableSystem: Sendable {
    public let entries: [ChipEntry]
    public let programs: [ConstraintProgram]
    /// The same chips' interactions alone, for the LogUp columns.
    package let interactionPrograms: [ConstraintProgram]
    public let publicValueCount: Int
    /// The most rows of all instances of counted chips together (so that a clock can't wrap around the characteristic).
    public let maximumCountedRows: Int
    /// Digest over every chip's compiled program and bounds.
    public let digest: Digest

    public var chips: [Chip] { entries.map { $0.chip } }
    /// Allowance for the tuples that a verifier adds itself: a journal of 64 KiB is 2^14 of them.
    public static let publicTuples = 1 << 15

    /// Index of the built-in chip that absorbs the blinding tuples, always the last.
    public var blindingChip: Int { entries.count - 1 }

    /// Compiles the chips; the blinding table is added at the end.
    ///
    /// Every chip must blind its sum: a table without interactions would publish a sum that no constraint binds.
    public init(_ chips: [ChipEntry], maximumCountedRows: Int, publicValueCount: Int) {
        for entry in chips { precondition(entry.chip.blindingColumns.count == 4, "a chip does not blind its sum") }
        entries = chips + [ChipEntry(Self.blindingTable(), instances: 1...1, logRows: 5...7, isCounted: false)]
        self.maximumCountedRows = maximumCountedRows
        programs = entries.map { ConstraintProgram($0.chip, publicValueCount: publicValueCount) }
        interactionPrograms = entries.map {
            ConstraintProgram($0.chip, publicValueCount: publicValueCount, interactionsOnly: true)
        }
        self.publicValueCount = publicValueCount
        var transcript = Transcript(protocolName: "burhan table system 2")
        transcript.absorb("counted rows", UInt64(maximumCountedRows))
        for (entry, program) in zip(entries, programs) {
            transcript.absorb(
                "bounds",
                bytes: [
                    UInt8(entry.instances.lowerBound), UInt8(entry.instances.upperBound), UInt8(entry.logRows.lowerBound),
                    UInt8(entry.logRows.upperBound), entry.isCounted ? 1 : 0, entry.chip.preprocessedSource.rawValue,
                ])
            transcript.absorb("program", bytes: program.encoded())
        }
        digest = transcript.digest("table system")
    }

    /// Takes the tuple (u0, u1, u2, u3) of every other table off the blinding bus: one row each, in any order.
    private static func blindingTable() -> Chip {
        var builder = ChipBuilder("blinding")
        let tuple = builder.columns("u", 4)
        let count = builder.column("count")
        builder.receive(.blinding, tuple, multiplicity: count)
        return builder.build()
    }

    /// Why the heights can't belong to an acceptable proof, or nil.
    ///
    /// Tables come in chip order, within a chip tallest first; every chip appears between its bounds. The number of tuples on all buses stays
    /// below the characteristic, which LogUp needs.
    public func problem(in shapes: [TableShape]) -> ShapeProblem? {
        guard shapes.count <= StarkParameters.maximumTables else { return .tooManyTables(shapes.count) }
        var counts = [Int](repeating: 0, count: entries.count)
        var previous = TableShape(chip: 0, logRows: 64)
        // 64 bits also where Int has 32: neither sum can overflow.
        var tuples: UInt64 = 0
        var counted: UInt64 = 0
        for shape in shapes {
            guard shape.chip >= 0 && shape.chip < entries.count else { return .unknownChip(shape.chip) }
            guard entries[shape.chip].logRows.contains(shape.logRows) else {
                return .heightOutOfRange(chip: shape.chip, logRows: shape.logRows)
            }
            guard shape.chip > previous.chip || (shape.chip == previous.chip && shape.logRows <= previous.logRows) else {
                return .outOfOrder(chip: shape.chip)
            }
            previous = shape
            counts[shape.chip] += 1
            tuples += UInt64(shape.rows) * UInt64(entries[shape.chip].chip.interactions.count)
            if entries[shape.chip].isCounted { counted += UInt64(shape.rows) }
        }
        for (chip, count) in counts.enumerated() {
            guard entries[chip].instances.contains(count) else {
                return .instanceCount(chip: chip, count: count)
            }
        }
        guard tuples + UInt64(Self.publicTuples) < 0x7f00_0001 else { return .tooManyTuples(tuples) }
        guard counted <= UInt64(maximumCountedRows) else { return .tooManyCountedRows(counted) }
        return nil
    }
}

/// A way in which the table heights of a proof are unacceptable.
public enum ShapeProblem: Error, Sendable, Equatable {
    case tooManyTables(Int)
    case unknownChip(Int)
    case heightOutOfRange(chip: Int, logRows: Int)
    case outOfOrder(chip: Int)
    case instanceCount(chip: Int, count: Int)
    /// The tuples on the buses reach the characteristic.
    case tooManyTuples(UInt64)
    /// The rows of counted chips exceed their bound.
    case tooManyCountedRows(UInt64)
}
