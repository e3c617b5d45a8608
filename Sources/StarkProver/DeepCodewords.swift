import CKernels
import FiniteFields
import StarkVerifier

/// The batched DEEP quotients of one class on its domain, in the order of `BatchedOpenings`.
@safe struct DeepCodeword: Sendable {
    /// Columns opened at one point, with their weights and the weighted sum of the opened values.
    struct Term: Sendable {
        let point: KoalaBear4
        var columns: [(source: ExtendedColumns, column: Int)] = []
        var weights: [KoalaBear4] = []
        var claimed = KoalaBear4.zero

        init(point: KoalaBear4) { self.point = point }

        mutating func add(_ source: ExtendedColumns, _ column: Int, _ value: KoalaBear4, _ weight: inout KoalaBear4, _ zeta: KoalaBear4) {
            columns.append((source, column))
            weights.append(weight)
            claimed = claimed + weight * value
            weight = weight * zeta
        }
    }

    /// Adds every term's quotient to `total` (four columns on the class's domain).
    static func add(_ terms: [Term], to total: Columns, parallel: Parallel) {
        let points = EvaluationDomain.points(log: total.log, shift: .generator)
        let tables = terms.map { CompiledProgram.table($0.weights) }
        let block = min(BlockContext.rows, total.rows)
        parallel.ranges(total.rows, grain: max(block, min(total.rows, 1 << 14))) { range in
            let combined = Columns(log: 9, width: 4)
            let scratch = Words(Int(BURHAN_AIR_SCRATCH))
            let combinedPointers: [UnsafeMutablePointer<UInt32>?] = unsafe (0..<4).map { unsafe combined[$0] }
            for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
                let out: [UnsafeMutablePointer<UInt32>?] = unsafe (0..<4).map { unsafe total[$0] + start }
                for (term, weights) in zip(terms, tables) where !term.columns.isEmpty {
                    let pointers: [UnsafePointer<UInt32>?] = unsafe term.columns.map {
                        unsafe UnsafePointer($0.source.domain[$0.column] + start)
                    }
                    unsafe burhan_air_combine(combinedPointers, pointers, CompiledProgram.quadruples(weights), pointers.count, block)
                    let claimed = term.claimed.words
                    let point = term.point.words
                    unsafe burhan_air_deep(out, combinedPointers, claimed, points.pointer + start, point, scratch.pointer, block)
                }
            }
        }
    }
}

extension KoalaBear4 {
    /// The four coefficients in Montgomery form.
    var words: [UInt32] { [c0.raw, c1.raw, c2.raw, c3.raw] }
}
