import StarkProver

/// Writes rows one after the other into as many traces as they need.
@safe struct TraceWriter<Column: ChipColumn>: ~Copyable {
    private let lookups: LookupTally
    private let tile: UnsafeMutablePointer<UInt32>
    private let width = Column.allCases.count
    private var remaining: Int
    private var rowsInTile = 0
    private var rowsInTrace = 0
    private(set) var traces: [Trace] = []

    /// A writer for exactly `rows` rows.
    init(rows: Int, lookups: LookupTally) {
        remaining = rows
        self.lookups = lookups
        unsafe tile = .allocate(capacity: width * TraceRow<Column>.tileRows)
        unsafe tile.initialize(repeating: 0, count: width * TraceRow<Column>.tileRows)
        open()
    }

    deinit { unsafe tile.deallocate() }

    private mutating func open() {
        guard remaining > 0 else { return }
        let rows = min(remaining, RISCVMachine.maximumRows - 1)
        remaining -= rows
        traces.append(Trace(rows: RISCVMachine.height(forRows: rows), width: width))
        rowsInTrace = 0
    }

    /// The next row, all zero; it is complete when the following one is asked for.
    @inline(__always)
    mutating func next() -> TraceRow<Column> {
        if rowsInTile == TraceRow<Column>.tileRows || rowsInTrace + rowsInTile == RISCVMachine.maximumRows - 1 { flush() }
        rowsInTile += 1
        return unsafe TraceRow(cells: tile + (rowsInTile - 1), lookups: lookups)
    }

    private mutating func flush() {
        guard rowsInTile > 0, let trace = traces.last else { return }
        let tileRows = TraceRow<Column>.tileRows
        for column in 0..<width {
            unsafe (trace.column(column) + rowsInTrace).update(from: tile + column * tileRows, count: rowsInTile)
        }
        unsafe tile.update(repeating: 0, count: width * tileRows)
        rowsInTrace += rowsInTile
        trace.usedRows = rowsInTrace
        rowsInTile = 0
        if rowsInTrace == RISCVMachine.maximumRows - 1 { open() }
    }

    /// The traces, when all rows have been written.
    consuming func finish() -> [Trace] {
        flush()
        return traces
    }
}
