import CKernels
import FiniteFields
import StarkVerifier

/// The LogUp columns of one table on its rows (Haböck, ePrint 2022/1530): one extension column for each pair of interactions, the last one
/// the running sum of all fractions less the table's total spread evenly.
///
/// Row i of the running sum is s(i), with s(i + 1) − s(i) = (fractions of row i) − total/n, cyclically.
@safe struct LogUpColumns: Sendable {
    let columns: Columns
    let total: KoalaBear4

    /// - Parameters:
    ///   - main: the table's main columns in row order (Montgomery words); `preprocessed` likewise.
    init(
        _ program: CompiledProgram, logRows: Int, publicValues: [KoalaBear], parallel: Parallel,
        main: @Sendable (Int) -> UnsafeMutablePointer<UInt32>, preprocessed: @Sendable (Int) -> UnsafeMutablePointer<UInt32>
    ) {
        let source = program.source
        let rows = 1 << logRows
        let columns = Columns(log: logRows, width: 4 * source.logUpColumns)
        let block = min(BlockContext.rows, rows)
        parallel.ranges(rows, grain: max(block, min(rows, 1 << 14))) { range in
            let context = BlockContext(program, publicValues: publicValues)
            var out = unsafe [UnsafeMutablePointer<UInt32>?](repeating: nil, count: columns.width)
            for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
                for column in 0..<source.mainCount { unsafe context.setMain(column, main(column) + start) }
                for column in 0..<source.preprocessedCount { unsafe context.setPreprocessed(column, preprocessed(column) + start) }
                for (index, column) in source.nextColumns.enumerated() {
                    let values = unsafe main(column)
                    for row in 0..<block { unsafe context.next(index)[row] = values[(start + row + 1) & (rows - 1)] }
                }
                for row in 0..<block {
                    unsafe context.selector(0)[row] = start + row == 0 ? KoalaBear.one.raw : 0
                    unsafe context.selector(1)[row] = start + row + 1 == rows ? KoalaBear.one.raw : 0
                }
                for column in 0..<columns.width { unsafe out[column] = columns[column] + start }
                unsafe withUnsafePointer(to: program.kernel) { kernel in
                    unsafe burhan_air_logup(out, kernel, context.slots, context.scratch.pointer, block)
                }
            }
        }
        self.columns = columns
        total = Self.accumulate(columns, rows, parallel)
    }

    /// Turns the last column from row totals to the running sum; returns the table's total.
    private static func accumulate(_ columns: Columns, _ rows: Int, _ parallel: Parallel) -> KoalaBear4 {
        guard columns.width > 0, let inverseRows = KoalaBear(UInt32(rows)).inverse else { return .zero }
        let total = parallel.map(4) { k in
            let column = unsafe columns[columns.width - 4 + k]
            var wide: UInt64 = 0
            for row in 0..<rows { unsafe wide &+= UInt64(column[row]) }
            // The sum of Montgomery words is the Montgomery word of the sum.
            let sum = KoalaBear(raw: UInt32(wide % UInt64(KoalaBear.modulus))) ?? .zero
            let step = (sum * inverseRows).raw
            var running: UInt32 = 0
            for row in 0..<rows {
                let value = unsafe column[row]
                unsafe column[row] = running
                var next = running &+ value
                next = next >= KoalaBear.modulus ? next &- KoalaBear.modulus : next
                running = next >= step ? next &- step : next &+ KoalaBear.modulus &- step
            }
            return sum
        }
        return KoalaBear4(total[0], total[1], total[2], total[3])
    }
}
