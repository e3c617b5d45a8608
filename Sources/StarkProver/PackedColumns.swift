import CKernels
import FiniteFields
import StarkVerifier

/// Columns on one domain and the polynomials that pack them, 2^logPacking at a time (`ProofLayout.Group`).
///
/// Only the columns are stored: packed values are computed where they are hashed or opened.
@safe struct PackedColumns: Sendable {
    let logPacking: Int
    /// log2 of the columns' own domain.
    let logDomain: Int
    private let columns: [(source: Columns, index: Int)]

    /// - Parameter columns: in the order of the group.
    init(logPacking: Int, logDomain: Int, _ columns: [(source: Columns, index: Int)]) {
        self.logPacking = logPacking
        self.logDomain = logDomain
        self.columns = columns
    }

    /// All columns of `matrix`, as they are.
    init(_ matrix: Columns) {
        self.init(logPacking: 0, logDomain: matrix.log, (0..<matrix.width).map { (matrix, $0) })
    }

    /// Packed polynomials.
    var count: Int { (columns.count + 1 << logPacking - 1) >> logPacking }

    /// Words of scratch that `pointers` needs for so many positions.
    func scratchWords(positions: Int) -> Int { logPacking == 0 ? 0 : count * positions }

    /// Pointers to the values of each packed polynomial at `positions`, whose bounds are multiples of 16 · 2^logPacking.
    ///
    /// - Parameter scratch: holds the packed values; it must outlive the pointers.
    func pointers(_ positions: Range<Int>, scratch: UnsafeMutablePointer<UInt32>) -> [UnsafePointer<UInt32>?] {
        let start = positions.lowerBound >> logPacking
        if logPacking == 0 { return unsafe columns.map { unsafe UnsafePointer($0.source[$0.index] + start) } }
        return unsafe (0..<count).map { packed in
            let out = unsafe scratch + packed * positions.count
            let slots: [UnsafePointer<UInt32>?] = unsafe (0..<1 << logPacking).map { slot in
                let index = packed << logPacking | slot
                guard index < columns.count else { return nil }
                return unsafe UnsafePointer(columns[index].source[columns[index].index] + start)
            }
            unsafe Self.pack(slots, into: out, logPacking, logDomain, start, positions.count >> logPacking)
            return unsafe UnsafePointer(out)
        }
    }

    /// The packed values of `rows` rows from `start` on; `slots` point to the columns' values in row `start`.
    static func pack(
        _ slots: [UnsafePointer<UInt32>?], into out: UnsafeMutablePointer<UInt32>, _ logPacking: Int, _ logDomain: Int, _ start: Int, _ rows: Int
    ) {
        let status = unsafe burhan_kb_pack(out, slots, UInt32(logPacking), UInt32(logDomain), start, rows)
        precondition(status == 0, "packing out of range")
    }

    /// The packed polynomials' values at one position, in Montgomery form.
    func values(at position: Int) -> [UInt32] {
        let root = KoalaBear.twoAdicGenerator(logDomain + logPacking)
            .power(UInt64(BitReversal.reverse(position, bits: logDomain + logPacking)))
        let x = KoalaBear.packingShift(logPacking) * root
        return (0..<count).map { packed in
            let start = packed << logPacking
            var value = KoalaBear.zero
            for index in (start..<min(start + 1 << logPacking, columns.count)).reversed() {
                let word = unsafe columns[index].source[columns[index].index][position >> logPacking]
                value = value * x + (KoalaBear(raw: word) ?? .zero)
            }
            return value.raw
        }
    }
}
