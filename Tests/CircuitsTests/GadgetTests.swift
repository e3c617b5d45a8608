import Circuits
import FiniteFields
import Testing

@Suite("Gadgets")
struct GadgetTests {
    private static let booleans: [(BN254Scalar, BN254Scalar)] = [(0, 0), (0, 1), (1, 0), (1, 1)]

    /// Two booleans in, their and, or, xor and not out.
    private let logic = CompiledCircuit { builder in
        let a = builder.boolean(builder.privateInput("a"), "a")
        let b = builder.boolean(builder.privateInput("b"), "b")
        builder.output("and", builder.and(a, b).value)
        builder.output("or", builder.or(a, b).value)
        builder.output("xor", builder.xor(a, b).value)
        builder.output("not", (!a).value)
    }

    @Test(arguments: booleans)
    func booleansFollowTheirTables(_ pair: (BN254Scalar, BN254Scalar)) throws {
        let (a, b) = (pair.0 == 1, pair.1 == 1)
        let witness = try logic.witness(for: values(["a": pair.0, "b": pair.1]))
        #expect(logic.publicValues(witness) == [a && b, a || b, a != b, !a].map { $0 ? 1 : 0 })
        try expectThatNoLiePasses(logic, values(["a": pair.0, "b": pair.1]))
    }

    @Test func aBooleanIsZeroOrOne() {
        for value in [2, -BN254Scalar.one, BN254Scalar(1 << 40)] {
            #expect(throws: CircuitError.unsatisfied(constraint: "a")) { try logic.witness(for: values(["a": value, "b": 1])) }
        }
    }

    @Test(arguments: [0, 1, -BN254Scalar(1), 12345] as [BN254Scalar])
    func tellsZeroFromAllElse(_ value: BN254Scalar) throws {
        let circuit = CompiledCircuit { builder in builder.output("zero", builder.isZero(builder.privateInput("x")).value) }
        let witness = try circuit.witness(for: values(["x": value]))
        #expect(circuit.publicValues(witness) == [value.isZero ? 1 : 0])
        try expectThatNoLiePasses(circuit, values(["x": value]))
    }

    @Test func tellsEqualFromUnequalAndSelects() throws {
        let circuit = CompiledCircuit { builder in
            let (a, b) = (builder.privateInput("a"), builder.privateInput("b"))
            let equal = builder.isEqual(a, b)
            builder.output("equal", equal.value)
            builder.output("selected", builder.select(equal, a * 10, else: b))
        }
        for (a, b, expected) in [(5, 5, [1, 50]), (5, 6, [0, 6])] as [(BN254Scalar, BN254Scalar, [BN254Scalar])] {
            #expect(circuit.publicValues(try circuit.witness(for: values(["a": a, "b": b]))) == expected)
            try expectThatNoLiePasses(circuit, values(["a": a, "b": b]))
        }
    }

    @Test func nonzeroMeansNonzero() throws {
        let circuit = CompiledCircuit { builder in builder.constrainNonzero(builder.privateInput("x"), "x") }
        #expect(throws: CircuitError.unsatisfied(constraint: "x")) { try circuit.witness(for: values(["x": 0])) }
        try expectThatNoLiePasses(circuit, values(["x": 3]))
    }

    // MARK: Ranges and comparison

    @Test func bitsHoldAValueOfTheirRangeOnly() throws {
        let circuit = CompiledCircuit { builder in
            for (index, bit) in builder.bits(of: builder.privateInput("x"), count: 8).enumerated() {
                builder.output("bit\(index)", bit.value)
            }
        }
        let witness = try circuit.witness(for: values(["x": 0xA5]))
        #expect(circuit.publicValues(witness) == [1, 0, 1, 0, 0, 1, 0, 1])
        for value in [256, -BN254Scalar(1), BN254Scalar(1 << 63)] {
            #expect(throws: CircuitError.unsatisfied(constraint: "bits.sum")) { try circuit.witness(for: values(["x": value])) }
        }
        try expectThatNoLiePasses(circuit, values(["x": 0xA5]))
    }

    @Test func canonicalBitsAdmitNoSecondDecomposition() throws {
        let circuit = CompiledCircuit { builder in _ = builder.canonicalBits(of: builder.privateInput("x")) }
        for value in [0, 1, -BN254Scalar(1), 12345] as [BN254Scalar] {
            _ = try circuit.witness(for: values(["x": value]))
        }
        try expectThatNoLiePasses(circuit, values(["x": -BN254Scalar(5)]))
        // 5 + r has 254 bits, too: the same value in the field, but not the same number.
        let modulus = BN254Scalar.modulus
        let alias = [modulus.0 + 5, modulus.1, modulus.2, modulus.3]
        let labels = circuit.constraints.wireLabels
        var lies: [Int32: BN254Scalar] = [:]
        for bit in 0..<254 {
            let wire = try #require(labels.firstIndex(of: "bits[\(bit)]"))
            lies[Int32(wire)] = alias[bit >> 6] >> UInt64(bit & 63) & 1 == 1 ? 1 : 0
        }
        let forged = try circuit.uncheckedWitness(for: values(["x": 5]), lies: lies)
        let violated = try #require(circuit.constraints.firstViolation(forged))
        #expect(circuit.constraints.labels[violated] == "bits.canonical")
    }

