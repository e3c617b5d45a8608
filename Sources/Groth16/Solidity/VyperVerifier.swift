import FiniteFields

/// A contract in Vyper (0.4) that verifies proofs for one key on an EVM chain, through the precompiles of EIP-196 and EIP-197.
///
/// Its one function has the signature of the verifiers that snarkjs makes, so that their calldata fits:
/// `verifyProof(uint256[2] a, uint256[2][2] b, uint256[2] c, uint256[n] inputs)`. It gives false for a proof that does not hold, for an input from r
/// up and for a coordinate from q up, and reverts on calldata of another length.
public struct VyperVerifier: Sendable {
    /// The source, to be compiled with `vyper`.
    public let source: String
    /// Bytes of calldata that the function takes: the selector and 8 + n words.
    public let calldataSize: Int

    /// - Throws: what makes the key unfit to decide anything, as nobody should deploy a verifier for such a key.
    public init(_ key: Groth16VerificationKey) throws(VerificationKeyProblem) {
        if let problem = key.problem { throw problem }
        let count = key.publicInputCount
        calldataSize = 4 + 32 * (8 + count)
        var lines = [
            "# pragma version ^0.4.0",
            "# pragma evm-version cancun",
            "\"\"\"",
            "@title Verifier of Groth16 proofs over BN254, for one key with \(count) public input\(count == 1 ? "" : "s")",
            "@notice Made by Burhan. Proofs can be re-randomised by anyone: what must happen once needs a nullifier among the public inputs.",
            "\"\"\"",
            "",
            "# The modulus of the coordinates, and the order of the groups.",
            "Q: constant(uint256) = \(Self.literal(BN254Base.modulus))",
            "R: constant(uint256) = \(Self.literal(BN254Scalar.modulus))",
            "",
            "PAIRING: constant(address) = 0x0000000000000000000000000000000000000008",
            "",
            "# The key; of coordinates in G2 the higher coefficient comes first.",
        ]
        lines += Self.constants("ALPHA", [key.alpha.x, key.alpha.y])
        for (name, point) in [("BETA", key.beta), ("GAMMA", key.gamma), ("DELTA", key.delta)] {
            lines += Self.constants(name, [point.x.c1, point.x.c0, point.y.c1, point.y.c0])
        }
        lines += [
            "",
            "",
            "@external",
            "@view",
            "def verifyProof(",
            "    a: uint256[2],",
            "    b: uint256[2][2],",
            "    c: uint256[2]\(count > 0 ? "," : "")",
        ]
        if count > 0 { lines.append("    inputs: uint256[\(count)]") }
        lines += [
            ") -> bool:",
            "    \"\"\"",
            "    @notice Whether the proof (a, b, c) holds for these inputs.",
            "    @dev Coordinates in G2 have their higher coefficient first, as in EIP-197.",
            "    \"\"\"",
            "    assert len(msg.data) == \(calldataSize)",
            "    # The precompile takes only coordinates below Q; a[1] is negated before it sees it.",
            "    if a[1] >= Q:",
            "        return False",
        ]
        if count > 0 {
            // A value and the same plus R would be two inputs for one statement.
            lines += ["    for value: uint256 in inputs:", "        if value >= R:", "            return False"]
        }
        lines.append("    sum: uint256[2] = \(Self.point(key.ic[0]))")
        for (index, point) in key.ic.dropFirst().enumerated() {
            lines.append("    sum = ecadd(sum, ecmul(\(Self.point(point)), inputs[\(index)]))")
        }
        lines += [
            "    # e(-a, b) e(alpha, beta) e(sum, gamma) e(c, delta) = 1",
            "    success: bool = False",
            "    answer: Bytes[32] = b\"\"",
            "    success, answer = raw_call(",
            "        PAIRING,",
            "        abi_encode(",
            "            a[0], (Q - a[1]) % Q, b[0][0], b[0][1], b[1][0], b[1][1],",
            "            ALPHA_0, ALPHA_1, BETA_0, BETA_1, BETA_2, BETA_3,",
            "            sum[0], sum[1], GAMMA_0, GAMMA_1, GAMMA_2, GAMMA_3,",
            "            c[0], c[1], DELTA_0, DELTA_1, DELTA_2, DELTA_3,",
            "        ),",
            "        max_outsize=32,",
            "        is_static_call=True,",
            "        revert_on_failure=False,",
            "    )",
            "    return success and len(answer) == 32 and convert(answer, uint256) == 1",
        ]
        source = lines.joined(separator: "\n") + "\n"
    }

    // Decimal: Vyper reads 64 hexadecimal digits as bytes32, not as a number.
    private static func literal(_ words: Words256) -> String { decimalText(words) }
    private static func literal(_ value: BN254Base) -> String { literal(value.canonical) }
    private static func point(_ point: G1Affine) -> String { "[\(literal(point.x)), \(literal(point.y))]" }

    private static func constants(_ name: String, _ values: [BN254Base]) -> [String] {
        values.enumerated().map { "\(name)_\($0.offset): constant(uint256) = \(literal($0.element))" }
    }
}

extension Groth16Proof {
    /// The words after the selector of `verifyProof`, as the contract takes them.
    public func calldataWords(publicInputs: [BN254Scalar]) -> [UInt8] { eip197Bytes + publicInputs.flatMap(\.bigEndianBytes) }
}
