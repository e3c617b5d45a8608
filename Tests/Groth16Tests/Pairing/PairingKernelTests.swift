import FiniteFields
import Groth16
import Testing

/// The C kernels give what the operators in Swift give, for values that reach every carry as well as for pseudo-random ones.
@Suite struct PairingKernelTests {
    /// 0, 1, −1, values near 2^64, 2^192 and q / 2 by their representatives, and pseudo-random ones.
    static let bases: [BN254Base] = {
        let q = BN254Base.modulus
        let edges: [Words256] = [
            (0, 0, 0, 0), (1, 0, 0, 0), (.max, 0, 0, 0), (.max, .max, .max, 0), (0, 0, 0, q.3), (.max, .max, .max, q.3 - 1),
            (q.0 - 1, q.1, q.2, q.3),
            (q.0 - 2, q.1, q.2, q.3), (q.0 >> 1 | q.1 << 63, q.1 >> 1 | q.2 << 63, q.2 >> 1 | q.3 << 63, q.3 >> 1),
        ]
        var value = BN254Base(7)
        return edges.map { BN254Base(uncheckedMontgomery: $0) } + [.one, -.one]
            + (0..<21).map { _ in
                value = value.power(1_000_003) + .one
                return value
            }
    }()

    /// Elements whose coefficients go through `bases` with different steps: equal ones at first, all pairs in time.
    static let elements: [BN254Base12] = (0..<96).map { round in
        var next = round
        func base() -> BN254Base {
            next += round / bases.count * 5 + (round >= bases.count ? round % 7 : 0)
            return bases[next % bases.count]
        }
        func two() -> BN254Base2 { BN254Base2(base(), base()) }
        return BN254Base12(BN254Base6(two(), two(), two()), BN254Base6(two(), two(), two()))
    }

    @Test func multipliesAndSquaresAsTheReference() {
        for (i, a) in Self.elements.enumerated() {
            for b in Self.elements[i...] { #expect(a.multiplied(by: b) == a * b) }
            var square = a
            square.square()
            #expect(square == a.squared)
            // The formulas agree on all elements, not only on those whose square they give.
            #expect(a.cyclotomicSquare == a.cyclotomicSquared)
        }
    }

    @Test func multipliesLinesAsTheReference() {
        for a in Self.elements {
            for b in Self.elements.prefix(40) {
                let line = LineCoefficients(atY: b.c0.c0, atX: b.c1.c1, constant: b.c0.c2)
                let point = G1Affine(uncheckedX: b.c0.c1.c0, y: b.c1.c2.c1)
                var product = a
                product.multiply(by: line, at: point)
                #expect(product == a.times(line: line.atY * point.y, line.atX * point.x, line.constant))
            }
        }
    }

    @Test func raisesElementsOfTheSubgroupToTheParameterAsTheReference() {
        for k in [1, 2, 77, 1_000_003] as [UInt64] {
            let value = Pairing.pairing((G1Affine.generator * BN254Scalar(k)).affine, .generator)
            #expect(value.cyclotomicPowerOfParameter == value.powerOfParameter)
        }
        #expect(BN254Base12.one.cyclotomicPowerOfParameter == .one)
    }

    @Test func drawsLinesAsTheReference() {
        for k in [1, 2, 3, 1_000_003] as [UInt64] {
            for point in [(G2Affine.generator * BN254Scalar(k)).affine, (G2Affine.generator * -BN254Scalar(k)).affine] {
                let lines = PreparedG2(point).lines
                #expect(PreparedG2(point).isInSubgroup && lines.count == 88 && lines == PreparedG2.referenceLines(of: point))
            }
        }
        #expect(PreparedG2(.infinity).lines.isEmpty && PreparedG2(.infinity).isInSubgroup)
    }

    @Test func multipliesPointsAsTheReference() {
        let r = BN254Scalar.modulus
        let integers: [Words256] =
            (0..<40).map { ($0, 0, 0, 0) } + [
                (.max, 0, 0, 0), (.max, .max, 0, 0), (.max, .max, .max, .max >> 2), r, (r.0 - 1, r.1, r.2, r.3), (r.0 + 1, r.1, r.2, r.3),
                (BN254.parameter, 0, 0, 0),
            ] + (1...20).map { BN254Scalar($0).power(999_983).canonical }
        // A point of the twist that is not of order r: x = 2 + u or the next that has a y.
        var x = BN254Base2(2, 1)
        var outside: G2Affine?
        while outside == nil {
            x = x + .one
            outside = squareRoot(x.squared * x + BN254G2.b).flatMap { G2Affine(x: x, y: $0) }
        }
        let scaled = G1Point.generator.doubled + G1Point.generator
        for integer in integers {
            for point in [.infinity, G1Point.generator, scaled, -scaled] {
                #expect(point.multiple(by: integer) == point.multiplied(by: integer))
            }
            for point in [.infinity, G2Point.generator, G2Point.generator.doubled] + (outside.map { [G2Point($0)] } ?? []) {
                #expect(point.multiple(by: integer) == point.multiplied(by: integer))
            }
        }
    }

    @Test func computesMultiplesOfPointsOfSmallOrder() {
        // (2 q − r) / 10069 · r annihilates all but a part of order 10069 of the twist, where doublings and additions meet infinity.
        var x = BN254Base2(5, 3)
        var found = 0
        while found < 3 {
            x = x + .one
            guard let y = squareRoot(x.squared * x + BN254G2.b), let point = G2Affine(x: x, y: y) else { continue }
            let (q, r) = (BN254Base.modulus, BN254Scalar.modulus)
            // 2 q − r, by long division by 10069.
            let twice: Words256 = (q.0 << 1, q.1 << 1 | q.0 >> 63, q.2 << 1 | q.1 >> 63, q.3 << 1 | q.2 >> 63)
            var words = [twice.0, twice.1, twice.2, twice.3]
            var borrow: UInt64 = 0
            for (i, word) in [r.0, r.1, r.2, r.3].enumerated() {
                let (first, under) = words[i].subtractingReportingOverflow(word)
                let (second, again) = first.subtractingReportingOverflow(borrow)
                (words[i], borrow) = (second, under || again ? 1 : 0)
            }
            var remainder: UInt64 = 0
            for i in (0..<4).reversed() { (words[i], remainder) = UInt64(10069).dividingFullWidth((remainder, words[i])) }
            #expect(remainder == 0)
            let small = G2Point(point).multiplied(by: r).multiplied(by: (words[0], words[1], words[2], words[3]))
            #expect(small.multiplied(by: (10069, 0, 0, 0)).isInfinity)
            guard !small.isInfinity else { continue }
            found += 1
            #expect(!small.affine.isInSubgroup && !PreparedG2(small.affine).isInSubgroup)
            // And with a part in the group of order r.
            #expect(!PreparedG2((small + G2Affine.generator).affine).isInSubgroup)
            #expect(!point.isInSubgroup && !PreparedG2(point).isInSubgroup)
            for k in [1, 10068, 10069, 10070, 10069 * 7 + 3, 10069 << 16, BN254.parameter] as [UInt64] {
                #expect(small.multiple(by: (k, 0, 0, 0)) == small.multiplied(by: (k, 0, 0, 0)))
            }
        }
    }
}
