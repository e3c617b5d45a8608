import FiniteFields
import Foundation
import Groth16
import Testing

/// The JSON texts and the encodings for chains.
@Suite(.needsVectors) struct DocumentTests {
    private static let keys = ["real1k_f.vk.json", "rln20.vk.json", "bits12.vk.json", "chain12.vk.json"]

    private static func key(_ text: String) throws -> Groth16VerificationKey {
        try Groth16VerificationKey(json: Array(text.utf8), name: "vk.json")
    }

    private static func text(_ name: String) throws -> String { String(decoding: try VectorFile.bytes(name), as: UTF8.self) }

    @Test func writesTheVerificationKeyOfSnarkjsCharacterForCharacter() throws {
        let key = Groth16VerificationKey(try ZKeyFile(path: VectorFile.path("real1k_ceremony.zkey")))
        #expect(key.json == (try Self.text("real1k_f.vk.json")))
    }

    @Test(arguments: keys) func whatIsReadIsWrittenAgain(_ name: String) throws {
        let key = try Self.key(Self.text(name))
        #expect(try Self.key(key.json) == key)
    }

    @Test func writesTheProofAndItsInputsOfSnarkjsCharacterForCharacter() throws {
        let text = try Self.text("real1k_f.p.json")
        let proof = try Groth16Proof(Groth16ProofCoordinates(json: Array(text.utf8), name: "p"))
        #expect(proof.json == text)
        let inputs = try PublicInputs.read(json: VectorFile.bytes("real1k_f.pub.json"), name: "pub").compactMap {
            BN254Scalar(canonical: $0)
        }
        #expect(PublicInputs.json(inputs) == (try Self.text("real1k_f.pub.json")))
    }

    @Test func readsTheProofOfRapidsnarkWithoutACurve() throws {
        _ = try Groth16Proof(Groth16ProofCoordinates(json: VectorFile.bytes("rln20.p.json"), name: "p"))
    }

    @Test(arguments: [
        ("\"nPublic\": 2", "\"nPublic\": 3"), ("\"nPublic\": 2", "\"nPublic\": \"2\""), ("\"groth16\"", "\"plonk\""),
        ("\"bn128\"", "\"bls12381\""),
        ("\"6411646268", "\"06411646268"), ("\"6411646268", "\"-6411646268"), ("\"6411646268", "\"0x11646268"),
        ("\"6411646268", "\"7411646268"),
        ("\"vk_gamma_2\"", "\"vk_gamma_3\""), ("\"vk_alpha_1\"", "\"vk_beta_2\""), ("\"IC\": [", "\"IC\": [[],"),
        ("\"15891283939", "\"25891283939"),
        (
            "\"6411646268227970784127346679884760534479322830019278261615592278649844803526\"",
            "\"28299889140067946006373752425142035623176034139317102085304629316545070012109\""
        ),
    ])
    func aChangedVerificationKeyIsRefused(_ old: String, _ new: String) throws {
        let text = try Self.text("real1k_f.vk.json")
        #expect(text.contains(old))
        let range = try #require(text.range(of: old))
        do {
            let key = try Self.key(text.replacingCharacters(in: range, with: new))
            // A coordinate that is another number is read, and the point is on no curve.
            #expect(key.problem != nil)
        } catch {
            #expect(error is FormatError)
        }
    }

    @Test(arguments: [
        "", "{", "[1,2", "{\"a\":1,\"a\":2}", "[\"1\",]", "[\"1\"] x", "[\"\\q\"]", "[01]", "[1.]", "nul",
        String(repeating: "[", count: 40),
    ])
    func malformedTextIsRefused(_ text: String) {
        #expect(throws: FormatError.self) { try PublicInputs.read(json: Array(text.utf8), name: "public.json") }
    }

    @Test(arguments: ["[\"-1\"]", "[\"01\"]", "[\"\"]", "[1]", "[\"0x1\"]", "[\"1e3\"]", "{}", "[\" 1\"]", "[[\"1\"]]"])
    func publicInputsThatAreNotCanonicalDecimalsAreRefused(_ text: String) {
        #expect(throws: FormatError.self) { try PublicInputs.read(json: Array(text.utf8), name: "public.json") }
    }

    @Test func calldataIsThatOfSnarkjs() throws {
        // Printed by snarkjs 0.7.6 for the same proof.
        let proof = try Groth16Proof(Groth16ProofCoordinates(json: VectorFile.bytes("real1k_f.p.json"), name: "p"))
        let inputs = try PublicInputs.read(json: VectorFile.bytes("real1k_f.pub.json"), name: "pub").compactMap {
            BN254Scalar(canonical: $0)
        }
        let text = proof.solidityCalldata(publicInputs: inputs)
        #expect(
            text.hasPrefix(
                "[\"0x29cc89cf6f4a07c521f21408a9af0bb669fdf497252309c41f7857d08d2adf64\", "
                    + "\"0x224fbf374659b3c903722b0f5c72e001ab908279fe7d7bb77e32911cad6e683c\"],"
                    + "[[\"0x10089909e25e890217942a820a6abae3cee6d37c5bf1141c07ab13af0cc17e58\", "))
        #expect(text.hasSuffix("\"0x000000000000000000000000000000000000000000000000000000000000000b\"]"))
    }

    @Test func encodingsForChainsAreReadAsTheyWereWritten() throws {
        let proof = try Groth16Proof(Groth16ProofCoordinates(json: VectorFile.bytes("rln20.p.json"), name: "p"))
        #expect(try Groth16Proof(eip197: proof.eip197Bytes) == proof)
        #expect(try Groth16Proof(near: proof.nearBytes) == proof)
        // The same coordinates, each turned around; in G2 the coefficients change places, too.
        let (eip, near) = (proof.eip197Bytes, proof.nearBytes)
        let order = [0, 1, 3, 2, 5, 4, 6, 7]
        for (place, other) in order.enumerated() {
            #expect(Array(eip[32 * place..<32 * place + 32]) == near[32 * other..<32 * other + 32].reversed())
        }
        #expect(throws: FormatError.self) { try Groth16Proof(eip197: Array(eip.dropLast())) }
        #expect(throws: FormatError.self) { try Groth16Proof(near: near + [0]) }
        #expect(throws: FormatError.self) { try Groth16Proof(eip197: [UInt8](repeating: 0xFF, count: 256)) }
    }

    @Test func pairingInputsHaveTheSamePairsInBothEncodings() throws {
        let key = try Self.key(Self.text("rln20.vk.json"))
        let proof = try Groth16Proof(Groth16ProofCoordinates(json: VectorFile.bytes("rln20.p.json"), name: "p"))
        let inputs = try PublicInputs.read(json: VectorFile.bytes("rln20.pub.json"), name: "pub").compactMap { BN254Scalar(canonical: $0) }
        let eip = try #require(key.eip197PairingInput(proof, publicInputs: inputs))
        let near = try #require(key.nearPairingInput(proof, publicInputs: inputs))
        #expect(eip.count == 768 && near.count == 768)
        let order = [0, 1, 3, 2, 5, 4]
        for pair in 0..<4 {
            for (place, other) in order.enumerated() {
                let (a, b) = (192 * pair + 32 * place, 192 * pair + 32 * other)
                #expect(Array(eip[a..<a + 32]) == near[b..<b + 32].reversed())
            }
        }
        #expect(key.eip197PairingInput(proof, publicInputs: []) == nil)
    }
}
