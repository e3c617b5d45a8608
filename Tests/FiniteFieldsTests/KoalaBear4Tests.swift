import FiniteFields
import Testing

@Suite struct KoalaBear4Tests {
    static let elements: [KoalaBear4] = {
        var random = RandomWords(seed: 3)
        let last = -KoalaBear.one
        return [
            .zero, .one, .x, KoalaBear4(last), KoalaBear4(last, last, last, last), KoalaBear4(.zero, .zero, .one, .zero),
            KoalaBear4(.zero, .zero, .zero, last), KoalaBear4(.one, .zero, last, .zero),
        ] + (0..<8).map { _ in random.extensionElement() }
    }()

    @Test func satisfiesTheFieldLaws() {
        expectFieldLaws(on: Self.elements)
        expectPowerLaws(on: Self.elements)
        expectBatchInversion(of: Self.elements)
    }

    @Test func reducesByTheFourthPowerOfTheRoot() {
        #expect(KoalaBear4.x.power(4) == KoalaBear4(3))
        #expect(KoalaBear4(1, 2, 3, 4) * .x == KoalaBear4(12, 1, 2, 3))
    }

    @Test func multipliesLikeSchoolbookPolynomials() {
        for a in Self.elements {
            for b in Self.elements {
                var wide = [KoalaBear](repeating: .zero, count: 7)
                for i in 0..<4 { for j in 0..<4 { wide[i + j] += a[i] * b[j] } }
                let expected = KoalaBear4(wide[0] + 3 * wide[4], wide[1] + 3 * wide[5], wide[2] + 3 * wide[6], wide[3])
                #expect(a * b == expected)
            }
        }
    }

    @Test func mixesWithTheBaseField() {
        for a in Self.elements {
            for b in KoalaBearTests.elements {
                #expect(a * b == a * KoalaBear4(b) && b * a == a * b)
                #expect(a + b == a + KoalaBear4(b) && a - b == a - KoalaBear4(b))
                #expect(KoalaBear4(b).isBase && !(KoalaBear4(b) + .x).isBase)
            }
        }
    }

    @Test func frobeniusIsThePthPower() {
        for a in Self.elements {
            #expect(a.frobenius == a.power(UInt64(KoalaBear.modulus)))
            #expect(a.frobenius.frobenius.frobenius.frobenius == a)
            #expect((a * a.frobenius * a.frobenius.frobenius * a.frobenius.frobenius.frobenius).isBase)
        }
    }

    @Test func readsAndWritesCoefficients() {
        var a = KoalaBear4.zero
        for i in 0..<4 { a[i] = KoalaBear(i + 1) }
        #expect(a == KoalaBear4(1, 2, 3, 4) && (0..<4).map { a[$0].canonical } == [1, 2, 3, 4])
    }
}
