import FiniteFields

/// The words of a proof and its public inputs in the order of EIP-197: A, B with the higher coefficient of each coordinate first, C.
private func wordsInChainOrder(_ proof: Groth16Proof) -> [BN254Base] {
    [proof.a.x, proof.a.y, proof.b.x.c1, proof.b.x.c0, proof.b.y.c1, proof.b.y.c0, proof.c.x, proof.c.y]
}

extension Groth16Proof {
    /// The arguments of `verifyProof(uint[2], uint[2][2], uint[2], uint[n])` as snarkjs prints them.
    public func solidityCalldata(publicInputs: [BN254Scalar]) -> String {
        let words = wordsInChainOrder(self).map { "\"0x" + hexadecimalText($0.bigEndianBytes) + "\"" }
        let inputs = publicInputs.map { "\"0x" + hexadecimalText($0.bigEndianBytes) + "\"" }.joined(separator: ",")
        return "[\(words[0]), \(words[1])],[[\(words[2]), \(words[3])],[\(words[4]), \(words[5])]],[\(words[6]), \(words[7])],[\(inputs)]"
    }

    /// The proof in the encoding of EIP-197: 256 bytes, A, B, C, every coordinate as 32 bytes with the most significant first, of B the higher
    /// coefficients first.
    public var eip197Bytes: [UInt8] { wordsInChainOrder(self).flatMap(\.bigEndianBytes) }

    /// Reads 256 bytes in the encoding of EIP-197; points are not checked beyond their coordinates.
    ///
    /// - Throws: `FormatError.wrongEncoding` for another size and for a coordinate from q up.
    public init(eip197 bytes: [UInt8]) throws(FormatError) {
        try self.init(bytes, "EIP-197 proof", bigEndian: true)
    }

    /// The proof in the encoding of NEAR's alt_bn128 host functions: 256 bytes, A, B, C, every coordinate as 32 bytes with the least significant
    /// first, of B the lower coefficients first.
    public var nearBytes: [UInt8] {
        [a.x, a.y, b.x.c0, b.x.c1, b.y.c0, b.y.c1, c.x, c.y].flatMap(\.littleEndianBytes)
    }

    /// Reads 256 bytes in the encoding of NEAR; points are not checked beyond their coordinates.
    ///
    /// - Throws: `FormatError.wrongEncoding` for another size and for a coordinate from q up.
    public init(near bytes: [UInt8]) throws(FormatError) {
        try self.init(bytes, "NEAR proof", bigEndian: false)
    }

    private init(_ bytes: [UInt8], _ what: String, bigEndian: Bool) throws(FormatError) {
        guard bytes.count == 256 else { throw .wrongEncoding(what: what, offset: 0, expected: "256 bytes", found: "\(bytes.count)") }
        var words: [BN254Base] = []
        for offset in stride(from: 0, to: 256, by: 32) {
            let part = bytes[offset..<offset + 32]
            guard let word = bigEndian ? BN254Base(bigEndian: part) : BN254Base(littleEndian: part) else {
                throw .wrongEncoding(what: what, offset: offset, expected: "a coordinate below q", found: "a larger one")
            }
            words.append(word)
        }
        let (low, high) = bigEndian ? (1, 0) : (0, 1)
        self.init(
            a: G1Affine(uncheckedX: words[0], y: words[1]),
            b: G2Affine(
                uncheckedX: BN254Base2(words[2 + low], words[2 + high]), y: BN254Base2(words[4 + low], words[4 + high])),
            c: G1Affine(uncheckedX: words[6], y: words[7]))
    }
}

extension Groth16VerificationKey {
    /// The four pairs of the pairing check of EIP-197 (precompile 0x08), 768 bytes: (−A, B), (alpha, beta), (vk, gamma), (C, delta), where vk is IC
    /// taken with the public inputs; nil for another number of inputs.
    public func eip197PairingInput(_ proof: Groth16Proof, publicInputs: [BN254Scalar]) -> [UInt8]? {
        pairs(proof, publicInputs)?.flatMap { $0.0.uncompressedBytes + $0.1.uncompressedBytes }
    }

    /// The same four pairs for NEAR's `alt_bn128_pairing_check`, 768 bytes: coordinates with the least significant byte first, lower coefficients
    /// first.
    public func nearPairingInput(_ proof: Groth16Proof, publicInputs: [BN254Scalar]) -> [UInt8]? {
        pairs(proof, publicInputs)?.flatMap { (a, b) in
            [a.x, a.y, b.x.c0, b.x.c1, b.y.c0, b.y.c1].flatMap(\.littleEndianBytes)
        }
    }

    private func pairs(_ proof: Groth16Proof, _ publicInputs: [BN254Scalar]) -> [(G1Affine, G2Affine)]? {
        guard publicInputs.count + 1 == ic.count else { return nil }
        var sum = G1Point(ic[0])
        for (point, input) in zip(ic.dropFirst(), publicInputs) { sum += point * input }
        return [(-proof.a, proof.b), (alpha, beta), (sum.affine, gamma), (proof.c, delta)]
    }
}
