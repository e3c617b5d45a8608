import CKernels
import FiniteFields
import StarkVerifier

/// Columns on one domain and the polynomials that pack them, 2^logPacking at a time (`ProofLayout.Group`).
///
/// Packed values are not stored but computed where they are hashed or opened.
@safe struct PackedColumns: Sendable {
    let logPacking: Int
    /// log2 of the columns' own domain.
    let logDomain: Int
    fileprivate let columns: [(source: DomainColumns, index: Int)]

    /// - Parameter columns: in the order of the group.
    init(logPacking: Int, logDomain: Int, _ columns: [(source: DomainColumns, index: Int)]) {
        self.logPacking = logPacking
        self.logDomain = logDomain
        self.columns = columns
    }

    /// All columns of `matrix`, as they are.
    init(_ matrix: Columns) {
        let source = DomainColumns(matrix)
        self.init(logPacking: 0, logDomain: matrix.log, (0..<matrix.width).map { (source, $0) })
    }

    /// Packed polynomials.
    var count: Int { (columns.count + 1 << logPacking - 1) >> logPacking }

    /// In how many pieces all positions are best visited.
    var pieces: Int { columns.reduce(1) { max($0, $1.source.pieces) } }

    /// The columns on the rows that belong to the positions start ..< start + 2^log.
    func piece(positions start: Int, log: Int, parallel: Parallel) -> Piece {
        var pointers: [UnsafeMutablePointer<UInt32>] = unsafe []
        var owners: [DomainColumns.Piece] = []
        var first = 0
        while first < columns.count {
            let source = columns[first].source
            var end = first
            while end < columns.count && columns[end].source === source { end += 1 }
            let part = source.piece(
                columns[first..<end].map(\.index), start: start >> logPacking, log: log - logPacking, parallel: parallel)
            unsafe pointers += part.pointers
            owners.append(part)
            first = end
        }
        return unsafe Piece(packing: self, firstRow: start >> logPacking, columns: pointers, owners: owners)
    }

    /// The columns on consecutive rows.
    @safe struct Piece: @unchecked Sendable {  // Sendable: read only.
        private let packing: PackedColumns
        /// The domain's row in which the pointers begin.
        private let firstRow: Int
        private let columns: [UnsafeMutablePointer<UInt32>]
        private let owners: [DomainColumns.Piece]

        fileprivate init(packing: PackedColumns, firstRow: Int, columns: [UnsafeMutablePointer<UInt32>], owners: [DomainColumns.Piece]) {
            self.packing = packing
            self.firstRow = firstRow
            unsafe self.columns = columns
            self.owners = owners
        }

        /// Words of scratch that `pointers` needs for so many positions.
        func scratchWords(positions: Int) -> Int { packing.logPacking == 0 ? 0 : packing.count * positions }

        /// Pointers to the values of each packed polynomial at `positions`, whose bounds are multiples of 16 · 2^logPacking.
        ///
        /// - Parameter scratch: holds the packed values; it must outlive the pointers.
        func pointers(_ positions: Range<Int>, scratch: UnsafeMutablePointer<UInt32>) -> [UnsafePointer<UInt32>?] {
            let logPacking = packing.logPacking
            let row = positions.lowerBound >> logPacking
            if logPacking == 0 { return unsafe columns.map { unsafe UnsafePointer($0 + (row - firstRow)) } }
            return unsafe (0..<packing.count).map { packed in
                let out = unsafe scratch + packed * positions.count
                let slots: [UnsafePointer<UInt32>?] = unsafe (0..<1 << logPacking).map { slot in
                    let index = packed << logPacking | slot
                    return unsafe index < columns.count ? UnsafePointer(columns[index] + (row - firstRow)) : nil
                }
                unsafe PackedColumns.pack(slots, into: out, logPacking, packing.logDomain, row, positions.count >> logPacking)
                return unsafe UnsafePointer(out)
            }
        }

        /// The packed polynomials' values at one position, in Montgomery form.
        func values(at position: Int) -> [UInt32] {
            let logPacking = packing.logPacking
            let log = packing.logDomain + logPacking
            let root = KoalaBear.twoAdicGenerator(log).power(UInt64(EvaluationDomain.reverse(position, log)))
            let x = KoalaBear.packingShift(logPacking) * root
            return (0..<packing.count).map { packed in
                let start = packed << logPacking
                var value = KoalaBear.zero
                for index in unsafe (start..<min(start + 1 << logPacking, columns.count)).reversed() {
                    let word = unsafe columns[index][position >> logPacking - firstRow]
                    value = value * x + (KoalaBear(raw: word) ?? .zero)
                }
                return value.raw
            }
        }
    }

    /// The packed values of `rows` rows from `start` on; `slots` point to the columns' values in row `start`.
    static func pack(
        _ slots: [UnsafePointer<UInt32>?], into out: UnsafeMutablePointer<UInt32>, _ logPacking: Int, _ logDomain: Int, _ start: Int,
        _ rows: Int
    ) {
        let status = unsafe burhan_kb_pack(out, slots, UInt32(logPacking), UInt32(logDomain), start, rows)
        precondition(status == 0, "packing out of range")
    }
}
