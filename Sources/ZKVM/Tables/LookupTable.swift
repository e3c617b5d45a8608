import StarkProver
import StarkVerifier

/// All numbers below 2^16, as numbers, as pairs of bytes and with the conjunction of these bytes: 2^16 rows, fixed.
enum LookupTable {
    static let name = "lookup"
    static let logRows = 16

    static func chip() -> Chip {
        var air = ChipBuilder(name)
        let value = air.preprocessed("value", from: .fixed)
        let a = air.preprocessed("a", from: .fixed)
        let b = air.preprocessed("b", from: .fixed)
        let and = air.preprocessed("and", from: .fixed)
        air.send(MachineBus.range, [value], multiplicity: air.column("rangeCount"))
        air.send(MachineBus.bytes, [a, b], multiplicity: air.column("bytesCount"))
        air.send(MachineBus.and, [a, b, and], multiplicity: air.column("andCount"))
        air.blind(with: air.columns("blinding", 4))
        return air.build()
    }

    static let preprocessed: Trace = {
        let trace = Trace(rows: 1 << logRows, width: 4)
        for value in 0..<1 << logRows {
            let (a, b) = (value & 0xFF, value >> 8)
            for (column, cell) in [value, a, b, a & b].enumerated() { trace[value, column] = UInt32(cell) }
        }
        return trace
    }()

    /// The multiplicities that a tally has counted.
    static func trace(of tally: LookupTally) -> Trace {
        let trace = Trace(rows: 1 << logRows, width: 7)
        unsafe trace.column(0).update(from: tally.range, count: 1 << logRows)
        unsafe trace.column(1).update(from: tally.bytes, count: 1 << logRows)
        unsafe trace.column(2).update(from: tally.and, count: 1 << logRows)
        return trace
    }
}
