import CKernels
import FiniteFields
import Testing

/// F(X) = Σ Xⁱ fᵢ(Xʷ) on σ·⟨w_L⟩ from the values of the fᵢ on s·⟨w_D⟩, σʷ = s.
@Suite("The packing kernel") struct PackingKernelTests {
    private typealias T = TransformTests

    /// Packs whole columns, some of them null.
    private func pack(_ columns: [[UInt32]?], _ logPacking: Int, _ logDomain: Int, rows: Range<Int>) -> [UInt32] {
        var out = [UInt32](repeating: 0xffff_ffff, count: rows.count << logPacking)
        let flat = columns.flatMap { $0 ?? [UInt32](repeating: 0, count: 1 << logDomain) }
        let status = unsafe flat.withUnsafeBufferPointer { buffer in
            let pointers: [UnsafePointer<UInt32>?] = unsafe columns.enumerated().map { slot, column in
                unsafe column == nil ? nil : buffer.baseAddress.map { unsafe $0 + slot << logDomain + rows.lowerBound }
            }
            return unsafe burhan_kb_pack(&out, pointers, UInt32(logPacking), UInt32(logDomain), rows.lowerBound, rows.count)
        }
        #expect(status == 0)
        return out
    }

    @Test func shiftsAreRootsOfOddOrder() {
        for log in 0...Int(BURHAN_MAXIMUM_PACKING_LOG) {
            guard let shift = KoalaBear(raw: burhan_kb_packing_shift(UInt32(log))) else {
                Issue.record("the shift for 2^\(log) columns is not reduced")
                continue
            }
            #expect(shift.squared(times: log) == .cosetShift)
            #expect(shift.power(127) == .one && shift != .one)
        }
        #expect(KoalaBear.cosetShift == KoalaBear(3 as UInt32).squared(times: 24))
    }

    /// Columns by their coefficients; every position of small domains, a spread of large ones.
    @Test(arguments: 1...10, [4, 5, 7]) func wordsAreTheValuesOfThePackedPolynomial(logPacking: Int, logDomain: Int) {
        let (w, d) = (1 << logPacking, 1 << logDomain)
        var random = RandomWords(seed: UInt64(logPacking * 100 + logDomain))
        let coefficients = (0..<w).map { _ in random.representatives(d) }
        var columns: [[UInt32]?] = coefficients
        for slot in 0..<w {
            #expect(unsafe burhan_kb_coset_ntt(&columns[slot]!, UInt32(logDomain), KoalaBear.cosetShift.raw) == 0)
        }
        // Padding: the last slots are null, one in the middle is, too.
        var present = [Bool](repeating: true, count: w)
        for slot in (w - w / 3)..<w { present[slot] = false }
        if w >= 4 { present[1] = false }
        for slot in 0..<w where !present[slot] { columns[slot] = nil }
        var packed = [KoalaBear](repeating: .zero, count: w * d)
        for slot in 0..<w where present[slot] {
            for (index, value) in T.elements(coefficients[slot]).enumerated() { packed[index << logPacking + slot] = value }
        }
        let shift = KoalaBear(raw: burhan_kb_packing_shift(UInt32(logPacking))) ?? .zero
        let root = KoalaBear.twoAdicGenerator(logPacking + logDomain)
        var first: [UInt32] = []
        onEveryPath { path in
            let words = pack(columns, logPacking, logDomain, rows: 0..<d)
            if first.isEmpty {
                first = words
                for position in T.positions(w * d) {
                    let point = shift * root.power(UInt64(T.reversed(position, logPacking + logDomain)))
                    #expect(words[position] == T.evaluate(packed, at: point).raw, "\(path), position \(position)")
                }
            }
            #expect(words == first, "\(path)")
            // Any range of rows gives the same words.
            for start in stride(from: 0, to: d, by: 16) {
                #expect(
                    pack(columns, logPacking, logDomain, rows: start..<start + 16) == Array(first[start * w..<(start + 16) * w]),
                    "\(path), rows from \(start)")
            }
        }
    }

    @Test func nothingPacksToZero() {
        onEveryPath { path in
            let words = pack([nil, nil, nil, nil], 2, 5, rows: 0..<32)
            #expect(words == [UInt32](repeating: 0, count: 128), "\(path)")
        }
    }

    @Test func refusesSizesOutOfRange() {
        var out: [UInt32] = [7]
        let none: [UnsafePointer<UInt32>?] = unsafe [nil]
        onEveryPath { path in
            for (logPacking, logDomain) in [(0, 5), (11, 5), (.max, 5), (5, 20), (10, 15)] as [(UInt32, UInt32)] {
                #expect(unsafe burhan_kb_pack(&out, none, logPacking, logDomain, 0, 16) == -1, "\(path), \(logPacking), \(logDomain)")
            }
        }
        #expect(out == [7])
    }
}
