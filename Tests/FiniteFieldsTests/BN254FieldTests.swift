import FiniteFields
import Testing

@Suite struct BN254FieldTests {
    static func elements<Modulus>(_ field: PrimeField256<Modulus>.Type) -> [PrimeField256<Modulus>] {
        typealias Element = PrimeField256<Modulus>
        let p = Modulus.modulus
        let edges: [Element] = [0, 1, 2, -1, -2, Element(uncheckedMontgomery: (1, 0, 0, 0)), Element(UInt64.max)]
        let high = [Element(uncheckedMontgomery: (p.0 - 1, p.1, p.2, p.3)), Element(uncheckedMontgomery: (.max, .max, .max, p.3 - 1))]
        return edges + high + (1...4).map { Element(3).power(UInt64($0) * 1_000_003) }
    }

    @Test func satisfiesTheFieldLaws() {
        expectFieldLaws(on: Self.elements(BN254Base.self))
        expectFieldLaws(on: Self.elements(BN254Scalar.self))
        expectPowerLaws(on: Self.elements(BN254Base.self))
        expectBatchInversion(of: Self.elements(BN254Base.self))
        expectBatchInversion(of: Self.elements(BN254Scalar.self))
    }

    @Test func satisfiesTheFieldLawsInTheExtension() {
        let base = Self.elements(BN254Base.self)
        let elements = zip(base, base.reversed()).map { BN254Base2($0, $1) } + [.zero, .one, BN254Base2(0, 1), BN254Base2(0, -1)]
        expectFieldLaws(on: elements)
        expectPowerLaws(on: elements)
        for a in elements {
            #expect(a.timesNonResidue == a * BN254Base2(9, 1))
            #expect(a.conjugate.conjugate == a && (a * a.conjugate).c1.isZero)
        }
    }

    @Test func agreesWithKnownProducts() throws {
        // Computed with the integers of Python: 3^200 mod q, 3^200 mod r, 5^((r - 1) / 2^28) mod r.
        let base = try #require(BN254Base(decimal: "19396778307043791501035718122066639195909692712795637731743661869978491289222"))
        let scalar = try #require(BN254Scalar(decimal: "19396778307043791502831053109288444542714062766724450554883674428117559964180"))
        #expect(BN254Base(3).power(200) == base && BN254Scalar(3).power(200) == scalar)
        #expect(BN254Scalar.twoAdicGenerator(28).decimal == "19103219067921713944291392827692070036145651957329286315305642004821462161904")
    }

    @Test(arguments: [0, 1, 2, 15, 28]) func generatesSubgroupsOfExactOrder(log: Int) {
        let root = BN254Scalar.twoAdicGenerator(log)
        #expect(root.squared(times: log) == .one)
        if log > 0 { #expect(root.squared(times: log - 1) == -BN254Scalar.one) }
    }

    @Test func readsOnlyCanonicalEncodings() {
        let q = "21888242871839275222246405745257275088696311157297823662689037894645226208583"
        let last = "21888242871839275222246405745257275088696311157297823662689037894645226208582"
        #expect(BN254Base(decimal: q) == nil && BN254Base(decimal: last) == -1)
        for text in ["", "+1", "-1", "01", "1 ", "0x1", "１", String(repeating: "9", count: 78), String(repeating: "1", count: 79)] {
            #expect(BN254Base(decimal: text) == nil)
        }
        #expect(BN254Base(canonical: BN254Base.modulus) == nil && BN254Base(montgomery: BN254Base.modulus) == nil)
        #expect(BN254Base(canonical: (.max, .max, .max, .max)) == nil)
        #expect(BN254Base(reducing: BN254Base.modulus) == 0)
        #expect(BN254Base(reducing: (.max, .max, .max, .max)) == BN254Base(2).power(256) - 1)
        for count in [0, 31, 33] {
            #expect(BN254Base(littleEndian: [UInt8](repeating: 0, count: count)) == nil)
            #expect(BN254Base(bigEndian: [UInt8](repeating: 0, count: count)) == nil)
        }
    }

    @Test func readsWhatItWrites() {
        for a in Self.elements(BN254Scalar.self) {
            #expect(BN254Scalar(littleEndian: a.littleEndianBytes) == a)
            #expect(BN254Scalar(bigEndian: a.bigEndianBytes) == a)
            #expect(BN254Scalar(montgomeryLittleEndian: a.montgomeryLittleEndianBytes) == a)
            #expect(BN254Scalar(decimal: a.decimal) == a)
            #expect(a.bigEndianBytes == a.littleEndianBytes.reversed())
            #expect(BN254Scalar(canonical: a.canonical) == a && BN254Scalar(montgomery: a.montgomery) == a)
        }
        #expect(BN254Scalar(258).littleEndianBytes.prefix(3) == [2, 1, 0] && BN254Scalar(0).decimal == "0")
    }

    @Test func drawsReducedElementsFromTheWholeRange() {
        var words = RandomWords(seed: 3)
        struct Generator: RandomNumberGenerator {
            var words: RandomWords
            mutating func next() -> UInt64 { words.next() }
        }
        var generator = Generator(words: words)
        _ = words.next()
        let drawn = (0..<200).map { _ in BN254Scalar.random(using: &generator) }
        #expect(Set(drawn).count == 200)
        #expect(drawn.contains { $0.montgomery.3 >> 61 == 1 } && drawn.contains { $0.montgomery.3 >> 60 == 0 })
    }
}
