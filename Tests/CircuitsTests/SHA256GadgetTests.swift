import Circuits
import FiniteFields
import Hashing
import Testing

@Suite("SHA-256 in a circuit")
struct SHA256GadgetTests {
    /// A circuit that hashes so many private bytes; the digest's bytes are its outputs.
    private static func circuit(byteCount: Int) -> CompiledCircuit {
        CompiledCircuit { builder in
            let bytes = builder.privateInputs("bytes", count: byteCount)
            let bits = bytes.flatMap { Array(builder.bits(of: $0, count: 8, "byte").reversed()) }
            let digest = builder.sha256(bits)
            for byte in 0..<32 {
                builder.output("digest\(byte)", LinearCombination(bits: digest[8 * byte..<8 * byte + 8].reversed()))
            }
        }
    }

    private static func input(_ bytes: [UInt8]) -> [CircuitInput] { [CircuitInput("bytes", bytes.map { BN254Scalar(UInt64($0)) })] }

    @Test func hashesTheStandardsExample() throws {
        let circuit = Self.circuit(byteCount: 3)
        let witness = try circuit.witness(for: Self.input(Array("abc".utf8)))
        let digest = circuit.publicValues(witness).map { UInt8($0.canonical.0) }
        // FIPS 180-4's example "abc".
        #expect(digest.map { String($0, radix: 16) }.prefix(4) == ["ba", "78", "16", "bf"])
        #expect(digest == SHA256.hash(Array("abc".utf8)))
    }

    @Test(arguments: [0, 1, 55, 56, 64, 119, 120])
    func padsEveryLengthAsTheFunctionDoes(_ count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 7 &* $0 &+ 250) }
        let circuit = Self.circuit(byteCount: count)
        let witness = try circuit.witness(for: Self.input(bytes))
        #expect(circuit.publicValues(witness).map { UInt8($0.canonical.0) } == SHA256.hash(bytes))
    }

    @Test func noLiePasses() throws {
        try expectThatNoLiePasses(Self.circuit(byteCount: 32), Self.input((0..<32).map { UInt8($0) }), most: 60)
    }

    @Test func aBlockCostsWhatItShould() {
        let circuit = Self.circuit(byteCount: 32)
        #expect(circuit.constraints.count < 28_000)
    }
}
