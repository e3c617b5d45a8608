import CKernels
import FiniteFields
import StarkVerifier

/// Columns of one table, masked and evaluated on the table's domain s·⟨w⟩ in bit-reversed order.
///
/// A column with values f on the rows and mask r is the polynomial f + (Xⁿ − 1)·r, which equals f on every row.
@safe final class ExtendedColumns: @unchecked Sendable {  // Sendable: immutable after init.
    let logRows: Int
    let domain: DomainColumns
    let maskLength: Int
    /// `maskLength` coefficients for each column; they stay for the openings.
    let masks: Words
    /// Values on the small coset, and of `nextColumns` on it moved by one row; only where the quotient needs it.
    let small: Columns?
    let smallNext: Columns?

    var width: Int { domain.width }

    /// log2 of the smallest domain that is worth computing again.
    private static let leastComputedLog = 16
    /// log2 of the small coset's points.
    static let logSmall = 11
    /// The small coset is 9·⟨w⟩, disjoint from every domain s·⟨w⟩.
    static let smallShift = KoalaBear(9 as UInt32)

    /// Extends the columns `values(i)` (2^logRows Montgomery words in row order).
    ///
    /// - Parameters:
    ///   - nextColumns: columns also wanted in the next row of the small coset; nil when the small coset is not needed.
    ///   - isStored: false to keep coefficients alone and compute the values again wherever they are needed; short columns are stored all the same.
    init(
        width: Int, logRows: Int, logDomain: Int, masks: Words, maskLength: Int, nextColumns: [Int]?, isStored: Bool = true,
        parallel: Parallel,
        values: @Sendable (Int) -> UnsafePointer<UInt32>
    ) {
        self.logRows = logRows
        self.maskLength = maskLength
        self.masks = masks
        let isStored = isStored || logDomain < Self.leastComputedLog || Self.isShort(logRows, logDomain, maskLength)
        let domain = isStored ? Columns(log: logDomain, width: width) : nil
        let kept = isStored ? nil : Columns(log: logRows, width: width)
        let small = nextColumns == nil ? nil : Columns(log: Self.logSmall, width: width)
        let smallNext = nextColumns.map { Columns(log: Self.logSmall, width: $0.count) }
        self.domain =
            domain.map(DomainColumns.init)
            ?? DomainColumns(coefficients: kept ?? Columns(log: logRows, width: 0), log: logDomain, masks: masks, maskLength: maskLength)
        self.small = small
        self.smallNext = smallNext
        let nextShift = Self.smallShift * KoalaBear.twoAdicGenerator(logRows)
        parallel(width) { column in
            let scratch = Words(kept == nil ? 1 << logRows : 0)
            let coefficients = unsafe kept?[column] ?? scratch.pointer
            let mask = unsafe masks.pointer + column * maskLength
            if let domain, !Self.isShort(logRows, logDomain, maskLength) {
                let status = unsafe burhan_kb_coset_lde(
                    domain[column], coefficients, values(column), UInt32(logRows), UInt32(logDomain - logRows), mask, maskLength)
                precondition(status == 0, "transform size out of range")
            } else {
                let status = unsafe burhan_kb_intt_natural(coefficients, values(column), UInt32(logRows))
                precondition(status == 0, "transform size out of range")
                if let domain { unsafe Self.extendShort(domain[column], coefficients, logRows, logDomain, mask, maskLength) }
            }
            if let small {
                unsafe Self.evaluateSmall(small[column], Self.smallShift, coefficients, logRows, mask, maskLength)
            }
            if let smallNext, let place = nextColumns?.firstIndex(of: column) {
                unsafe Self.evaluateSmall(smallNext[place], nextShift, coefficients, logRows, mask, maskLength)
            }
        }
    }

    /// Whether handling the mask coset by coset costs more than one transform of the whole domain.
    private static func isShort(_ logRows: Int, _ logDomain: Int, _ maskLength: Int) -> Bool {
        logDomain >= logRows + 3 && maskLength > 0 && 1 << logRows + maskLength <= 1 << logDomain
    }

    /// Values of f + (Xⁿ − 1)·mask by one transform of all its coefficients.
    private static func extendShort(
        _ out: UnsafeMutablePointer<UInt32>, _ coefficients: UnsafePointer<UInt32>, _ logRows: Int, _ logDomain: Int,
        _ mask: UnsafePointer<UInt32>, _ maskLength: Int
    ) {
        let n = 1 << logRows
        unsafe out.update(from: coefficients, count: n)
        unsafe (out + n).update(repeating: 0, count: 1 << logDomain - n)
        unsafe burhan_kb_sub(out, out, mask, maskLength)
        unsafe burhan_kb_add(out + n, out + n, mask, maskLength)
        let status = unsafe burhan_kb_coset_ntt(out, UInt32(logDomain), KoalaBear.cosetShift.raw)
        precondition(status == 0, "transform size out of range")
    }

    private static func evaluateSmall(
        _ out: UnsafeMutablePointer<UInt32>, _ shift: KoalaBear, _ coefficients: UnsafePointer<UInt32>, _ logRows: Int,
        _ mask: UnsafePointer<UInt32>, _ maskLength: Int
    ) {
        let status = unsafe burhan_kb_evaluate_small_coset(
            out, UInt32(logSmall), shift.raw, coefficients, UInt32(logRows), mask, maskLength)
        precondition(status == 0, "transform size out of range")
    }
}
