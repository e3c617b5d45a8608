import FiniteFields
import Hashing

/// The examination of a proving key against its circuit and the powers of tau it was made from.
///
/// Makes all checks of `snarkjs zkey verify`, and three more: at least one contribution by a participant, delta that is not gamma, every point of C and H on
/// its curve. The powers of tau are taken as they are: `PowersVerification` examines them.
public enum KeyVerification {
    /// - Parameter report: is told the step and its share of the whole.
    /// - Throws: `SetupError` where circuit and powers do not fit together.
    public static func verify(
        _ key: ZKeyFile, _ system: R1CSFile, _ powers: PowersFile, report: Groth16Setup.Report = { _, _ in }
    ) throws(SetupError) -> KeyVerdict {
        do throws(KeyRejection) {
            report("contributions", 0)
            try checkContributions(key)
        } catch {
            return .rejected(error)
        }
        let initial = try InitialKey(system, powers) { report($0, 0.05 + 0.7 * $1) }
        do throws(KeyRejection) {
            try checkHeader(key, initial)
            try checkEqualSections(key, initial)
            report("sections C and H", 0.8)
            try checkQuotients(key, initial, powers)
            return .accepted
        } catch {
            return .rejected(error)
        }
    }

    /// Every contribution against the ones before it.
    static func checkContributions(_ key: ZKeyFile) throws(KeyRejection) {
        guard !key.history.contributions.isEmpty else { throw .noContribution }
        var hash = BLAKE2b()
        hash.update(key.history.circuitHash)
        var delta = G1Affine.generator
        for (index, contribution) in key.history.contributions.enumerated() {
            let number = index + 1
            var own = hash
            own.update(contribution.s)
            own.update(contribution.sx)
            guard own.finalize() == contribution.transcript else { throw .transcript(contribution: number) }
            let point = CeremonyPoint.hashToG2(contribution.transcript)
            guard CeremonyPoint.haveSameRatio(contribution.s, contribution.sx, point, contribution.spx) else {
                throw .publicKey(contribution: number)
            }
            guard CeremonyPoint.haveSameRatio(delta, contribution.delta1, point, contribution.spx) else {
                throw .delta(contribution: number)
            }
            if let beacon = contribution.parameters.beacon {
                guard beacon.logIterations <= ContributionParameters.Beacon.longestVerified else {
                    throw .beaconTooLong(contribution: number, logIterations: beacon.logIterations)
                }
                var stream = ChaChaStream(beacon)
                let factor = stream.nonZeroElement()
                let s = stream.g1()
                guard s == contribution.s, (s * factor).affine == contribution.sx else { throw .beacon(contribution: number) }
            }
            hash.update(contribution)
            delta = contribution.delta1
        }
        guard key.history.contributions.contains(where: { $0.parameters.beacon == nil }) else { throw .onlyBeacons }
        guard key.header.delta1 == delta else { throw .lastDelta }
        guard CeremonyPoint.haveSameRatio(.generator, delta, .generator, key.header.delta2) else { throw .deltaPair }
        guard key.header.delta2 != key.header.gamma2, key.header.delta2 != .generator else { throw .deltaIsGamma }
    }

    private static func checkHeader(_ key: ZKeyFile, _ initial: InitialKey) throws(KeyRejection) {
        let (found, expected) = (key.header, initial.header)
        for (what, expected, found) in [
            ("wires", expected.wireCount, found.wireCount), ("public values", expected.publicCount, found.publicCount),
            ("size of the domain", expected.domainSize, found.domainSize),
        ] where expected != found {
            throw .count(what, expected: expected, found: found)
        }
        guard found.alpha1 == expected.alpha1 else { throw .header("alpha1") }
        guard found.beta1 == expected.beta1 else { throw .header("beta1") }
        guard found.beta2 == expected.beta2 else { throw .header("beta2") }
        guard found.gamma2 == expected.gamma2 else { throw .header("gamma2") }
        guard key.history.circuitHash == initial.circuitHash else { throw .circuitHash }
    }

    /// The sections that contributions do not change, byte for byte.
    private static func checkEqualSections(_ key: ZKeyFile, _ initial: InitialKey) throws(KeyRejection) {
        func compare(_ section: ZKeyFile.Section, _ expected: [UInt8]) throws(KeyRejection) {
            guard let found = try? key.file.section(section.rawValue) else { throw .section(section, firstDifference: 0) }
            let difference = unsafe zip(found.raw, expected).enumerated().first { $0.element.0 != $0.element.1 }
            guard difference == nil, found.count == expected.count else {
                throw .section(section, firstDifference: difference?.offset ?? min(found.count, expected.count))
            }
        }
        try compare(.inputs, montgomeryBytes(initial.inputs))
        try compare(.coefficients, initial.coefficients)
        try compare(.a, montgomeryBytes(initial.a))
        try compare(.b1, montgomeryBytes(initial.b1))
        try compare(.b2, montgomeryBytes(initial.b2))
    }

    /// C and H are those of the circuit over delta.
    private static func checkQuotients(_ key: ZKeyFile, _ initial: InitialKey, _ powers: PowersFile) throws(KeyRejection) {
        do throws(FormatError) {
            try key.c.check(isInfinityAllowed: true)
            try key.h.check(isInfinityAllowed: true)
        } catch {
            throw .point(error)
        }
        let delta = key.header.delta2
        if key.c.count > 0 {
            let weights = RandomCheck.coefficients(key.c.count)
            let expected = BN254G1.combination(initial.c, weights)
            guard isQuotient(PointBatch.combination(key.c, weights), expected, delta) else { throw .quotient(.c) }
        }
        // A random polynomial p of degree below n − 1: Σ pᵢ (τ^(n + i) − τ^i) is p · (τ^n − 1), which the values of p · (X^n − 1) at the odd points of
        // the double domain, −2 · p there, give with the basis in H.
        let size = key.header.domainSize
        let polynomial = RandomCheck.elements(size - 1)
        let upper = PointBatch.combination(powers.tau1.part(size..<2 * size - 1), polynomial)
        let lower = PointBatch.combination(powers.tau1.part(0..<size - 1), polynomial)
        let root = BN254Scalar.twoAdicGenerator(key.header.logDomainSize + 1)
        var power = -BN254Scalar(2)
        var shifted = polynomial + [.zero]
        for index in shifted.indices {
            shifted[index] *= power
            power *= root
        }
        let values = ScalarTransform.forward(shifted)
        guard isQuotient(PointBatch.combination(key.h, values), upper - lower, delta) else { throw .quotient(.h) }
    }

    /// Whether `point` times delta is `expected`.
    private static func isQuotient(_ point: G1Point, _ expected: G1Point, _ delta: G2Affine) -> Bool {
        if point.isInfinity || expected.isInfinity { return point.isInfinity && expected.isInfinity }
        let both = G1Point.affine([expected, point])
        return CeremonyPoint.haveSameRatio(both[0], both[1], delta, .generator)
    }
}
