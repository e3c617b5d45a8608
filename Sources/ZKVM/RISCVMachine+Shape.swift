import StarkVerifier

/// One table as the proof announces it.
public struct TableShape: Equatable, Sendable {
    /// Index into `RISCVMachine.chips`.
    public var chip: Int
    /// Binary logarithm of the number of rows.
    public var logRows: Int

    public init(chip: Int, logRows: Int) {
        self.chip = chip
        self.logRows = logRows
    }
}

/// Why the tables of a proof can't be those of an execution.
public enum ShapeError: Error, Equatable, Sendable {
    /// A table of no chip of the machine, or before a table of an earlier chip.
    case chipOutOfOrder(position: Int, chip: Int)
    /// A chip has too few or too many tables.
    case instances(chip: Int, found: Int, allowed: ClosedRange<Int>)
    /// A table's height is not allowed.
    case logRows(position: Int, found: Int, allowed: ClosedRange<Int>)
    /// More rows that are cycles than keep clocks below 2^29.
    case cycleRows(found: Int, limit: Int)
    /// More tuples on a bus than keep multiplicities from wrapping around p.
    case tuples(bus: UInt32, found: Int, limit: Int)
}

extension RISCVMachine {
    /// Checks a proof's tables: a condition of soundness, to be asked before anything else about the proof is believed.
    ///
    /// Tables stand in the order of `chips`. Exactly one table of those that give places their first values; so few rows that clocks
    /// don't wrap and that fewer tuples than p are on any bus. Total over any numbers; cost: linear in the number of tables.
    public static func check(_ shape: [TableShape]) throws(ShapeError) {
        var counts = [Int](repeating: 0, count: chips.count)
        var cycleRows = 0
        var tuples: [UInt32: Int] = [:]
        for (position, table) in shape.enumerated() {
            guard chips.indices.contains(table.chip), position == 0 || shape[position - 1].chip <= table.chip else {
                throw .chipOutOfOrder(position: position, chip: table.chip)
            }
            let chip = chips[table.chip]
            guard chip.logRows.contains(table.logRows) else {
                throw .logRows(position: position, found: table.logRows, allowed: chip.logRows)
            }
            counts[table.chip] += 1
            guard counts[table.chip] <= chip.instances.upperBound else {
                throw .instances(chip: table.chip, found: counts[table.chip], allowed: chip.instances)
            }
            let rows = 1 << table.logRows
            if chip.countsCycles { cycleRows += rows }
            for interaction in chip.chip.interactions { tuples[interaction.bus.number, default: 0] += rows }
        }
        for (index, chip) in chips.enumerated() where counts[index] < chip.instances.lowerBound {
            throw .instances(chip: index, found: counts[index], allowed: chip.instances)
        }
        guard cycleRows <= maximumCycleRows else { throw .cycleRows(found: cycleRows, limit: maximumCycleRows) }
        for (bus, count) in tuples where count >= maximumTuples { throw .tuples(bus: bus, found: count, limit: maximumTuples) }
    }

    /// Tuples on one bus: fewer than p = 2^31 − 2^24 + 1.
    static let maximumTuples = 0x7F00_0001
}
