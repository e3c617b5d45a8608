import CKernels
import FiniteFields
import StarkVerifier

/// One table with everything committed so far.
struct CommittedTable: Sendable {
    let shape: TableShape
    /// Whether a constraint reads a main column in the next row.
    let readsNext: Bool
    let main: ExtendedColumns
    let preprocessed: ExtendedColumns?
    let logUp: ExtendedColumns
    let sum: KoalaBear4
}

/// One table's quotient Σ λᵏ Cₖ / (Xⁿ − 1) by its coefficients.
///
/// It has few coefficients more than 2n (`StarkParameters.quotientCoefficients`). Where the table's domain of N points has fewer, the values on it miss the top, and values on the small
/// coset restore it: Q = A + (X^N − s^N)·B with A interpolated from the domain and B from the small coset.
@safe struct TableQuotient: Sendable {
    /// Four columns of coefficients, and the next ones where they did not suffice.
    let low: Columns
    let top: Columns?
    /// Whether Xⁿ − 1 divides the combined constraints: false when the trace violates one, for then the "quotient" has too high a degree.
    let isPolynomial: Bool

    init(
        _ table: CommittedTable, _ program: CompiledProgram, _ domain: EvaluationDomain, parameters: StarkParameters,
        publicValues: [KoalaBear], parallel: Parallel
    ) {
        let bound = parameters.quotientCoefficients(rows: table.shape.rows, readsNext: table.readsNext)
        var log = table.shape.logRows + 1
        while log < table.main.domain.log && 1 << log < bound { log += 1 }
        let values = Self.evaluate(table, program, domain, log: log, publicValues, parallel)
        parallel(4) { [log] k in
            let status = unsafe burhan_kb_coset_intt(values[k], UInt32(log), KoalaBear.cosetShift.raw)
            precondition(status == 0, "transform size out of range")
        }
        top = table.main.small == nil ? nil : Self.restoreTop(table, program, domain, values, publicValues, parallel)
        if let top {
            // Q = A − s^N·B + X^N·B: from here on `values` and `top` are Q's low and high coefficients.
            let domainPower = KoalaBear.cosetShift.squared(times: domain.logDomain).raw
            let scaled = Words(top.rows)
            for k in 0..<4 {
                unsafe burhan_kb_scale(scaled.pointer, top[k], domainPower, top.rows)
                unsafe burhan_kb_sub(values[k], values[k], scaled.pointer, top.rows)
            }
        }
        low = values
        isPolynomial = Self.vanishes(values, from: bound - 2, top)
    }

    /// Whether all coefficients from `bound` on are zero.
    private static func vanishes(_ low: Columns, from bound: Int, _ top: Columns?) -> Bool {
        for k in 0..<4 {
            for index in min(bound, low.rows)..<low.rows where unsafe low[k][index] != 0 { return false }
            guard let top else { continue }
            for index in max(0, bound - low.rows)..<top.rows where unsafe top[k][index] != 0 { return false }
        }
        return true
    }

    /// Values of the quotient on the domain's first 2^log positions, a coset of its own: four columns.
    private static func evaluate(
        _ table: CommittedTable, _ program: CompiledProgram, _ domain: EvaluationDomain, log: Int, _ publicValues: [KoalaBear],
        _ parallel: Parallel
    ) -> Columns {
        let values = Columns(log: log, width: 4)
        let main = table.main.domain
        let logUp = table.logUp.domain
        let pieceLog = log - max(main.pieces, logUp.pieces).trailingZeroBitCount
        let next = KoalaBear.twoAdicGenerator(domain.logRows)
        let sumColumns = Array(logUp.width - 4..<logUp.width)
        for start in stride(from: 0, to: 1 << log, by: 1 << pieceLog) {
            let piece = Piece(
                start: start, rows: 1 << pieceLog,
                main: main.piece(Array(0..<main.width), start: start, log: pieceLog, parallel: parallel),
                logUp: logUp.piece(Array(0..<logUp.width), start: start, log: pieceLog, parallel: parallel),
                mainNext: main.stored == nil
                    ? main.piece(program.source.nextColumns, start: start, log: pieceLog, turn: next, parallel: parallel) : nil,
                sumNext: logUp.stored == nil ? logUp.piece(sumColumns, start: start, log: pieceLog, turn: next, parallel: parallel) : nil)
            evaluate(table, program, domain, piece, publicValues, into: values, parallel)
        }
        return values
    }

    /// Consecutive positions of the domain with all columns there; the next row's values too, unless the columns are stored.
    private struct Piece: Sendable {
        let start: Int
        let rows: Int
        let main: DomainColumns.Piece
        let logUp: DomainColumns.Piece
        let mainNext: DomainColumns.Piece?
        let sumNext: DomainColumns.Piece?
    }

