import FiniteFields

extension Groth16VerificationKey {
    /// Reads a verification_key.json of snarkjs.
    ///
    /// Coordinates must be canonical decimals below q, `nPublic` must be the number of points in IC less one, and `vk_alphabeta_12`, where it is
    /// given, must be what snarkjs calls the pairing of alpha and beta. Whether the points are fit for a key says `problem`. Members that are
    /// not known are skipped.
    ///
    /// - Throws: `FormatError.wrongDocument`.
    public init(json bytes: [UInt8], name: String) throws(FormatError) {
        let root = try JSONPlace.root(bytes, name: name)
        try root.checkKind()
        let countPlace = try root.member("nPublic")
        let count = try countPlace.count()
        let points = try root.member("IC").elements()
        guard points.count == count + 1 else {
            throw countPlace.fault("\(points.count - 1), one less than the points of IC", found: "\(count)")
        }
        var ic: [G1Affine] = []
        for point in points { ic.append(try point.g1()) }
        self.init(
            alpha: try root.member("vk_alpha_1").g1(), beta: try root.member("vk_beta_2").g2(),
            gamma: try root.member("vk_gamma_2").g2(), delta: try root.member("vk_delta_2").g2(), ic: ic)
        guard let given = try root.optionalMember("vk_alphabeta_12") else { return }
        // A pairing is defined for points of the groups only; a key with others has a problem anyway.
        guard alpha.isOnCurve, beta.isOnCurve, beta.isInSubgroup else { return }
        guard try given.dodecic() == Pairing.multiplePairing(alpha, beta) else {
            throw given.fault("the pairing of vk_alpha_1 and vk_beta_2", found: "another value")
        }
    }

    /// The text that snarkjs writes and reads.
    public var json: String {
        let product = Pairing.multiplePairing(alpha, beta)
        let pairing = [product.c0, product.c1].map { JSONNode.array([.quadratic($0.c0), .quadratic($0.c1), .quadratic($0.c2)]) }
        return JSONNode.object([
            ("protocol", .string("groth16")), ("curve", .string("bn128")), ("nPublic", .number("\(publicInputCount)")),
            ("vk_alpha_1", .g1(alpha)), ("vk_beta_2", .g2(beta)), ("vk_gamma_2", .g2(gamma)), ("vk_delta_2", .g2(delta)),
            ("vk_alphabeta_12", .array(pairing)), ("IC", .array(ic.map { .g1($0) })),
        ]).text()
    }

    /// The verification key inside a proving key.
    public init(_ key: ZKeyFile) {
        self.init(
            alpha: key.header.alpha1, beta: key.header.beta2, gamma: key.header.gamma2, delta: key.header.delta2, ic: key.inputs.points)
    }
}

extension JSONPlace {
    /// [[c00, c01, c02], [c10, c11, c12]], each a pair.
    fileprivate func dodecic() throws(FormatError) -> BN254Base12 {
        var parts: [BN254Base6] = []
        for half in try elements(2) {
            let c = try half.elements(3)
            parts.append(BN254Base6(try c[0].quadratic(), try c[1].quadratic(), try c[2].quadratic()))
        }
        return BN254Base12(parts[0], parts[1])
    }
}