    @Test func comparesIntegers() throws {
        let circuit = CompiledCircuit { builder in
            let a = builder.ranged(builder.privateInput("a"), bits: 16, "a.range")
            let b = builder.ranged(builder.privateInput("b"), bits: 16, "b.range")
            builder.output("less", builder.isLess(a, than: b).value)
            builder.output("atMost", builder.isAtMost(a, b).value)
        }
        for (a, b) in [(0, 0), (0, 1), (1, 0), (65535, 65535), (65534, 65535), (65535, 0), (300, 255)] as [(UInt64, UInt64)] {
            let inputs = values(["a": BN254Scalar(a), "b": BN254Scalar(b)])
            #expect(circuit.publicValues(try circuit.witness(for: inputs)) == [a < b ? 1 : 0, a <= b ? 1 : 0])
            try expectThatNoLiePasses(circuit, inputs)
        }
        // A negative number is a huge one: it never gets as far as the comparison.
        #expect(throws: CircuitError.unsatisfied(constraint: "a.range.sum")) {
            try circuit.witness(for: values(["a": -BN254Scalar(1), "b": 5]))
        }
    }

    @Test func sumsAndMultiplesKnowTheirWidth() {
        #expect(RangedValue.sum([]).bitCount == 0)
        #expect(RangedValue.sum([RangedValue(255)]).bitCount == 8)
        #expect(RangedValue.sum([RangedValue(255), RangedValue(255)]).bitCount == 9)
        #expect(RangedValue.sum((0..<4).map { _ in RangedValue(255) }).bitCount == 10)
        #expect(RangedValue.sum((0..<5).map { _ in RangedValue(255) }).bitCount == 11)
        #expect((RangedValue(255) * 12).bitCount == 12)
        #expect(RangedValue(0).bitCount == 0)
    }

    // MARK: Trees and curves

    @Test func findsTheRootOfAPath() throws {
        let circuit = CompiledCircuit { builder in
            let path = builder.privateInputs("path", count: 2).map { builder.boolean($0, "path") }
            let siblings = builder.privateInputs("siblings", count: 2)
            builder.output("root", builder.merkleRoot(leaf: builder.privateInput("leaf"), path: path, siblings: siblings))
        }
        let inputs = [CircuitInput("path", [1, 0]), CircuitInput("siblings", [7, 8]), CircuitInput("leaf", [3])]
        let root = Poseidon.hash([Poseidon.hash([7, 3]), 8])
        #expect(circuit.publicValues(try circuit.witness(for: inputs)) == [root])
        try expectThatNoLiePasses(circuit, inputs)
    }

    @Test func addsAndMultipliesPointsAsTheFunctionsDo() throws {
        let circuit = CompiledCircuit { builder in
            let p = builder.point(builder.privateInput("px"), builder.privateInput("py"), "p")
            let q = builder.point(builder.privateInput("qx"), builder.privateInput("qy"), "q")
            let bits = builder.bits(of: builder.privateInput("k"), count: 10)
            for (name, point) in [
                ("sum", builder.add(p, q)), ("double", builder.double(p)), ("multiple", builder.multiply(p, by: bits)),
                ("fixed", builder.multiply(BabyJubjubPoint.base8, by: bits)),
            ] {
                builder.output(name + ".x", point.x)
                builder.output(name + ".y", point.y)
            }
        }
        let base = BabyJubjubPoint.base8
        let order2 = try #require(BabyJubjubPoint(x: 0, y: -BN254Scalar(1)))
        let points = [BabyJubjubPoint.identity, base, -base, BabyJubjubScalar(77) * base, order2, base + order2]
        for (index, p) in points.enumerated() {
            let q = points[(index + 1) % points.count]
            for k in [0, 1, 5, 1023] as [UInt64] {
                let inputs = values(["px": p.x, "py": p.y, "qx": q.x, "qy": q.y, "k": BN254Scalar(k)])
                let multiple = (0..<k).reduce(BabyJubjubPoint.identity) { sum, _ in sum + p }
                let expected = [p + q, p + p, multiple, BabyJubjubScalar(k) * base].flatMap { [$0.x, $0.y] }
                #expect(circuit.publicValues(try circuit.witness(for: inputs)) == expected)
            }
        }
        try expectThatNoLiePasses(circuit, values(["px": base.x, "py": base.y, "qx": points[3].x, "qy": points[3].y, "k": 613]))
        #expect(throws: CircuitError.unsatisfied(constraint: "p")) {
            try circuit.witness(for: values(["px": 1, "py": 2, "qx": 0, "qy": 1, "k": 1]))
        }
    }
}
