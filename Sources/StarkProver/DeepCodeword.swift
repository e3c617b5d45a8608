import CKernels
import FiniteFields
import StarkVerifier

/// The batched DEEP quotients of one class on its domain, in the order of `BatchedOpenings`.
///
/// (F − Σ vᵢ Xⁱ)/(Xʷ − z) packs the columns' own quotients (fᵢ − vᵢ)/(Y − z): these are combined and divided on the columns' smaller domain, then packed.
@safe struct DeepCodeword: Sendable {
    /// Columns with one packing that are opened at one point.
    struct Term: Sendable {
        let logPacking: Int
        let point: KoalaBear4
        /// For each place in a packed polynomial, the columns that stand there with their weights, and the weighted sum of the opened values.
        fileprivate(set) var slots: [Slot]

        struct Slot: Sendable {
            var columns: [(source: DomainColumns, index: Int)] = []
            var weights: [KoalaBear4] = []
            var claimed = KoalaBear4.zero
        }
    }

    private let logDomain: Int
    private var terms: [Term] = []

    init(logDomain: Int) { self.logDomain = logDomain }

    /// Adds a group's packed polynomials at `point`; `values` are those of its columns there.
    mutating func add(
        _ group: ProofLayout.Group, _ columns: [(source: DomainColumns, index: Int)], values: [KoalaBear4], point: KoalaBear4,
        weight: inout KoalaBear4, zeta: KoalaBear4
    ) {
        let place: Int
        if let found = terms.firstIndex(where: { $0.logPacking == group.logPacking && $0.point == point }) {
            place = found
        } else {
            place = terms.count
            terms.append(
                Term(
                    logPacking: group.logPacking, point: point,
                    slots: [Term.Slot](repeating: Term.Slot(), count: 1 << group.logPacking)))
        }
        for packed in 0..<group.packedCount {
            let start = packed << group.logPacking
            for index in start..<min(start + 1 << group.logPacking, columns.count) {
                terms[place].slots[index - start].columns.append(columns[index])
                terms[place].slots[index - start].weights.append(weight)
                terms[place].slots[index - start].claimed = terms[place].slots[index - start].claimed + weight * values[index]
            }
            weight = weight * zeta
        }
    }

    /// Adds all quotients to `total` (four columns on the class's domain).
    ///
    /// - Parameter points: the points of the columns' domain, or of a larger one, in reversed order.
    func accumulate(to total: Columns, points: Words, parallel: Parallel) {
        for logPacking in Set(terms.map(\.logPacking)).sorted() {
            let members = terms.filter { $0.logPacking == logPacking }
            let log = logDomain - logPacking
            let pieces = members.flatMap(\.slots).flatMap(\.columns).reduce(1) { max($0, $1.source.pieces) }
            let pieceLog = log - pieces.trailingZeroBitCount
            for start in stride(from: 0, to: 1 << log, by: 1 << pieceLog) {
                accumulate(members, logPacking, start, pieceLog, to: total, points, parallel)
            }
        }
    }

    /// Adds the quotients of terms with one packing on consecutive rows of the columns' domain.
    private func accumulate(
        _ members: [Term], _ logPacking: Int, _ first: Int, _ pieceLog: Int, to total: Columns, _ points: Words, _ parallel: Parallel
    ) {
        let log = logDomain - logPacking
        let weights = members.map { $0.slots.map { CompiledProgram.table($0.weights) } }
        let sources = Sources(members, start: first, log: pieceLog, parallel: parallel)
        let block = min(BlockContext.rows, 1 << pieceLog, max(16, 8192 >> logPacking))
        parallel.ranges(1 << pieceLog, grain: max(block, min(1 << pieceLog, (1 << 14) >> logPacking))) { range in
            let scratch = Scratch(slots: 1 << logPacking)
            for offset in stride(from: range.lowerBound, to: range.upperBound, by: block) {
                let start = first + offset
                for slot in 0..<1 << logPacking {
                    let out = unsafe logPacking == 0 ? (0..<4).map { unsafe total[$0] + start } : scratch.pointers(slot)
                    if logPacking > 0 { for k in 0..<4 { unsafe scratch[slot, k].update(repeating: 0, count: block) } }
                    for (number, term) in members.enumerated() {
                        unsafe Self.divide(
                            term.slots[slot], sources.pointers(number, slot, offset), weights[number][slot], term.point,
                            points.pointer + start, block, scratch, into: out)
                    }
                }
                if logPacking > 0 { scratch.pack(into: total, logPacking, log, start, block) }
            }
        }
    }