    private static func evaluate(
        _ table: CommittedTable, _ program: CompiledProgram, _ domain: EvaluationDomain, _ piece: Piece, _ publicValues: [KoalaBear],
        into values: Columns, _ parallel: Parallel
    ) {
        let source = program.source
        let rows = 1 << domain.logRows
        let block = min(BlockContext.rows, rows, piece.rows)
        let sumColumn = table.logUp.width - 4
        parallel.ranges(piece.rows, grain: max(block, min(rows, 1 << 14))) { range in
            let context = BlockContext(program, publicValues: publicValues)
            let sumNext = Columns(log: 9, width: 4)
            for offset in stride(from: range.lowerBound, to: range.upperBound, by: block) {
                let start = piece.start + offset
                for column in 0..<source.mainCount { unsafe context.setMain(column, piece.main.pointers[column] + offset) }
                if let preprocessed = table.preprocessed?.domain.stored {
                    for column in 0..<source.preprocessedCount {
                        unsafe context.setPreprocessed(column, preprocessed[column] + start)
                    }
                }
                for (index, column) in source.nextColumns.enumerated() {
                    if let next = piece.mainNext {
                        unsafe context.next(index).update(from: next.pointers[index] + offset, count: block)
                    } else {
                        unsafe gather(context.next(index), piece.main.pointers[column], domain.next, start, block)
                    }
                }
                for k in 0..<4 {
                    if let next = piece.sumNext {
                        unsafe sumNext[k].update(from: next.pointers[k] + offset, count: block)
                    } else {
                        unsafe gather(sumNext[k], piece.logUp.pointers[sumColumn + k], domain.next, start, block)
                    }
                }
                unsafe context.selector(0).update(from: domain.isFirst.pointer + start, count: block)
                unsafe context.selector(1).update(from: domain.isLast.pointer + start, count: block)
                unsafe run(
                    context, logUp: piece.logUp.pointers.map { unsafe UnsafePointer($0 + offset) }, sumNext: sumNext,
                    out: (0..<4).map { unsafe values[$0] + start }, rows: block)
                let scale = domain.inverseVanishing[start >> domain.logRows].raw
                for k in 0..<4 { unsafe burhan_kb_scale(values[k] + start, values[k] + start, scale, block) }
            }
        }
    }

    private static func gather(
        _ out: UnsafeMutablePointer<UInt32>, _ column: UnsafeMutablePointer<UInt32>, _ next: Words, _ start: Int, _ count: Int
    ) {
        for row in 0..<count { unsafe out[row] = column[Int(next[start + row])] }
    }

    private static func run(
        _ context: BlockContext, logUp: [UnsafePointer<UInt32>?], sumNext: Columns, out: [UnsafeMutablePointer<UInt32>?], rows: Int
    ) {
        let sums: [UnsafePointer<UInt32>?] = unsafe (0..<4).map { unsafe UnsafePointer(sumNext[$0]) }
        unsafe withUnsafePointer(to: context.program.kernel) { kernel in
            unsafe burhan_air_constraints(out, kernel, context.slots, logUp, sums, context.scratch.pointer, rows)
        }
    }

    /// Coefficients of B, from the quotient on the small coset and the coefficients of A.
    private static func restoreTop(
        _ table: CommittedTable, _ program: CompiledProgram, _ domain: EvaluationDomain, _ low: Columns, _ publicValues: [KoalaBear],
        _ parallel: Parallel
    ) -> Columns? {
        guard let small = table.main.small, let smallNext = table.main.smallNext, let logUp = table.logUp.small,
            let logUpNext = table.logUp.smallNext
        else { return nil }
        let source = program.source
        let log = ExtendedColumns.logSmall
        let size = 1 << log
        let shift = ExtendedColumns.smallShift
        let points = EvaluationDomain.points(log: log, shift: shift)
        let selectors = Columns(log: log, width: 2)
        let last = KoalaBear.twoAdicGenerator(domain.logRows).inverse ?? .one
        let inverseRows = KoalaBear(UInt32(1) << UInt32(domain.logRows)).inverse ?? .one
        // The coset's points agree in xⁿ, because n is a multiple of its size.
        let vanishing = shift.squared(times: domain.logRows) - .one
        for (index, point) in [KoalaBear.one, last].enumerated() {
            let column = unsafe selectors[index]
            for row in 0..<size { unsafe column[row] = ((KoalaBear(raw: points[row]) ?? .zero) - point).raw }
            unsafe burhan_kb_batch_inverse(column, column, size)
            unsafe burhan_kb_scale(column, column, (vanishing * inverseRows * point).raw, size)
        }
        let values = Columns(log: log, width: 4)
        let context = BlockContext(program, publicValues: publicValues)
        let block = BlockContext.rows
        let sumNext = Columns(log: 9, width: 4)
        for start in stride(from: 0, to: size, by: block) {
            for column in 0..<source.mainCount { unsafe context.setMain(column, small[column] + start) }
            if let preprocessed = table.preprocessed?.small {
                for column in 0..<source.preprocessedCount { unsafe context.setPreprocessed(column, preprocessed[column] + start) }
            }
            for index in source.nextColumns.indices { unsafe context.next(index).update(from: smallNext[index] + start, count: block) }
            for k in 0..<4 { unsafe sumNext[k].update(from: logUpNext[k] + start, count: block) }
            for index in 0..<2 { unsafe context.selector(index).update(from: selectors[index] + start, count: block) }
            unsafe run(
                context, logUp: (0..<table.logUp.width).map { unsafe UnsafePointer(logUp[$0] + start) }, sumNext: sumNext,
                out: (0..<4).map { unsafe values[$0] + start }, rows: block)
        }
        // B = (Q − A) / (x^N − s^N), again constant on the coset.
        let scaleQ = vanishing.inverse ?? .zero
        let difference = shift.squared(times: domain.logDomain) - KoalaBear.cosetShift.squared(times: domain.logDomain)
        let scaleB = difference.inverse ?? .zero
        parallel(4) { k in
            let a = Words(size)
            unsafe burhan_kb_scale(values[k], values[k], scaleQ.raw, size)
            var none: UInt32 = 0
            let status = unsafe burhan_kb_evaluate_small_coset(
                a.pointer, UInt32(log), shift.raw, low[k], UInt32(domain.logDomain), &none, 0)
            precondition(status == 0, "transform size out of range")
            unsafe burhan_kb_sub(values[k], values[k], a.pointer, size)
            unsafe burhan_kb_scale(values[k], values[k], scaleB.raw, size)
            let inverted = unsafe burhan_kb_coset_intt(values[k], UInt32(log), shift.raw)
            precondition(inverted == 0, "transform size out of range")
        }
        return values
    }
}
