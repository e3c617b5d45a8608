import FiniteFields
import Groth16
import Testing

@Suite(.needsVectors) struct VerifierTests {
    struct Case {
        var key: PreparedVerificationKey
        var proof: Groth16ProofCoordinates
        var inputs: [Words256]

        init(_ name: String) throws {
            key = try PreparedVerificationKey(Groth16VerificationKey(json: VectorFile.bytes("\(name).vk.json"), name: "key"))
            proof = try Groth16ProofCoordinates(json: VectorFile.bytes("\(name).p.json"), name: "proof")
            inputs = try PublicInputs.read(json: VectorFile.bytes("\(name).pub.json"), name: "inputs")
        }

        var verdict: Groth16Verdict { key.verify(proof, publicInputs: inputs) }
        var typed: (proof: Groth16Proof, publicInputs: [BN254Scalar]) {
            get throws { (try Groth16Proof(proof), inputs.map { BN254Scalar(reducing: $0) }) }
        }
    }

    static let names = ["real1k_f", "rln20"]

    static func sum(_ a: Words256, _ b: Words256) -> Words256 {
        var carry: UInt64 = 0
        func add(_ x: UInt64, _ y: UInt64) -> UInt64 {
            let (first, over) = x.addingReportingOverflow(y)
            let (second, again) = first.addingReportingOverflow(carry)
            carry = (over ? 1 : 0) + (again ? 1 : 0)
            return second
        }
        return (add(a.0, b.0), add(a.1, b.1), add(a.2, b.2), add(a.3, b.3))
    }

    @Test(arguments: names) func acceptsProofsOfSnarkjs(name: String) throws {
        #expect(try Case(name).verdict == .accepted)
    }

    @Test(arguments: names) func rejectsEveryChangedCoordinate(name: String) throws {
        let good = try Case(name)
        let places: [(Groth16Proof.Element, WritableKeyPath<Groth16ProofCoordinates, Words256>)] = [
            (.a, \.a.x), (.a, \.a.y), (.b, \.b.x0), (.b, \.b.x1), (.b, \.b.y0), (.b, \.b.y1), (.c, \.c.x), (.c, \.c.y),
        ]
        for (element, place) in places {
            var changed = good
            changed.proof[keyPath: place].0 ^= 1
            #expect(changed.verdict == .rejected(.notOnCurve(element)))
            // The same residue a second time: other verifiers accept it.
            changed.proof[keyPath: place] = Self.sum(good.proof[keyPath: place], BN254Base.modulus)
            #expect(changed.verdict == .rejected(.notCanonical(element)))
            changed.proof[keyPath: place] = (.max, .max, .max, .max)
            #expect(changed.verdict == .rejected(.notCanonical(element)))
        }
    }

    @Test(arguments: names) func rejectsPublicInputsThatAreNotTheStatement(name: String) throws {
        let good = try Case(name)
        for index in good.inputs.indices {
            var changed = good
            changed.inputs[index].0 ^= 1
            #expect(changed.verdict == .rejected(.equation))
            // Aliasing by the group order: rapidsnark accepts it.
            changed.inputs[index] = Self.sum(good.inputs[index], BN254Scalar.modulus)
            #expect(changed.verdict == .rejected(.publicInputOutOfRange(index: index)))
        }
        var permuted = good
        permuted.inputs.reverse()
        #expect(permuted.verdict == .rejected(.equation))
        let count = good.inputs.count
        for inputs in [[], Array(good.inputs.dropLast()), good.inputs + [(0, 0, 0, 0)]] where inputs.count != count {
            var changed = good
            changed.inputs = inputs
            #expect(changed.verdict == .rejected(.publicInputCount(expected: count, found: inputs.count)))
        }
    }

    @Test func rejectsInfinityAndPointsOutsideTheGroup() throws {
        let (key, typed) = (try Case("rln20").key, try Case("rln20").typed)
        for element in Groth16Proof.Element.allCases {
            var proof = typed.proof
            switch element {
            case .a: proof.a = .infinity
            case .b: proof.b = .infinity
            case .c: proof.c = .infinity
            }
            #expect(key.verify(proof, publicInputs: typed.publicInputs) == .rejected(.infinity(element)))
        }
        var proof = typed.proof
        var x = BN254Base2(2, 3)
        while true {
            x = x + .one
            if let y = squareRoot(x.squared * x + BN254G2.b) {
                proof.b = G2Affine(uncheckedX: x, y: y)
                break
            }
        }
        #expect(proof.b.isOnCurve && key.verify(proof, publicInputs: typed.publicInputs) == .rejected(.notInSubgroup(.b)))
    }

