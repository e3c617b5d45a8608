import FiniteFields
import Testing

@Suite struct KoalaBearTests {
    static let elements: [KoalaBear] = {
        var random = RandomWords(seed: 1)
        let edges: [UInt32] = [0, 1, 2, 3, KoalaBear.modulus - 1, KoalaBear.modulus - 2, KoalaBear.modulus / 2, 1 << 24, 1 << 30]
        return edges.map { KoalaBear($0) } + (0..<8).map { _ in random.element() }
    }()

    @Test func satisfiesTheFieldLaws() {
        expectFieldLaws(on: Self.elements)
        expectPowerLaws(on: Self.elements)
        expectBatchInversion(of: Self.elements)
    }

    @Test func agreesWithWideIntegerArithmetic() {
        let p = UInt64(KoalaBear.modulus)
        var random = RandomWords(seed: 2)
        for round in 0..<20_000 {
            var (a, b) = (random.next() % p, random.next() % p)
            if round % 16 == 0 { a = p - 1 }
            if round % 64 == 0 { b = p - 1 }
            let (x, y) = (KoalaBear(UInt32(a)), KoalaBear(UInt32(b)))
            #expect((x + y).canonical == UInt32((a + b) % p))
            #expect((x - y).canonical == UInt32((a + p - b) % p))
            #expect((x * y).canonical == UInt32(a * b % p))
        }
    }

    @Test func reducesEveryWord() {
        let p = KoalaBear.modulus
        for value: UInt32 in [0, 1, p - 1, p, p + 1, 2 * p - 1, 2 * p, 2 * p + 1, .max - 1, .max] {
            #expect(KoalaBear(value).canonical == value % p)
            #expect(KoalaBear(canonical: value)?.canonical == (value < p ? value : nil))
            #expect(KoalaBear(raw: value)?.raw == (value < p ? value : nil))
        }
        #expect(KoalaBear(-1) == -KoalaBear.one)
        #expect(KoalaBear(Int.min) == -KoalaBear(2).power(63))
        #expect(KoalaBear(low: .max, high: .max) == KoalaBear(2).power(128) - .one)
        #expect(KoalaBear(low: 5, high: 7) == 7 * KoalaBear(2).power(64) + 5)
    }

    @Test func generatesTheMultiplicativeGroupByThree() {
        // p - 1 = 2^24 * 127.
        let order = UInt64(KoalaBear.modulus - 1)
        #expect(KoalaBear.generator.power(order) == .one)
        #expect(KoalaBear.generator.power(order / 2) != .one)
        #expect(KoalaBear.generator.power(order / 127) != .one)
    }

    @Test(arguments: 0...24) func generatesSubgroupsOfExactOrder(log: Int) {
        let root = KoalaBear.twoAdicGenerator(log)
        #expect(root.squared(times: log) == .one)
        if log > 0 {
            #expect(root.squared(times: log - 1) == -KoalaBear.one)
            #expect(root.squared == KoalaBear.twoAdicGenerator(log - 1))
        }
        #expect(root == KoalaBear.generator.power(UInt64(127) << UInt64(24 - log)))
    }

    @Test func knowsItsConstants() {
        #expect(KoalaBear.one == KoalaBear(1) && KoalaBear.two == KoalaBear(2) && KoalaBear.generator == 3)
        #expect(KoalaBear.one.raw == 0x01ff_fffe)
    }
}
