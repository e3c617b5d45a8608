/// A row of a trace while it is filled, and the tally of the look-ups that it makes.
///
/// Columns of large traces lie a large power of two apart, which caches take badly; so rows are filled in a tile of 64 rows that
/// `TraceWriter` copies into the trace.
@safe package struct TraceRow<Column: ChipColumn> {
    static var tileRows: Int { 64 }

    private let cells: UnsafeMutablePointer<UInt32>
    let lookups: LookupTally

    init(cells: UnsafeMutablePointer<UInt32>, lookups: LookupTally) {
        unsafe self.cells = cells
        self.lookups = lookups
    }

    @inline(__always)
    subscript(_ column: Column) -> UInt32 {
        get { unsafe cells[column.rawValue &* 64] }
        nonmutating set { unsafe cells[column.rawValue &* 64] = newValue }
    }

    /// The column `offset` behind a column.
    @inline(__always)
    subscript(_ column: Column, _ offset: Int) -> UInt32 {
        get { unsafe cells[(column.rawValue &+ offset) &* 64] }
        nonmutating set { unsafe cells[(column.rawValue &+ offset) &* 64] = newValue }
    }

    /// Sets a word's two limbs.
    @inline(__always)
    func set(_ low: Column, _ high: Column, _ value: UInt32) {
        self[low] = value.low
        self[high] = value.high
    }

    /// Sets four byte columns from one on.
    @inline(__always)
    func setBytes(_ first: Column, _ value: UInt32) {
        for index in 0..<4 { self[first, index] = value.byte(UInt32(index)) }
    }

    /// Sets the columns of an access and counts its look-ups.
    @inline(__always)
    func setAccess(_ clock: Column, _ gap: Column, previous: UInt32, now: UInt32) {
        let difference = now &- previous &- 1
        self[clock] = previous
        self[gap] = difference >> 13
        lookups.countRange(difference & 0x1FFF)
        lookups.countRange(difference >> 13)
    }

    /// Counts the range look-ups of a word's limbs.
    @inline(__always)
    func countRange(_ value: UInt32) {
        lookups.countRange(value.low)
        lookups.countRange(value.high)
    }

    /// Counts the look-ups of a word's bytes in pairs.
    @inline(__always)
    func countBytes(_ value: UInt32) {
        lookups.countBytes(value.byte(0), value.byte(1))
        lookups.countBytes(value.byte(2), value.byte(3))
    }

    /// Counts the sign look-up of a limb.
    @inline(__always)
    func countSign(ofLimb limb: UInt32) {
        lookups.countRange(limb << 1 & 0xFFFF)
    }

    /// Counts the look-ups of a carry.
    @inline(__always)
    func countCarry(_ carry: UInt32) {
        lookups.countRange(carry)
        lookups.countRange(32 &* carry)
    }
}
