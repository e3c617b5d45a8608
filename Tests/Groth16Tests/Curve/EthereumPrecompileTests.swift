import FiniteFields
import Foundation
import Groth16
import Testing

/// Sums and multiples in G1 against the precompiles of the Ethereum virtual machine (EIP-196, addresses 6 and 7), on fresh random points.
@Suite(.enabled(if: IndependentVerifier.isPresent, "pyrevm is absent: run `scripts/setup --tests`"))
struct EthereumPrecompileTests {
    private static let script = """
        import sys, pyrevm
        evm = pyrevm.EVM()
        for line in sys.stdin:
            address, data = line.split()
            print(bytes(evm.message_call("0x" + "11" * 20, "0x" + "00" * 19 + address, calldata=bytes.fromhex(data))).hex())
        """

    @Test func agreesOnSumsDoublingsAndMultiples() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var generator = SeededGenerator(state: seed)
        let random = (0..<20).map { _ in G1Point.generator * BN254Scalar.random(using: &generator) }
        let points = [G1Point.infinity, .generator, -G1Point.generator, random[0], -random[0]] + random
        let scalars: [BN254Scalar] = [0, 1, 2, -1, -2] + (0..<20).map { _ in BN254Scalar.random(using: &generator) }
        var lines: [String] = []
        var expected: [(what: String, point: G1Point)] = []
        for (i, a) in points.enumerated() {
            for (j, b) in points.prefix(8).enumerated() {
                lines.append("06 " + hexadecimal(bytes(a) + bytes(b)))
                expected.append(("sum of points \(i) and \(j)", a + b))
            }
            lines.append("06 " + hexadecimal(bytes(a) + bytes(a)))
            expected.append(("double of point \(i)", a.doubled))
            for k in [i % 5, i] {
                lines.append("07 " + hexadecimal(bytes(a) + scalars[k].bigEndianBytes))
                expected.append(("multiple \(k) of point \(i)", a * scalars[k]))
            }
        }
        let answers = try IndependentVerifier.run(Self.script, lines.joined(separator: "\n") + "\n").split(separator: "\n")
        try #require(answers.count == expected.count)
        for (answer, expected) in zip(answers, expected) {
            #expect(answer == hexadecimal(bytes(expected.point)), "\(expected.what), seed \(seed)")
        }
    }

    /// The encoding of EIP-196: x, y, 32 bytes each, big-endian; infinity as zeros.
    private func bytes(_ point: G1Point) -> [UInt8] { point.affine.x.bigEndianBytes + point.affine.y.bigEndianBytes }

    private func hexadecimal(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }
}

/// SplitMix64 (Steele, Lea, Flood 2014): repeats a failing case from its seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
