import FiniteFields
import Foundation
import Groth16
import Testing

/// Fields of the tower, G2 and the pairing against PyPI's `py-ecc`, which shares nothing with this implementation, on fresh random values.
@Suite(.enabled(if: IndependentVerifier.hasPyECC, "py-ecc is absent: run `scripts/setup --tests`"))
struct PyECCTests {
    /// One question a line: an operation and decimal numbers. Elements of Fq12 are polynomials in w with w^12 = 18 w^6 - 82, the lowest coefficient first.
    private static let script = """
        import sys
        from py_ecc.optimized_bn128 import FQ, FQ2, FQ12, G1, G2, add, multiply, normalize, pairing, is_inf
        def show(values): print(*[int(v) for v in values])
        def point(p): show([0] * 4 if is_inf(p) else [c for e in normalize(p) for c in e.coeffs])
        for line in sys.stdin:
            name, *words = line.split()
            n = [int(w) for w in words]
            if name == "fq": show([FQ(n[0]) * FQ(n[1]), FQ(n[0]) / FQ(n[1])])
            elif name == "fq2": show((FQ2(n[:2]) * FQ2(n[2:])).coeffs + (FQ2(n[:2]) / FQ2(n[2:])).coeffs)
            elif name == "fq12": show((FQ12(n[:12]) * FQ12(n[12:])).coeffs + FQ12(n[12:]).inv().coeffs)
            elif name == "multiple": point(multiply(G2, n[0]))
            elif name == "sum": point(add(multiply(G2, n[0]), multiply(G2, n[1])))
            elif name == "pairing": show(pairing(multiply(G2, n[1]), multiply(G1, n[0])).coeffs)
        """

    private let seed = UInt64.random(in: 0 ... .max)

    private func compare(_ questions: [(question: String, answer: [String])]) throws {
        let lines = questions.map(\.question).joined(separator: "\n") + "\n"
        let answers = try IndependentVerifier.run(Self.script, lines).split(separator: "\n", omittingEmptySubsequences: false)
        try #require(answers.count == questions.count)
        for (answer, question) in zip(answers, questions) {
            #expect(answer == question.answer.joined(separator: " "), "\(question.question), seed \(seed)")
        }
    }

    private func words(_ values: [BN254Base]) -> [String] { values.map(\.decimal) }

    /// u = w^6 - 9.
    private func coefficients(_ a: BN254Base12) -> [BN254Base] {
        let powers = [a.c0.c0, a.c1.c0, a.c0.c1, a.c1.c1, a.c0.c2, a.c1.c2]
        return powers.map { $0.c0 - $0.c1 * 9 } + powers.map(\.c1)
    }

    @Test func agreesInTheFields() throws {
        var generator = SeededGenerator(state: seed)
        func base() -> BN254Base { BN254Base(generator.next()).power(1_000_003) }
        func two() -> BN254Base2 { BN254Base2(base(), base()) }
        func twelve() -> BN254Base12 { BN254Base12(BN254Base6(two(), two(), two()), BN254Base6(two(), two(), two())) }
        var questions: [(question: String, answer: [String])] = []
        for round in 0..<30 {
            let (a, b) = (round == 0 ? -1 : base(), round == 1 ? -1 : base())
            questions.append(("fq " + words([a, b]).joined(separator: " "), words([a * b, a * (try #require(b.inverse))])))
            let (c, d) = (two(), two())
            let (product, quotient) = (c * d, c * (try #require(d.inverse)))
            let operands = words([c.c0, c.c1, d.c0, d.c1]).joined(separator: " ")
            questions.append(("fq2 " + operands, words([product.c0, product.c1, quotient.c0, quotient.c1])))
            let (e, f) = (twelve(), twelve())
            #expect(e.multiplied(by: f) == e * f, "the kernel")
            questions.append(
                (
                    "fq12 " + words(coefficients(e) + coefficients(f)).joined(separator: " "),
                    words(coefficients(e * f) + coefficients(try #require(f.inverse)))
                ))
        }
        try compare(questions)
    }

    @Test func agreesInG2() throws {
        var generator = SeededGenerator(state: seed)
        let random = (0..<12).map { _ in BN254Scalar.random(using: &generator) }
        let scalars: [BN254Scalar] = [0, 1, 2, 3, -1, -2] + random
        func text(_ point: G2Affine) -> [String] { words([point.x.c0, point.x.c1, point.y.c0, point.y.c1]) }
        let multiples = BN254G2.multiples([G2Affine](repeating: .generator, count: scalars.count), scalars.map(\.canonical))
        var questions: [(question: String, answer: [String])] = []
        for (scalar, multiple) in zip(scalars, multiples) {
            let one = (G2Point.generator * scalar).affine
            #expect(one == multiple && one.isOnCurve && one.isInSubgroup)
            questions.append(("multiple \(scalar.decimal)", text(one)))
            for other in scalars.prefix(7) {
                let sum = (G2Point.generator * scalar + G2Point.generator * other).affine
                questions.append(("sum \(scalar.decimal) \(other.decimal)", text(sum)))
            }
        }
        try compare(questions)
    }

    @Test func agreesOnPairings() throws {
        var generator = SeededGenerator(state: seed)
        var questions: [(question: String, answer: [String])] = []
        for _ in 0..<3 {
            let (a, b) = (BN254Scalar.random(using: &generator), BN254Scalar.random(using: &generator))
            let value = Pairing.pairing((G1Point.generator * a).affine, (G2Point.generator * b).affine)
            questions.append(("pairing \(a.decimal) \(b.decimal)", words(coefficients(value))))
        }
        try compare(questions)
    }
}
