/// The values of one table: `width` columns of `rows` canonical field elements (each below p), column after column.
///
/// `rows` is a power of two. The storage is zero on creation and freed with the object. Not synchronised: fill it from one thread, or
/// from several on disjoint cells, before it is shared.
@safe public final class Trace: @unchecked Sendable {  // Sendable: written before sharing, read-only afterwards.
    public let rows: Int
    public let width: Int
    public let cells: UnsafeMutablePointer<UInt32>
    /// Rows from here on are zero but for the last; whoever fills the trace may say so.
    public var usedRows: Int

    public init(rows: Int, width: Int) {
        precondition(rows > 0 && rows & (rows - 1) == 0 && width >= 0)
        self.rows = rows
        self.width = width
        usedRows = rows
        unsafe cells = LargeMemory.allocate(rows * width, zeroed: true)
    }

    deinit {
        // What was only read is the system's page of zeros, and dear to write to for whoever gets this memory next.
        for index in 0..<width where usedRows < rows { unsafe LargeMemory.discard(column(index) + usedRows, rows - usedRows) }
        unsafe LargeMemory.release(cells, rows * width)
    }

    /// The cells of one column.
    @inlinable public func column(_ index: Int) -> UnsafeMutablePointer<UInt32> { unsafe cells + index * rows }

    @inlinable public subscript(row: Int, column: Int) -> UInt32 {
        get { unsafe cells[column * rows + row] }
        set { unsafe cells[column * rows + row] = newValue }
    }
}
