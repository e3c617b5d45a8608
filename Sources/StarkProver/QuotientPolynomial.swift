import CKernels
import FiniteFields
import StarkVerifier

/// The sum of all tables' quotients, its two masked chunks and their columns (`docs/zero-knowledge.md`).
///
/// A chunk f is committed to as f(s·X): on the domain s·⟨w⟩ these are f's values on s²·⟨w⟩, where no other column is ever opened.
@safe struct QuotientPolynomial: Sendable {
    /// Coefficients of the committed columns: the first chunk's four, then the second's.
    private let chunks: [Words]
    /// The columns on their domain.
    let domain: DomainColumns

    /// Cuts the sum at `layout.quotientCut`, moves the mask between the chunks and extends both.
    ///
    /// - Parameter mask: four times `quotientMaskLength` elements.
    init(_ sum: Sum, _ layout: ProofLayout, _ parameters: StarkParameters, mask: Words, parallel: Parallel) {
        let cut = layout.quotientCut
        let maskLength = parameters.quotientMaskLength
        let log = layout.quotientLogDomain
        let domain = Columns(log: log, width: ProofLayout.quotientColumns)
        let chunks = (0..<ProofLayout.quotientColumns).map { _ in Words(zeros: cut + maskLength) }
        let powers = Words(cut + maskLength)
        unsafe burhan_kb_powers(powers.pointer, KoalaBear.one.raw, KoalaBear.cosetShift.raw, powers.count)
        parallel(ProofLayout.quotientColumns) { column in
            let k = column & 3
            let chunk = chunks[column]
            let start = column < 4 ? 0 : cut
            unsafe chunk.pointer.update(from: sum.coefficients[k].pointer + start, count: cut)
            let place = unsafe chunk.pointer + (column < 4 ? cut : 0)
            let values = unsafe mask.pointer + k * maskLength
            if column < 4 {
                unsafe burhan_kb_add(place, place, values, maskLength)
            } else {
                unsafe burhan_kb_sub(place, place, values, maskLength)
            }
            unsafe burhan_kb_mul(chunk.pointer, chunk.pointer, powers.pointer, chunk.count)
            unsafe Self.extend(chunk, to: domain[column], log, parameters.blowUpLog)
        }
        self.chunks = chunks
        self.domain = DomainColumns(domain)
    }

    /// Values on the whole domain. The coefficients beyond the domain's share of the rate are few: they enter coset by coset.
    private static func extend(_ chunk: Words, to out: UnsafeMutablePointer<UInt32>, _ log: Int, _ blowUpLog: Int) {
        let n = 1 << (log - blowUpLog)
        let coefficients = Words(zeros: n)
        unsafe coefficients.pointer.update(from: chunk.pointer, count: min(n, chunk.count))
        let excess = max(0, chunk.count - n)
        let rest = Words(excess)
        for index in 0..<excess {
            // f + Xⁿ·r = (f + r) + (Xⁿ − 1)·r.
            let value = chunk[n + index]
            rest[index] = value
            coefficients[index] = ((KoalaBear(raw: coefficients[index]) ?? .zero) + (KoalaBear(raw: value) ?? .zero)).raw
        }
        let status = unsafe burhan_kb_coset_lde_from_coefficients(
            out, coefficients.pointer, UInt32(log - blowUpLog), UInt32(blowUpLog), rest.pointer, excess)
        precondition(status == 0, "transform size out of range")
    }

    /// The committed columns' values at a point.
    func evaluate(at point: KoalaBear4, parallel: Parallel) -> [KoalaBear4] {
        unsafe PowerDot(point, count: chunks[0].count).values(chunks.map { unsafe UnsafePointer($0.pointer) }, parallel: parallel)
    }

    /// Coefficients of Σ Q over the tables: four columns.
    @safe struct Sum: Sendable {
        fileprivate let coefficients: [Words]

        /// Zeros are written, not asked of the system: a first addition would read its page of zeros and then have to get another.
        init(_ layout: ProofLayout, parallel: Parallel) {
            let coefficients = (0..<4).map { _ in Words(2 * layout.quotientCut) }
            parallel(4) { k in unsafe coefficients[k].pointer.update(repeating: 0, count: coefficients[k].count) }
            self.coefficients = coefficients
        }

        /// Adds a table's quotient, a polynomial.
        func add(_ quotient: TableQuotient, parallel: Parallel) {
            parallel(4) { k in
                let total = coefficients[k]
                let low = min(quotient.low.rows, total.count)
                unsafe burhan_kb_add(total.pointer, total.pointer, quotient.low[k], low)
                guard let top = quotient.top else { return }
                let rest = min(top.rows, total.count - low)
                let place = unsafe total.pointer + low
                unsafe burhan_kb_add(place, place, top[k], rest)
            }
        }
    }
}
