import CKernels
import FiniteFields
import StarkVerifier

/// Evaluation of a table's columns at one point outside its domain.
///
/// On the first coset s·⟨wₙ⟩  a masked column f + (Xⁿ − 1)·r takes the values of g = f + (sⁿ − 1)·r, of degree below n; so it is
/// g + (Xⁿ − sⁿ)·r, and g comes from barycentric interpolation on n points.
@safe struct OutOfDomainPoint: Sendable {
    private let point: KoalaBear4
    private let logRows: Int
    /// Barycentric weights: four columns of n words.
    private let weights: Columns
    /// sⁿ.
    private let cosetPower: KoalaBear
    /// zⁿ − sⁿ.
    private let excess: KoalaBear4
    /// Powers of z, for the masks: four columns.
    private let powers: Columns

    init(_ point: KoalaBear4, _ domain: EvaluationDomain, maskLength: Int, parallel: Parallel) {
        self.point = point
        logRows = domain.logRows
        let n = 1 << logRows
        let weights = Columns(log: logRows, width: 4)
        cosetPower = KoalaBear.cosetShift.squared(times: logRows)
        excess = point.squared(times: logRows) - cosetPower
        powers = Columns(log: max(1, maskLength).logCeiling, width: 4)
        for (index, power) in point.powers(maskLength).enumerated() {
            powers.set(index, to: power)
        }
        // wᵢ(z) = (zⁿ − sⁿ) / (n sⁿ) · xᵢ / (z − xᵢ).
        let scale = excess * ((KoalaBear(UInt32(n)) * cosetPower).inverse ?? .zero)
        let block = min(n, 4096)
        parallel.ranges(n, grain: block) { range in
            let inverses = Columns(log: 12, width: 4)
            for row in range {
                let x = KoalaBear(raw: domain.points[row]) ?? .zero
                inverses.set(row - range.lowerBound, to: point - x)
            }
            let pointers: [UnsafeMutablePointer<UInt32>?] = unsafe (0..<4).map { unsafe inverses[$0] }
            let constPointers: [UnsafePointer<UInt32>?] = unsafe pointers.map { unsafe UnsafePointer($0) }
            unsafe burhan_kb_ext4_batch_inverse(pointers, constPointers, range.count)
            for row in range {
                let x = KoalaBear(raw: domain.points[row]) ?? .zero
                weights.set(row, to: inverses.element(row - range.lowerBound) * scale * x)
            }
        }
        self.weights = weights
    }

    /// The values of the given columns at the point.
    func evaluate(_ columns: ExtendedColumns, _ which: [Int], parallel: Parallel) -> [KoalaBear4] {
        guard let domain = columns.domain.stored else { return columns.domain.evaluate(which, at: point, parallel: parallel) ?? [] }
        let results = Words(8 * max(which.count, 1))
        let length = columns.maskLength
        parallel(which.count) { index in
            let column = which[index]
            let out = unsafe results.pointer + 8 * index
            unsafe Self.dot(out, domain[column], weights, 1 << logRows)
            let quotient = quotient(columns, column)
            unsafe Self.dot(out + 4, quotient?.pointer ?? columns.masks.pointer + column * length, powers, length)
        }
        return which.indices.map { index in
            results.element(at: 8 * index) + excess * results.element(at: 8 * index + 4)
        }
    }

    /// Σ base[i] · ext[i].
    private static func dot(_ out: UnsafeMutablePointer<UInt32>, _ base: UnsafePointer<UInt32>, _ ext: Columns, _ count: Int) {
        let pointers: [UnsafePointer<UInt32>?] = unsafe (0..<4).map { unsafe UnsafePointer(ext[$0]) }
        unsafe burhan_kb_ext4_dot_base(out, base, pointers, count)
    }

    /// Coefficients of q with f + (Xⁿ − 1)·r = g + (Xⁿ − sⁿ)·q, g below degree n: nil for r itself, unless the mask is longer than the
    /// table.
    private func quotient(_ columns: ExtendedColumns, _ column: Int) -> Words? {
        let length = columns.maskLength
        let n = 1 << logRows
        guard length > n else { return nil }
        let result = Words(length)
        let start = column * length
        for index in stride(from: length - 1, through: 0, by: -1) {
            var value = KoalaBear(raw: columns.masks[start + index]) ?? .zero
            if index + n < length {
                let above = KoalaBear(raw: columns.masks[start + index + n]) ?? .zero
                value = value - above + cosetPower * (KoalaBear(raw: result[index + n]) ?? .zero)
            }
            result[index] = value.raw
        }
        return result
    }
}

extension Int {
    /// The least k with 2^k at or above this positive number.
    fileprivate var logCeiling: Int { self <= 1 ? 0 : (self - 1).bitWidth - (self - 1).leadingZeroBitCount }
}