    @Test func rejectsOtherPointsOfTheGroups() throws {
        let (key, typed) = (try Case("rln20").key, try Case("rln20").typed)
        var proofs = [typed.proof, typed.proof, typed.proof, typed.proof]
        proofs[0].a = .generator
        proofs[1].b = .generator
        proofs[2].c = .generator
        proofs[3].a = -typed.proof.a
        for proof in proofs { #expect(key.verify(proof, publicInputs: typed.publicInputs) == .rejected(.equation)) }
        // Malleability is inherent to Groth16.
        let negated = Groth16Proof(a: -typed.proof.a, b: -typed.proof.b, c: typed.proof.c)
        #expect(key.verify(negated, publicInputs: typed.publicInputs) == .accepted)
    }

    /// The forgery of keys without contribution (gamma = delta): A = alpha, B = beta, C = −Σ. snarkjs and rapidsnark accept it.
    @Test func refusesAKeyThatAcceptsForgedProofs() throws {
        let key = try Groth16VerificationKey(json: VectorFile.bytes("real1k_0.vk.json"), name: "key")
        #expect(throws: VerificationKeyProblem.gammaEqualsDelta) { try PreparedVerificationKey(key) }
        let inputs = [BN254Scalar](repeating: 123, count: key.publicInputCount)
        let point = zip(key.ic.dropFirst(), inputs).reduce(G1Point(key.ic[0])) { sum, pair in sum + pair.0 * pair.1 }
        #expect(
            Pairing.isProductOne([(-key.alpha, key.beta), (key.alpha, key.beta), (point.affine, key.gamma), ((-point).affine, key.delta)]))
    }

    @Test func refusesDegenerateKeys() throws {
        let key = try Case("rln20").key.key
        func problem(_ change: (inout Groth16VerificationKey) -> Void) -> VerificationKeyProblem? {
            var changed = key
            change(&changed)
            return changed.problem
        }
        #expect(key.problem == nil)
        #expect(problem { $0.alpha = .infinity } == .infinity("alpha"))
        #expect(problem { $0.beta = .infinity } == .infinity("beta"))
        #expect(problem { $0.gamma = .infinity } == .infinity("gamma"))
        #expect(problem { $0.delta = .infinity } == .infinity("delta"))
        #expect(problem { $0.delta = $0.gamma } == .gammaEqualsDelta)
        #expect(problem { $0.delta = -$0.gamma } == .gammaEqualsDelta)
        #expect(problem { ($0.gamma, $0.delta) = ($0.beta, .generator) } == .deltaIsGenerator)
        #expect(problem { $0.beta = .generator } == .powersWithoutContribution)
        #expect(problem { $0.ic[2] = .infinity } == .unboundPublicInput(index: 1))
        #expect(problem { $0.ic = [] } == .noConstantPoint)
        #expect(problem { $0.ic[1].x += 1 } == .notOnCurve("IC[1]"))
        #expect(problem { $0.delta.y = .zero } == .notOnCurve("delta"))
    }

    @Test func decidesABatchLikeEachProofAlone() throws {
        let example = try Case("rln20")
        let good = try example.typed
        var batch = [(proof: Groth16Proof, publicInputs: [BN254Scalar])](repeating: good, count: 6)
        #expect(example.key.verify(batch: batch) == .init(repeating: .accepted, count: 6))
        #expect(example.key.verify(batch: []) == [] && example.key.verify(batch: [good]) == [.accepted])
        batch[1].publicInputs[0] += 1
        batch[3].proof.c = .infinity
        batch[4].publicInputs.removeLast()
        // Two faults that cancel in a plain sum do not cancel under random weights.
        batch[0].proof.c = (G1Point(good.proof.c) + G1Affine.generator).affine
        batch[5].proof.c = (G1Point(good.proof.c) - G1Affine.generator).affine
        let expected: [Groth16Verdict] = [
            .rejected(.equation), .rejected(.equation), .accepted, .rejected(.infinity(.c)),
            .rejected(.publicInputCount(expected: good.publicInputs.count, found: good.publicInputs.count - 1)), .rejected(.equation),
        ]
        #expect(example.key.verify(batch: batch) == expected)
    }
}
