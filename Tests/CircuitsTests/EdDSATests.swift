import Circuits
import FiniteFields
import Testing

@Suite("EdDSA on Baby Jubjub")
struct EdDSATests {
    /// The published test of circomlibjs: seed 00 01 02 … 09 thrice, 00 01; message 00 01 … 09 as a little-endian number.
    struct Known {
        let key = BabyJubjubPoint(
            x: element("13277427435165878497778222415993513565335242147425444199013288855685581939618"),
            y: element("13622229784656158136036771217484571176836296686641868549125388198837476602820"))
        let r8 = BabyJubjubPoint(
            x: element("11384336176656855268977457483345535180380036354188103142384839473266348197733"),
            y: element("15383486972088797283337779941324724402501462225528836549661220478783371668959"))
        let s = BabyJubjubScalar(decimal: "1672775540645840396591609181675628451599263765380031905495115170613215233181")
        let message = element("42649378395939397566720")
    }

    private static let circuit = ExampleCircuit.named("eddsa-message")?.compiled()

    private func inputs(
        _ key: BabyJubjubPoint, _ r8: BabyJubjubPoint, _ s: BN254Scalar, _ message: BN254Scalar
    ) -> [CircuitInput] {
        values(["message": message, "Ax": key.x, "Ay": key.y, "R8x": r8.x, "R8y": r8.y, "S": s])
    }

    private func number(_ scalar: BabyJubjubScalar) -> BN254Scalar { BN254Scalar(reducing: scalar.canonical) }

    @Test func theCurveIsTheOneOfTheStandard() throws {
        #expect(BabyJubjubPoint.base8.isInSubgroup)
        #expect(BabyJubjubPoint.base8.x.decimal == "5299619240641551281634865583518297030282874472190772894086521144482721001553")
        // ERC-2494's base point B has order 8·l, and 8·B is Base8.
        let generator = try #require(
            BabyJubjubPoint(
                x: element("995203441582195749578291179787384436505546430278305826713579947235728471134"),
                y: element("5472060717959818805561601436314318772137091100104008585924551046643952123905")))
        #expect(!generator.isInSubgroup)
        #expect((0..<3).reduce(generator) { point, _ in point + point } == .base8)
    }

    @Test func acceptsThePublishedSignature() throws {
        let known = Known()
        let (r8, s) = (try #require(known.r8), try #require(known.s))
        let point = try #require(known.key)
        let key = try #require(EdDSA.PublicKey(point))
        #expect(key.verify(EdDSA.Signature(r8: r8, s: s), of: known.message))
        #expect(!key.verify(EdDSA.Signature(r8: r8, s: s), of: known.message + 1))
        #expect(!key.verify(EdDSA.Signature(r8: r8, s: s + 1), of: known.message))
        #expect(!key.verify(EdDSA.Signature(r8: -r8, s: s), of: known.message))
        let circuit = try #require(Self.circuit)
        let witness = try circuit.witness(for: inputs(key.point, r8, number(s), known.message))
        #expect(circuit.publicValues(witness) == [known.message, key.point.x, key.point.y])
    }

    @Test func signsWhatItVerifies() throws {
        let privateKey = try #require(EdDSA.PrivateKey(seed: Array(0..<32)))
        let other = try #require(EdDSA.PrivateKey(seed: Array(1...32)))
        for message in [0, 1, -BN254Scalar(1)] as [BN254Scalar] {
            let signature = privateKey.sign(message)
            #expect(privateKey.publicKey.verify(signature, of: message))
            #expect(!other.publicKey.verify(signature, of: message))
            #expect(privateKey.sign(message) == signature)
        }
        #expect(EdDSA.PrivateKey(seed: []) == nil)
        #expect(EdDSA.PublicKey(.identity) == nil)
        let order2 = try #require(BabyJubjubPoint(x: 0, y: -BN254Scalar(1)))
        #expect(EdDSA.PublicKey(.base8 + order2) == nil)
    }

    @Test func theCircuitRefusesForgedSignatures() throws {
        let circuit = try #require(Self.circuit)
        let privateKey = try #require(EdDSA.PrivateKey(seed: Array(0..<32)))
        let key = privateKey.publicKey.point
        let signature = privateKey.sign(99)
        let s = number(signature.s)
        #expect(throws: Never.self) { try circuit.witness(for: inputs(key, signature.r8, s, 99)) }
        #expect(throws: CircuitError.self) { try circuit.witness(for: inputs(key, signature.r8, s, 98)) }
        #expect(throws: CircuitError.self) { try circuit.witness(for: inputs(key, signature.r8, s + 1, 99)) }
        #expect(throws: CircuitError.self) { try circuit.witness(for: inputs(-key, signature.r8, s, 99)) }
        #expect(throws: CircuitError.unsatisfied(constraint: "A.onCurve")) {
            try circuit.witness(for: values(["message": 99, "Ax": key.x + 1, "Ay": key.y, "R8x": 0, "R8y": 1, "S": s]))
        }
        // Of the identity anyone could sign anything: S · Base8 = R8.
        let free = BabyJubjubScalar(5) * BabyJubjubPoint.base8
        #expect(throws: CircuitError.unsatisfied(constraint: "eddsa.keyNotIdentity")) {
            try circuit.witness(for: inputs(.identity, free, 5, 99))
        }
    }

    @Test func theCircuitRefusesAScalarBeyondTheOrder() throws {
        let circuit = try #require(Self.circuit)
        let privateKey = try #require(EdDSA.PrivateKey(seed: Array(0..<32)))
        // S + l satisfies the equation, too; it has 251 bits for about a third of all signatures.
        let signatures = (0..<40).map { (message: BN254Scalar($0), signature: privateKey.sign(BN254Scalar($0))) }
        let limit: UInt64 = 0x0800_0000_0000_0000 - BabyJubjubScalar.modulus.3 - 1
        let small = try #require(signatures.first { $0.signature.s.canonical.3 < limit })
        let alias = number(small.signature.s) + BN254Scalar(reducing: BabyJubjubScalar.modulus)
        #expect(throws: CircuitError.unsatisfied(constraint: "eddsa.s.belowOrder")) {
            try circuit.witness(for: inputs(privateKey.publicKey.point, small.signature.r8, alias, small.message))
        }
    }

    @Test func noLiePasses() throws {
        let privateKey = try #require(EdDSA.PrivateKey(seed: Array(0..<32)))
        let signature = privateKey.sign(99)
        let circuit = try #require(Self.circuit)
        try expectThatNoLiePasses(
            circuit, inputs(privateKey.publicKey.point, signature.r8, number(signature.s), 99), most: 40)
    }
}
