import CKernels
import FiniteFields
import StarkProver
import StarkVerifier
import Testing

/// Columns of extension elements in the form that the kernels take.
@safe private final class ExtensionBlock {
    private(set) var pointers: [UnsafeMutablePointer<UInt32>?]
    let rows: Int

    init(_ values: [KoalaBear4]) {
        rows = values.count
        unsafe pointers = (0..<4).map { _ in .allocate(capacity: values.count) }
        for (row, value) in values.enumerated() { for k in 0..<4 { unsafe pointers[k]![row] = value[k].raw } }
    }

    deinit { unsafe pointers.forEach { unsafe $0?.deallocate() } }

    var constants: [UnsafePointer<UInt32>?] { unsafe pointers.map { unsafe UnsafePointer($0) } }

    var values: [KoalaBear4] {
        (0..<rows).map { row in
            let words = unsafe pointers.map { unsafe KoalaBear(raw: $0![row])! }
            return KoalaBear4(words[0], words[1], words[2], words[3])
        }
    }
}

@Suite("Kernels of batching and folding") struct FoldingKernelTests {
    private func words(_ e: KoalaBear4) -> [UInt32] { (0..<4).map { e[$0].raw } }

    @Test(arguments: [0, 1, 3, 4, 5, 8, 31, 130]) func combineIsTheWeightedSum(width: Int) {
        var random = Randomness(UInt64(width))
        for rows in [16, 64, 512] {
            let columns = (0..<width).map { _ in (0..<rows).map { _ in random.element() } }
            let weights = (0..<width).map { _ in random.extensionElement() }
            let expected = (0..<rows).map { row in
                zip(columns, weights).reduce(KoalaBear4.zero) { $0 + $1.1 * $1.0[row] }
            }
            var flat = columns.flatMap { $0.map(\.raw) }
            var quadruples = weights.map { ($0.c0.raw, $0.c1.raw, $0.c2.raw, $0.c3.raw) }
            quadruples.append((0, 0, 0, 0))
            flat.append(0)
            onEveryPath { path in
                let out = ExtensionBlock([KoalaBear4](repeating: .one, count: rows))
                unsafe flat.withUnsafeBufferPointer { flat in
                    let pointers: [UnsafePointer<UInt32>?] = unsafe (0..<width).map { unsafe flat.baseAddress! + $0 * rows }
                    unsafe burhan_air_combine(out.pointers, pointers, quadruples, width, rows)
                }
                #expect(out.values == expected, "\(rows) rows, \(path)")
            }
        }
    }

    @Test(arguments: [16, 512]) func deepAddsTheQuotient(rows: Int) {
        var random = Randomness(UInt64(rows) + 50)
        for _ in 0..<10 {
            let total = (0..<rows).map { _ in random.extensionElement() }
            let combined = (0..<rows).map { _ in random.extensionElement() }
            let claimed = random.extensionElement()
            var point = random.extensionElement()
            if point.isBase { point.c2 = .one }
            let x = (0..<rows).map { _ in random.element() }
            let expected = (0..<rows).map { total[$0] + (combined[$0] - claimed) * (KoalaBear4(x[$0]) - point).inverse! }
            onEveryPath { path in
                let out = ExtensionBlock(total)
                let from = ExtensionBlock(combined)
                var scratch = [UInt32](repeating: 0, count: Int(BURHAN_AIR_SCRATCH))
                unsafe burhan_air_deep(out.pointers, from.pointers, words(claimed), x.map(\.raw), words(point), &scratch, rows)
                #expect(out.values == expected, "\(path)")
            }
        }
    }

    @Test(arguments: [16, 512]) func foldHalvesACodeword(rows: Int) {
        var random = Randomness(UInt64(rows) + 90)
        for _ in 0..<10 {
            let even = (0..<rows).map { _ in random.extensionElement() }
            let odd = (0..<rows).map { _ in random.extensionElement() }
            let beta = random.extensionElement()
            let x = (0..<rows).map { _ in random.below(9) == 0 ? KoalaBear.one : KoalaBear(1 + random.below(2_000_000_000)) }
            let half = KoalaBear(2 as UInt32).inverse!
            let inverses = x.map { half * $0.inverse! }
            let expected: [KoalaBear4] = (0..<rows).map { row in
                let sum = (even[row] + odd[row]) * half
                let difference = (even[row] - odd[row]) * inverses[row]
                return sum + beta * difference
            }
            onEveryPath { path in
                let (p, q) = (ExtensionBlock(even), ExtensionBlock(odd))
                let out = ExtensionBlock([KoalaBear4](repeating: .zero, count: rows))
                unsafe burhan_air_fold(out.pointers, p.constants, q.constants, inverses.map(\.raw), words(beta), rows)
                #expect(out.values == expected, "\(path)")
                // In place.
                unsafe burhan_air_fold(p.pointers, p.constants, q.constants, inverses.map(\.raw), words(beta), rows)
                #expect(p.values == expected, "in place, \(path)")
            }
        }
    }
}
