import CKernels
import FiniteFields
import Testing

@Suite struct LowDegreeExtensionTests {
    private typealias T = TransformTests

    /// Coefficients of f + (X^n - 1) r.
    private func masked(_ f: [KoalaBear], _ r: [KoalaBear]) -> [KoalaBear] {
        var result = f + [KoalaBear](repeating: .zero, count: r.count)
        for (i, c) in r.enumerated() {
            result[i] -= c
            result[f.count + i] += c
        }
        return result
    }

    @Test(arguments: 0...14, [0, 1, 2, 3]) func extendsTheMaskedPolynomial(log: Int, logBlowup: Int) {
        let (n, size) = (1 << log, 1 << (log + logBlowup))
        for maskCount in [0, 1, 5, 23, 300] {
            var random = RandomWords(seed: UInt64(log + 100 * maskCount))
            let (values, mask) = (random.representatives(n), random.representatives(maskCount))
            var coefficients = [UInt32](repeating: 0, count: n)
            onEveryPath { path in
                let name = "\(path), n = \(n), blow-up \(1 << logBlowup), mask \(maskCount)"
                var out = [UInt32](repeating: 0, count: size)
                #expect(unsafe burhan_kb_coset_lde(&out, &coefficients, values, UInt32(log), UInt32(logBlowup), mask, maskCount) == 0)
                var interpolated = [UInt32](repeating: 0, count: n)
                #expect(unsafe burhan_kb_intt_natural(&interpolated, values, UInt32(log)) == 0)
                #expect(coefficients == interpolated, "\(name): coefficients without the mask")
                let polynomial = masked(T.elements(coefficients), T.elements(mask))
                let root = KoalaBear.twoAdicGenerator(log + logBlowup)
                for i in T.positions(size).prefix(20) {
                    let point = KoalaBear.cosetShift * root.power(UInt64(T.reversed(i, log + logBlowup)))
                    #expect(out[i] == T.evaluate(polynomial, at: point).raw, "\(name), position \(i)")
                }
            }
        }
    }

    @Test func extensionsAgreeOnAllPaths() {
        var random = RandomWords(seed: 30)
        let (values, mask) = (random.representatives(1 << 16), random.representatives(1_000))
        var expected: [UInt32] = []
        onEveryPath { path in
            var (out, coefficients) = ([UInt32](repeating: 0, count: 1 << 17), [UInt32](repeating: 0, count: 1 << 16))
            #expect(unsafe burhan_kb_coset_lde(&out, &coefficients, values, 16, 1, mask, 1_000) == 0)
            if expected.isEmpty { expected = out + coefficients }
            #expect(out + coefficients == expected, "\(path)")
        }
    }

    @Test func theMaskVanishesOnTheOriginalDomain() {
        let values = Array(1...16).map { KoalaBear($0).raw }
        var coefficients = [UInt32](repeating: 0, count: 16)
        #expect(unsafe burhan_kb_intt_natural(&coefficients, values, 4) == 0)
        var random = RandomWords(seed: 31)
        let polynomial = masked(T.elements(coefficients), T.elements(random.representatives(40)))
        for i in 0..<16 {
            let point = KoalaBear.twoAdicGenerator(4).power(UInt64(i))
            #expect(T.evaluate(polynomial, at: point).raw == values[i])
        }
    }

    @Test(arguments: [0, 1, 4, 7, 8, 10, 12], [0, 1, 3, 5, 8, 9, 11]) func evaluatesOnSmallCosets(log: Int, logSmall: Int) {
        let (n, m) = (1 << log, 1 << logSmall)
        for maskCount in [0, 1, 3, 40, 700] {
            var random = RandomWords(seed: UInt64(log + 100 * maskCount))
            let (f, mask) = (random.representatives(n), random.representatives(maskCount))
            let polynomial = masked(T.elements(f), T.elements(mask))
            let root = KoalaBear.twoAdicGenerator(logSmall)
            for shift in [KoalaBear.one, .generator, .cosetShift, random.element()] {
                onEveryPath { path in
                    var out = [UInt32](repeating: 0, count: m)
                    #expect(unsafe burhan_kb_evaluate_small_coset(&out, UInt32(logSmall), shift.raw, f, UInt32(log), mask, maskCount) == 0)
                    for i in T.positions(m).prefix(16) {
                        let point = shift * root.power(UInt64(T.reversed(i, logSmall)))
                        #expect(
                            out[i] == T.evaluate(polynomial, at: point).raw, "\(path), n = \(n), m = \(m), mask \(maskCount), position \(i)"
                        )
                    }
                }
            }
        }
    }
}
