import CKernels
import FiniteFields
import StarkVerifier

/// Evaluation of a table's columns at one point outside its domain.
///
/// On the first coset s·⟨wₙ⟩ (s = 3) a masked column f + (Xⁿ − 1)·r takes the values of g = f + (sⁿ − 1)·r, of degree below n; so it is
/// g + (Xⁿ − sⁿ)·r, and g comes from barycentric interpolation on n points.
@safe struct OutOfDomainPoint: Sendable {
    private let logRows: Int
    /// Barycentric weights: four columns of n words.
    private let weights: Columns
    /// sⁿ.
    private let cosetPower: KoalaBear
    /// zⁿ − sⁿ.
    private let excess: KoalaBear4
    /// Powers of z, for the masks.
    private let powers: [KoalaBear4]

    init(_ point: KoalaBear4, _ domain: EvaluationDomain, maskLength: Int, parallel: Parallel) {
        logRows = domain.logRows
        let n = 1 << logRows
        let weights = Columns(log: logRows, width: 4)
        cosetPower = KoalaBear.generator.squared(times: logRows)
        excess = point.squared(times: logRows) - cosetPower
        powers = point.powers(maskLength)
        // wᵢ(z) = (zⁿ − sⁿ) / (n sⁿ) · xᵢ / (z − xᵢ).
        let scale = excess * ((KoalaBear(UInt32(n)) * cosetPower).inverse ?? .zero)
        let block = min(n, 4096)
        parallel.ranges(n, grain: block) { range in
            let inverses = Columns(log: 12, width: 4)
            for row in range {
                let x = KoalaBear(raw: domain.points[row]) ?? .zero
                let difference = point - x
                for k in 0..<4 { unsafe inverses[k][row - range.lowerBound] = difference[k].raw }
            }
            let pointers: [UnsafeMutablePointer<UInt32>?] = unsafe (0..<4).map { unsafe inverses[$0] }
            let constPointers: [UnsafePointer<UInt32>?] = unsafe pointers.map { unsafe UnsafePointer($0) }
            unsafe burhan_kb_ext4_batch_inverse(pointers, constPointers, range.count)
            for row in range {
                var inverse: [KoalaBear] = []
                for k in 0..<4 { unsafe inverse.append(KoalaBear(raw: inverses[k][row - range.lowerBound]) ?? .zero) }
                let x = KoalaBear(raw: domain.points[row]) ?? .zero
                let weight = KoalaBear4(inverse[0], inverse[1], inverse[2], inverse[3]) * scale * x
                for k in 0..<4 { unsafe weights[k][row] = weight[k].raw }
            }
        }
        self.weights = weights
    }

    /// The values of the given columns at the point.
    func evaluate(_ columns: ExtendedColumns, _ which: [Int], parallel: Parallel) -> [KoalaBear4] {
        let results = Words(4 * which.count)
        let pointers: [UInt] = (0..<4).map { unsafe UInt(bitPattern: weights[$0]) }
        parallel(which.count) { index in
            let ext: [UnsafePointer<UInt32>?] = unsafe pointers.map { unsafe UnsafePointer(bitPattern: $0) }
            unsafe burhan_kb_ext4_dot_base(results.pointer + 4 * index, columns.domain[which[index]], ext, 1 << logRows)
        }
        return which.enumerated().map { index, column in
            var parts: [KoalaBear] = []
            for k in 0..<4 { parts.append(KoalaBear(raw: results[4 * index + k]) ?? .zero) }
            var mask = KoalaBear4.zero
            for (power, coefficient) in zip(powers, quotient(columns, column)) { mask = mask + power * coefficient }
            return KoalaBear4(parts[0], parts[1], parts[2], parts[3]) + excess * mask
        }
    }

    /// Coefficients of q with f + (Xⁿ − 1)·r = g + (Xⁿ − sⁿ)·q, g below degree n: r itself, unless the mask is longer than the table.
    private func quotient(_ columns: ExtendedColumns, _ column: Int) -> [KoalaBear] {
        let length = columns.maskLength
        let n = 1 << logRows
        var result = (0..<length).map { KoalaBear(raw: columns.masks[column * length + $0]) ?? .zero }
        guard length > n else { return result }
        let r = result
        for index in stride(from: length - n - 1, through: 0, by: -1) {
            result[index] = r[index] - r[index + n] + cosetPower * result[index + n]
        }
        return result
    }
}
