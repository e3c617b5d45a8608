import CKernels
import FiniteFields
import Testing

@Suite struct TransformTests {
    /// Value at `point` of the polynomial with these coefficients.
    static func evaluate(_ coefficients: [KoalaBear], at point: KoalaBear) -> KoalaBear {
        coefficients.reversed().reduce(.zero) { $0 * point + $1 }
    }

    static func reversed(_ i: Int, _ bits: Int) -> Int { bits == 0 ? 0 : Int((UInt(i)).bitReversed >> UInt(UInt.bitWidth - bits)) }

    static func elements(_ words: some Sequence<UInt32>) -> [KoalaBear] { words.compactMap { KoalaBear(raw: $0) } }

    /// Positions to check one by one: all of a small array, a spread of a large one.
    static func positions(_ count: Int) -> [Int] {
        count <= 64
            ? Array(0..<count)
            : [0, 1, 2, 3, 15, 16, 17, count / 2 - 1, count / 2, count - 2, count - 1] + (0..<20).map { $0 * 7919 % count }
    }

    @Test(arguments: 0...15) func transformsGiveTheValuesOfThePolynomial(log: Int) {
        let n = 1 << log
        var random = RandomWords(seed: UInt64(log))
        let coefficients = random.representatives(n)
        let polynomial = Self.elements(coefficients)
        let root = KoalaBear.twoAdicGenerator(log)
        onEveryPath { path in
            for shift in [KoalaBear.one, .generator, .cosetShift, KoalaBear(17)] {
                var data = coefficients
                if shift == .one {
                    #expect(unsafe burhan_kb_ntt(&data, UInt32(log)) == 0)
                } else {
                    #expect(unsafe burhan_kb_coset_ntt(&data, UInt32(log), shift.raw) == 0)
                }
                for i in Self.positions(n) {
                    let point = shift * root.power(UInt64(Self.reversed(i, log)))
                    #expect(data[i] == Self.evaluate(polynomial, at: point).raw, "\(path), size \(n), position \(i)")
                }
                if shift == .one {
                    #expect(unsafe burhan_kb_intt(&data, UInt32(log)) == 0)
                } else {
                    #expect(unsafe burhan_kb_coset_intt(&data, UInt32(log), shift.raw) == 0)
                }
                #expect(data == coefficients, "\(path), size \(n), back again")
            }
        }
    }

    @Test(arguments: 0...17) func interpolatesFromNaturalOrder(log: Int) {
        let n = 1 << log
        var random = RandomWords(seed: UInt64(log))
        let values = random.representatives(n)
        onEveryPath { path in
            var swapped = values
            #expect(unsafe burhan_kb_bit_reverse(&swapped, UInt32(log)) == 0)
            #expect((0..<n).allSatisfy { swapped[$0] == values[Self.reversed($0, log)] }, "\(path), size \(n)")
            #expect(unsafe burhan_kb_intt(&swapped, UInt32(log)) == 0)
            var coefficients = [UInt32](repeating: 0, count: n)
            #expect(unsafe burhan_kb_intt_natural(&coefficients, values, UInt32(log)) == 0)
            #expect(coefficients == swapped, "\(path), size \(n)")
            let (polynomial, root) = (Self.elements(coefficients), KoalaBear.twoAdicGenerator(log))
            for i in Self.positions(n).prefix(8) {
                #expect(Self.evaluate(polynomial, at: root.power(UInt64(i))).raw == values[i], "\(path), size \(n), position \(i)")
            }
        }
    }

    @Test func largeTransformsAgreeOnAllPaths() {
        var random = RandomWords(seed: 20)
        let coefficients = random.representatives(1 << 19)
        var expected: [UInt32] = []
        onEveryPath { path in
            var data = coefficients
            #expect(unsafe burhan_kb_coset_ntt(&data, 19, KoalaBear.generator.raw) == 0)
            if expected.isEmpty { expected = data }
            #expect(data == expected, "\(path)")
            #expect(unsafe burhan_kb_coset_intt(&data, 19, KoalaBear.generator.raw) == 0)
            #expect(data == coefficients, "\(path)")
        }
    }

    @Test func refusesSizesOutOfRange() {
        var data: [UInt32] = [1, 2]
        #expect(unsafe burhan_kb_ntt(&data, 25) == -1)
        #expect(unsafe burhan_kb_intt(&data, 25) == -1)
        #expect(unsafe burhan_kb_bit_reverse(&data, 25) == -1)
        #expect(unsafe burhan_kb_coset_ntt(&data, 1, 0) == -1)
        #expect(unsafe burhan_kb_coset_intt(&data, 1, 0) == -1)
        var out: [UInt32] = [0, 0]
        #expect(unsafe burhan_kb_intt_natural(&out, data, 25) == -1)
        #expect(unsafe burhan_kb_coset_lde_from_coefficients(&out, &data, 24, 1, nil, 0) == -1)
        #expect(unsafe burhan_kb_coset_lde_from_coefficients(&out, &data, 1, .max, nil, 0) == -1)
        #expect(unsafe burhan_kb_evaluate_small_coset(&out, 1, 0, data, 1, nil, 0) == -1)
        #expect(data == [1, 2] && out == [0, 0])
    }
}

extension UInt {
    var bitReversed: UInt {
        var result: UInt = 0
        for i in 0..<UInt.bitWidth where self >> UInt(i) & 1 == 1 { result |= 1 << UInt(UInt.bitWidth - 1 - i) }
        return result
    }
}
