/// Units counted in one part of a window.
public struct RateCell: Sendable, Equatable {
    /// Which part: time in milliseconds since 1970 divided by the cells' width.
    public var cell: Int
    public var units: Int

    public init(cell: Int, units: Int) {
        self.cell = cell
        self.units = units
    }
}

extension Session {
    /// The cells of a window from the first to the last given, in order.
    public func rateCells(_ key: String, windowMilliseconds: Int, in range: ClosedRange<Int>) throws(StorageError) -> [RateCell] {
        try connection.query(
            "SELECT cell, units FROM rate_cells WHERE key = ? AND window_ms = ? AND cell >= ? AND cell <= ? ORDER BY cell",
            [.text(key), .integer(windowMilliseconds), .integer(range.lowerBound), .integer(range.upperBound)]
        ) { RateCell(cell: $0.integer(0), units: $0.integer(1)) }
    }

    public func addRateUnits(_ key: String, windowMilliseconds: Int, cell: Int, units: Int, until time: Int) throws(StorageError) {
        try connection.run(
            """
            INSERT INTO rate_cells (key, window_ms, cell, units, expires_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (key, window_ms, cell) DO UPDATE SET units = rate_cells.units + excluded.units
            """,
            [.text(key), .integer(windowMilliseconds), .integer(cell), .integer(units), .integer(time)])
    }

    /// Forgets cells that have left their windows.
    public func deleteRateCells(before time: Int) throws(StorageError) {
        try connection.run("DELETE FROM rate_cells WHERE expires_at < ?", [.integer(time)])
    }
}