    /// The columns of all terms on some rows.
    @safe private struct Sources: @unchecked Sendable {  // Sendable: read only.
        private var columns: [[[UnsafeMutablePointer<UInt32>]]] = unsafe []
        private var owners: [DomainColumns.Piece] = []

        init(_ terms: [Term], start: Int, log: Int, parallel: Parallel) {
            // Each column once, though it may be opened at two points; a source's columns together, so that all cores have work.
            var wanted: [ObjectIdentifier: (source: DomainColumns, indices: [Int])] = [:]
            for column in terms.flatMap(\.slots).flatMap(\.columns) {
                wanted[ObjectIdentifier(column.source), default: (column.source, [])].indices.append(column.index)
            }
            var found: [ObjectIdentifier: [Int: UnsafeMutablePointer<UInt32>]] = unsafe [:]
            for (identifier, entry) in wanted {
                let indices = Set(entry.indices).sorted()
                let piece = entry.source.piece(indices, start: start, log: log, parallel: parallel)
                unsafe found[identifier] = unsafe Dictionary(uniqueKeysWithValues: zip(indices, piece.pointers))
                owners.append(piece)
            }
            for term in terms {
                unsafe columns.append(
                    term.slots.map { slot in
                        unsafe slot.columns.compactMap { unsafe found[ObjectIdentifier($0.source)]?[$0.index] }
                    })
            }
        }

        func pointers(_ term: Int, _ slot: Int, _ offset: Int) -> [UnsafePointer<UInt32>?] {
            unsafe columns[term][slot].map { unsafe UnsafePointer($0 + offset) }
        }
    }

    /// out += (Σ weight · column − claimed) / (y − point).
    private static func divide(
        _ slot: Term.Slot, _ columns: [UnsafePointer<UInt32>?], _ weights: Words, _ point: KoalaBear4, _ points: UnsafePointer<UInt32>,
        _ rows: Int, _ scratch: Scratch, into out: [UnsafeMutablePointer<UInt32>?]
    ) {
        guard unsafe !columns.isEmpty else { return }
        let combined = unsafe scratch.combined
        unsafe burhan_air_combine(combined, columns, CompiledProgram.quadruples(weights), columns.count, rows)
        unsafe burhan_air_deep(out, combined, slot.claimed.words, points, point.words, scratch.kernel.pointer, rows)
    }

    /// One thread's buffers.
    @safe private final class Scratch {
        let kernel = Words(Int(BURHAN_AIR_SCRATCH))
        private let sum = Columns(log: 9, width: 4)
        private let slots: Columns
        private let packed: Words
        let combined: [UnsafeMutablePointer<UInt32>?]

        init(slots count: Int) {
            slots = Columns(log: 9, width: count == 1 ? 0 : 4 * count)
            packed = Words(count == 1 ? 0 : max(8192, 16 * count))
            unsafe combined = (0..<4).map { [sum] in unsafe sum[$0] }
        }

        subscript(slot: Int, k: Int) -> UnsafeMutablePointer<UInt32> { unsafe slots[4 * slot + k] }
        func pointers(_ slot: Int) -> [UnsafeMutablePointer<UInt32>?] { unsafe (0..<4).map { unsafe self[slot, $0] } }

        /// total += the packed slots.
        func pack(into total: Columns, _ logPacking: Int, _ log: Int, _ start: Int, _ rows: Int) {
            for k in 0..<4 {
                let pointers: [UnsafePointer<UInt32>?] = unsafe (0..<1 << logPacking).map { unsafe UnsafePointer(self[$0, k]) }
                unsafe PackedColumns.pack(pointers, into: packed.pointer, logPacking, log, start, rows)
                let place = unsafe total[k] + start << logPacking
                unsafe burhan_kb_add(place, place, packed.pointer, rows << logPacking)
            }
        }
    }
}

extension KoalaBear4 {
    /// The four coefficients in Montgomery form.
    var words: [UInt32] { [c0.raw, c1.raw, c2.raw, c3.raw] }
}
