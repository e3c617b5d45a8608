import CKernels
import FiniteFields
import Testing

@Suite struct ArrayKernelTests {
    static let sizes = Array(0...40) + [63, 64, 65, 127, 129, 1_000, 1_024, 4_099]

    private func elements(_ words: [UInt32]) -> [KoalaBear] { words.compactMap { KoalaBear(raw: $0) } }

    @Test func convertsEveryWordAndBack() {
        onEveryPath { path in
            for n in Self.sizes {
                var random = RandomWords(seed: UInt64(n))
                let edges: [UInt32] = [0, 1, KoalaBear.modulus - 1, KoalaBear.modulus, KoalaBear.modulus + 1, .max]
                let words = (0..<n).map { $0 < edges.count ? edges[$0] : UInt32(truncatingIfNeeded: random.next()) }
                var raw = [UInt32](repeating: 1, count: n)
                unsafe burhan_kb_to_montgomery(&raw, words, n)
                #expect(raw == words.map { KoalaBear($0).raw }, "\(path), \(n) words")
                unsafe burhan_kb_from_montgomery(&raw, raw, n)
                #expect(raw == words.map { $0 % KoalaBear.modulus }, "\(path), \(n) words")
            }
        }
    }

    @Test func agreesWithSingleElementArithmetic() {
        onEveryPath { path in
            for n in Self.sizes {
                var random = RandomWords(seed: UInt64(n) + 1)
                let (a, b, c) = (random.representatives(n), Array(random.representatives(n).reversed()), random.representatives(n))
                let (x, y, z) = (elements(a), elements(b), elements(c))
                let factor = random.element()
                var out = [UInt32](repeating: 0, count: n)
                unsafe burhan_kb_add(&out, a, b, n)
                #expect(elements(out) == zip(x, y).map { $0 + $1 }, "\(path), \(n)")
                unsafe burhan_kb_sub(&out, a, b, n)
                #expect(elements(out) == zip(x, y).map { $0 - $1 }, "\(path), \(n)")
                unsafe burhan_kb_mul(&out, a, b, n)
                #expect(elements(out) == zip(x, y).map { $0 * $1 }, "\(path), \(n)")
                unsafe burhan_kb_scale(&out, a, factor.raw, n)
                #expect(elements(out) == x.map { $0 * factor }, "\(path), \(n)")
                unsafe burhan_kb_mul_add(&out, a, b, c, n)
                #expect(elements(out) == (0..<n).map { x[$0] * y[$0] + z[$0] }, "\(path), \(n)")
                unsafe burhan_kb_powers(&out, factor.raw, KoalaBear.generator.raw, n)
                #expect(elements(out) == KoalaBear.generator.powers(n).map { $0 * factor }, "\(path), \(n)")
            }
        }
    }

    @Test func multipliesEveryPairOfEdgeValues() {
        let p = KoalaBear.modulus
        let edges: [UInt32] = [0, 1, 2, p - 1, p - 2, p / 2, p / 2 + 1, KoalaBear.one.raw, (-KoalaBear.one).raw, 1 << 24, 1 << 30]
        let a = edges.flatMap { x in edges.map { _ in x } }
        let b = edges.flatMap { _ in edges }
        onEveryPath { path in
            var out = [UInt32](repeating: 0, count: a.count)
            unsafe burhan_kb_mul(&out, a, b, a.count)
            #expect(elements(out) == zip(elements(a), elements(b)).map { $0 * $1 }, "\(path)")
            unsafe burhan_kb_add(&out, a, b, a.count)
            #expect(elements(out) == zip(elements(a), elements(b)).map { $0 + $1 }, "\(path)")
            unsafe burhan_kb_sub(&out, a, b, a.count)
            #expect(elements(out) == zip(elements(a), elements(b)).map { $0 - $1 }, "\(path)")
        }
    }

    @Test func invertsArraysWithZerosAnywhere() {
        onEveryPath { path in
            for n in Self.sizes {
                var random = RandomWords(seed: UInt64(n) + 2)
                var a = random.representatives(n)
                for i in stride(from: 5, to: n, by: 7) { a[i] = 0 }
                var out = [UInt32](repeating: 0, count: n)
                unsafe burhan_kb_batch_inverse(&out, a, n)
                #expect(elements(out) == elements(a).map { $0.inverse ?? .zero }, "\(path), \(n)")
                unsafe burhan_kb_batch_inverse(&a, a, n)
                #expect(a == out, "\(path), \(n), in place")
            }
        }
    }
}
