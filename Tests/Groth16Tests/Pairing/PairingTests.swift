import FiniteFields
import Groth16
import Testing

@Suite struct PairingTests {
    let p = G1Affine.generator
    let q = G2Affine.generator

    @Test func isBilinearAndNotDegenerate() {
        let e = Pairing.pairing(p, q)
        #expect(e != .one)
        for (a, b) in [(2, 3), (17, 1_000_003), (5, 0)] as [(UInt64, UInt64)] {
            let left = (p * BN254Scalar(a)).affine
            let right = (q * BN254Scalar(b)).affine
            #expect(Pairing.pairing(left, right) == e.power(a * b))
        }
        #expect(Pairing.isProductOne([(p, q), (-p, q)]) && Pairing.isProductOne([(p, q), (p, -q)]))
        #expect(!Pairing.isProductOne([(p, q), (p, q)]) && Pairing.isProductOne([]))
        #expect(Pairing.isProductOne([(.infinity, q), (p, .infinity)]))
    }

    @Test func agreesWithAnotherImplementation() {
        // The coefficients of u of the even powers of w in e(G1, G2) as py_ecc computes it.
        let e = Pairing.pairing(p, q)
        #expect(
            [e.c0.c0.c1, e.c0.c1.c1, e.c0.c2.c1].map(\.decimal) == [
                "3758435817766288188804561253838670030762970764366672594784247447067868088068",
                "14656606573936501743457633041048024656612227301473084805627390748872617280984",
                "19455424343576886430889849773367397946457449073528455097210946839000147698372",
            ])
    }

    @Test func hasTowersOfFields() {
        func element(_ seed: UInt64) -> BN254Base12 {
            func two(_ i: UInt64) -> BN254Base2 { BN254Base2(BN254Base(seed + i).power(1_000_003), BN254Base(seed * 7 + i).power(999_983)) }
            return BN254Base12(BN254Base6(two(1), two(2), two(3)), BN254Base6(two(4), two(5), two(6)))
        }
        let elements = [.zero, .one, element(1), element(2), -element(1)]
        for a in elements {
            #expect(a.squared == a * a && a - a == .zero && a * .one == a)
            #expect(a.isZero ? a.inverse == nil : a.inverse.map { $0 * a } == .one)
            #expect(a.frobenius.frobenius == a.frobeniusSquared && a.frobeniusSquared.frobenius == a.frobeniusCubed)
            #expect(a.frobeniusCubed.frobeniusCubed == a.conjugate)
            for b in elements {
                #expect(a * b == b * a && (a * b).frobenius == a.frobenius * b.frobenius)
                for c in elements { #expect((a * b) * c == a * (b * c) && a * (b + c) == a * b + a * c) }
            }
        }
        #expect(
            element(3).c0.times(element(4).c0.c0, element(4).c0.c1) == element(3).c0 * BN254Base6(element(4).c0.c0, element(4).c0.c1, .zero)
        )
        let value = Pairing.pairing(p, q)
        #expect(value.cyclotomicSquared == value * value && value.conjugate * value == .one)
        #expect(value.powerOfParameter == value.power(BN254.parameter))
    }

    @Test func tellsTheSubgroupFromTheRestOfTheTwist() {
        // Points of the twist from x = 1, 2, ... that are not of order r, and their multiples by the cofactor, which are.
        var found = 0
        var x = BN254Base2(1, 0)
        while found < 3 {
            x = x + BN254Base2(1, 1)
            guard let y = squareRoot(x.squared * x + BN254G2.b), let point = G2Affine(x: x, y: y) else { continue }
            found += 1
            #expect(!G2Point(point).multiplied(by: BN254Scalar.modulus).isInfinity && !point.isInSubgroup)
            // The order of the twist is r (2 q − r).
            let (q, r) = (BN254Base.modulus, BN254Scalar.modulus)
            let doubled = (q.0 << 1, q.1 << 1 | q.0 >> 63, q.2 << 1 | q.1 >> 63, q.3 << 1 | q.2 >> 63)
            let inGroup = (G2Point(point).multiplied(by: doubled) - G2Point(point).multiplied(by: r)).affine
            #expect(inGroup.isInSubgroup && !inGroup.isInfinity && G2Point(inGroup).multiplied(by: r).isInfinity)
        }
        #expect(G2Affine.infinity.isInSubgroup && G2Affine.generator.isInSubgroup)
    }
}

/// A square root in Fq2, nil if there is none (q is 3 mod 4).
func squareRoot(_ a: BN254Base2) -> BN254Base2? {
    func root(_ a: BN254Base) -> BN254Base? {
        let q = BN254Base.modulus
        // (q + 1) / 4.
        let exponent = ((q.0 + 1) >> 2 | q.1 << 62, q.1 >> 2 | q.2 << 62, q.2 >> 2 | q.3 << 62, q.3 >> 2)
        let candidate = a.power(exponent)
        return candidate.squared == a ? candidate : nil
    }
    guard let norm = root(a.c0.squared + a.c1.squared), let half = BN254Base(2).inverse else { return nil }
    for part in [(a.c0 + norm) * half, (a.c0 - norm) * half] {
        guard let c0 = root(part), let inverse = c0.doubled.inverse else { continue }
        let candidate = BN254Base2(c0, a.c1 * inverse)
        if candidate.squared == a { return candidate }
    }
    return nil
}
