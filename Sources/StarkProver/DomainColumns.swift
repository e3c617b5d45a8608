import CKernels
import FiniteFields

/// Columns on a domain s·⟨w⟩ in bit-reversed order: stored, or computed again from their coefficients wherever they are needed.
@safe final class DomainColumns: @unchecked Sendable {  // Sendable: immutable after init.
    /// log2 of the domain's points.
    let log: Int
    let width: Int
    private let content: Content

    private enum Content {
        case stored(Columns)
        /// Polynomials f + (Xⁿ − 1)·r: coefficients of f, and `maskLength` coefficients of r for each column.
        case coefficients(Columns, masks: Words, maskLength: Int)
    }

    init(_ columns: Columns) {
        log = columns.log
        width = columns.width
        content = .stored(columns)
    }

    init(coefficients: Columns, log: Int, masks: Words, maskLength: Int) {
        self.log = log
        width = coefficients.width
        content = .coefficients(coefficients, masks: masks, maskLength: maskLength)
    }

    /// The values, where they are stored.
    var stored: Columns? {
        if case .stored(let columns) = content { columns } else { nil }
    }

    /// In how many pieces all rows are best visited: one where they are stored.
    var pieces: Int { stored == nil ? Self.computedPieces : 1 }
    private static let computedPieces = 4

    /// Some columns on consecutive rows.
    @safe struct Piece: @unchecked Sendable {  // Sendable: read only.
        /// Pointers to the values of each column in the piece's first row.
        let pointers: [UnsafeMutablePointer<UInt32>]
        fileprivate let owner: Columns?
    }

    /// The given columns on the rows start ..< start + 2^log; start is a multiple of 2^log.
    ///
    /// - Parameter turn: values at turn·x in place of x.
    func piece(_ indices: [Int], start: Int, log pieceLog: Int, turn: KoalaBear = .one, parallel: Parallel) -> Piece {
        switch content {
        case .stored(let columns):
            precondition(turn == .one, "stored columns have no other points")
            return unsafe Piece(pointers: indices.map { unsafe columns[$0] + start }, owner: columns)
        case .coefficients(let coefficients, let masks, let maskLength):
            let values = Columns(log: pieceLog, width: indices.count)
            let first = KoalaBear.twoAdicGenerator(log).power(UInt64(EvaluationDomain.reverse(start, log)))
            let shift = KoalaBear.cosetShift * first * turn
            parallel(indices.count) { place in
                let status = unsafe burhan_kb_evaluate_small_coset(
                    values[place], UInt32(pieceLog), shift.raw, coefficients[indices[place]], UInt32(coefficients.log),
                    masks.pointer + indices[place] * maskLength, maskLength)
                precondition(status == 0, "transform size out of range")
            }
            return unsafe Piece(pointers: indices.indices.map { unsafe values[$0] }, owner: values)
        }
    }

    /// Σ f(z) over base columns: the values of the given columns at a point outside the domain, where only coefficients are kept; else nil.
    func evaluate(_ indices: [Int], at point: KoalaBear4, parallel: Parallel) -> [KoalaBear4]? {
        guard case .coefficients(let coefficients, let masks, let maskLength) = content else { return nil }
        let vanishing = point.squared(times: coefficients.log) - .one
        let low = unsafe PowerDot(point, count: coefficients.rows).values(
            indices.map { unsafe UnsafePointer(coefficients[$0]) }, parallel: parallel)
        let high = unsafe PowerDot(point, count: maskLength).values(
            indices.map { unsafe UnsafePointer(masks.pointer + $0 * maskLength) }, parallel: parallel)
        return zip(low, high).map { $0 + vanishing * $1 }
    }
}

/// Evaluation of polynomials given by their coefficients at one point of the extension.
@safe struct PowerDot {
    private let point: KoalaBear4
    private let count: Int
    private static let grain = 1 << 14

    /// - Parameter count: coefficients of each polynomial.
    init(_ point: KoalaBear4, count: Int) {
        self.point = point
        self.count = count
    }

    /// The values of the given polynomials. Cost: 4 multiplications a coefficient.
    func values(_ polynomials: [UnsafePointer<UInt32>], parallel: Parallel) -> [KoalaBear4] {
        let pieces = (count + Self.grain - 1) / Self.grain
        let partial = unsafe Words(max(pieces * polynomials.count * 4, 1))
        nonisolated(unsafe) let polynomials = unsafe polynomials  // Read only.
        parallel(pieces) { [point, count] piece in
            let start = piece * Self.grain
            let length = min(Self.grain, count - start)
            let powers = Columns(log: 14, width: 4)
            let columns: [UnsafeMutablePointer<UInt32>?] = unsafe (0..<4).map { unsafe powers[$0] }
            let constant: [UnsafePointer<UInt32>?] = unsafe columns.map { unsafe UnsafePointer($0) }
            unsafe burhan_kb_ext4_powers(columns, point.power(UInt64(start)).words, point.words, length)
            for index in unsafe polynomials.indices {
                unsafe burhan_kb_ext4_dot_base(
                    partial.pointer + (piece * polynomials.count + index) * 4, polynomials[index] + start, constant, length)
            }
        }
        return unsafe polynomials.indices.map { index in
            var value = KoalaBear4.zero
            for piece in 0..<pieces {
                unsafe value = value + partial.element(at: (piece * polynomials.count + index) * 4)
            }
            return value
        }
    }
}
