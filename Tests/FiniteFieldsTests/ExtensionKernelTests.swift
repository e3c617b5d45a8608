import CKernels
import FiniteFields
import Testing

@Suite struct ExtensionKernelTests {
    static let sizes = Array(1...40) + [63, 64, 65, 511, 512, 513, 1_030]

    private func columns(_ elements: [KoalaBear4]) -> ExtensionColumns {
        var result = ExtensionColumns(count: elements.count)
        for k in 0..<4 { result.columns[k] = elements.map { $0[k].raw } }
        return result
    }

    private func elements(_ columns: ExtensionColumns) -> [KoalaBear4] {
        columns.columns[0].indices.compactMap { i in
            let c = (0..<4).compactMap { KoalaBear(raw: columns.columns[$0][i]) }
            return c.count == 4 ? KoalaBear4(c[0], c[1], c[2], c[3]) : nil
        }
    }

    /// Random elements with all-maximal, zero, one and sparse ones among them.
    private func sample(_ count: Int, seed: UInt64) -> [KoalaBear4] {
        var random = RandomWords(seed: seed)
        let top = KoalaBear(raw: KoalaBear.modulus - 1) ?? .zero
        return (0..<count).map { i in
            switch i % 8 {
            case 1: KoalaBear4(top, top, top, top)
            case 3: .zero
            case 4: .one
            case 6: KoalaBear4(.zero, top, .zero, random.element())
            default: random.extensionElement()
            }
        }
    }

    private func raw(_ a: KoalaBear4) -> [UInt32] { (0..<4).map { a[$0].raw } }

    @Test func multipliesLikeSingleElements() {
        onEveryPath { path in
            for n in Self.sizes {
                let (a, b) = (sample(n, seed: 1), Array(sample(n + 2, seed: 2).dropFirst(2)))
                var out = ExtensionColumns(count: n)
                unsafe out.withMutablePointers { out in
                    unsafe columns(a).withPointers { a in
                        unsafe columns(b).withPointers { b in unsafe burhan_kb_ext4_mul(out, a, b, n) }
                    }
                }
                #expect(elements(out) == zip(a, b).map { $0 * $1 }, "\(path), \(n)")
                var square = ExtensionColumns(count: n)
                unsafe square.withMutablePointers { out in
                    unsafe columns(a).withPointers { a in unsafe burhan_kb_ext4_mul(out, a, a, n) }
                }
                #expect(elements(square) == a.map { $0 * $0 }, "\(path), \(n)")
            }
        }
    }

    @Test func invertsLikeSingleElements() {
        onEveryPath { path in
            for n in Self.sizes {
                let a = sample(n, seed: 3)
                var out = ExtensionColumns(count: n)
                unsafe out.withMutablePointers { out in
                    unsafe columns(a).withPointers { a in unsafe burhan_kb_ext4_batch_inverse(out, a, n) }
                }
                #expect(elements(out) == a.map { $0.inverse ?? .zero }, "\(path), \(n)")
            }
        }
    }

    @Test func combinesBaseColumnsWithExtensionFactors() {
        onEveryPath { path in
            for n in Self.sizes {
                var random = RandomWords(seed: 4)
                let words = random.representatives(n)
                let base = words.compactMap { KoalaBear(raw: $0) }
                let (a, factor) = (sample(n, seed: 5), random.extensionElement())
                var out = columns(a)
                unsafe out.withMutablePointers { out in unsafe burhan_kb_ext4_add_scaled_base(out, words, raw(factor), n) }
                #expect(elements(out) == (0..<n).map { a[$0] + factor * base[$0] }, "\(path), \(n)")
                var dot = [UInt32](repeating: 0, count: 4)
                unsafe columns(a).withPointers { a in unsafe burhan_kb_ext4_dot_base(&dot, words, a, n) }
                #expect(dot == raw(zip(a, base).reduce(KoalaBear4.zero) { $0 + $1.0 * $1.1 }), "\(path), \(n)")
            }
        }
    }

    @Test func raisesToSuccessivePowers() {
        onEveryPath { path in
            for n in Self.sizes {
                let (first, ratio) = (sample(1, seed: 6)[0], sample(1, seed: 7)[0])
                var out = ExtensionColumns(count: n)
                unsafe out.withMutablePointers { out in unsafe burhan_kb_ext4_powers(out, raw(first), raw(ratio), n) }
                #expect(elements(out) == ratio.powers(n).map { first * $0 }, "\(path), \(n)")
            }
        }
    }
}
