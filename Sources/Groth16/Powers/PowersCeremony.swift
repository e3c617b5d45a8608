import FiniteFields
import Hashing

/// The first phase of a ceremony: powers of a secret tau, for all circuits up to a size. Files and transcripts are those of snarkjs.
public enum PowersCeremony {
    /// The powers that can be made and prepared here: the basis of twice the domain must exist, and r − 1 has 28 factors of two.
    public static let supportedPowers = 1...27

    /// Writes powers of tau = alpha = beta = 1, for a ceremony to begin with.
    ///
    /// - Returns: the first challenge, 64 bytes.
    /// - Throws: `SetupError`.
    @discardableResult
    public static func begin(power: Int, to path: String) throws(SetupError) -> [UInt8] {
        guard supportedPowers.contains(power) else { throw .power(power, supported: supportedPowers) }
        let size = 1 << power
        do throws(FormatError) {
            let writer = try SectionFileWriter(path: path, magic: "ptau", version: 1, sectionCount: 7)
            try writer.section(PowersFile.Section.header.rawValue, PowersFile.encodedHeader(power: power, ceremonyPower: power))
            try writer.section(PowersFile.Section.tau1.rawValue, repeating: G1Affine.generator, count: 2 * size - 1)
            try writer.section(PowersFile.Section.tau2.rawValue, repeating: G2Affine.generator, count: size)
            try writer.section(PowersFile.Section.alphaTau1.rawValue, repeating: G1Affine.generator, count: size)
            try writer.section(PowersFile.Section.betaTau1.rawValue, repeating: G1Affine.generator, count: size)
            try writer.section(PowersFile.Section.beta2.rawValue, repeating: G2Affine.generator, count: 1)
            try writer.section(PowersFile.Section.contributions.rawValue, PowersContribution.encode([]))
            try writer.finish()
        } catch {
            throw .format(error)
        }
        return firstChallenge(power: power)
    }

    /// The challenge that the first contribution answers: the hash of nothing, then of all points of a new file; 64 bytes.
    static func firstChallenge(power: Int) -> [UInt8] {
        var hash = BLAKE2b()
        hash.update(BLAKE2b.hash([]))
        let size = 1 << power
        hash.update(repeating: G1Affine.generator.uncompressedBytes, count: 2 * size - 1)
        hash.update(repeating: G2Affine.generator.uncompressedBytes, count: size)
        hash.update(repeating: G1Affine.generator.uncompressedBytes, count: 2 * size)
        hash.update(G2Affine.generator)
        return hash.finalize()
    }

    /// Multiplies tau, alpha and beta by factors drawn from `source` and writes the new powers, without Lagrange bases.
    ///
    /// The factors live in this call alone; their words are overwritten before it returns, copies that the compiler kept in registers or spilled to
    /// the stack are not, nor are the powers of tau's factor on the way.
    ///
    /// - Returns: the response's hash, 64 bytes, for its author to publish.
    /// - Throws: `SetupError`.
    @discardableResult
    public static func contribute(
        to powers: PowersFile, _ source: ContributionSource, name: String? = nil, to path: String,
        report: Groth16Setup.Report = { _, _ in }
    ) throws(SetupError) -> [UInt8] {
        guard powers.power == powers.ceremonyPower else {
            throw .powersTruncated(file: powers.file.bytes.name, power: powers.power, ceremonyPower: powers.ceremonyPower)
        }
        let parameters = try source.parameters(name: name)
        var stream = try source.stream()
        defer { stream.wipe() }
        report("the challenge", 0)
        let challenge = powers.contributions.last?.nextChallenge ?? firstChallenge(power: powers.power)
        var secrets = PowersSecrets(&stream, challenge: challenge)
        defer { secrets.wipe() }
        report("powers of tau in G1", 0.02)
        let tau1 = PointBatch.multiply(powers.tau1, first: .one, ratio: secrets.tau)
        report("powers of tau in G2", 0.3)
        let tau2 = PointBatch.multiply(powers.tau2, first: .one, ratio: secrets.tau)
        report("powers of tau times alpha", 0.7)
        let alphaTau1 = PointBatch.multiply(powers.alphaTau1, first: secrets.alpha, ratio: secrets.tau)
        report("powers of tau times beta", 0.8)
        let betaTau1 = PointBatch.multiply(powers.betaTau1, first: secrets.beta, ratio: secrets.tau)
        let beta2 = PointBatch.multiply(powers.beta2, by: secrets.beta)
        report("hashes", 0.9)
        var response = BLAKE2b()
        response.update(challenge)
        for points in [tau1, alphaTau1, betaTau1].enumerated() {
            response.update(compressedBytes(points.element))
            if points.offset == 0 { response.update(compressedBytes(tau2)) }
        }
        response.update(compressedBytes(beta2))
        var contribution = PowersContribution(
            tau1: tau1[1], tau2: tau2[1], alpha1: alphaTau1[0], beta1: betaTau1[0], beta2: beta2[0], tauKey: secrets.tauKey,
            alphaKey: secrets.alphaKey, betaKey: secrets.betaKey, partialHash: response.state, nextChallenge: [], parameters: parameters)
        var next = BLAKE2b()
        next.update(contribution.responseHash)
        next.update(uncompressedBytes(tau1))
        next.update(uncompressedBytes(tau2))
        next.update(uncompressedBytes(alphaTau1))
        next.update(uncompressedBytes(betaTau1))
        next.update(uncompressedBytes(beta2))
        contribution.nextChallenge = next.finalize()
        do throws(FormatError) {
            let writer = try SectionFileWriter(path: path, magic: "ptau", version: 1, sectionCount: 7)
            try writer.section(
                PowersFile.Section.header.rawValue, PowersFile.encodedHeader(power: powers.power, ceremonyPower: powers.power))
            try writer.section(PowersFile.Section.tau1.rawValue, points: tau1)
            try writer.section(PowersFile.Section.tau2.rawValue, points: tau2)
            try writer.section(PowersFile.Section.alphaTau1.rawValue, points: alphaTau1)
            try writer.section(PowersFile.Section.betaTau1.rawValue, points: betaTau1)
            try writer.section(PowersFile.Section.beta2.rawValue, points: beta2)
            try writer.section(
                PowersFile.Section.contributions.rawValue, PowersContribution.encode(powers.contributions + [contribution]))
            try writer.finish()
        } catch {
            throw .format(error)
        }
        return contribution.responseHash
    }

    /// Adds the Lagrange bases that a circuit's setup needs.
    ///
    /// Cost: about 2^power · power multiplications of points in G1 for each of four groups of bases, those of one group in G2.
    /// - Throws: `SetupError`.
    public static func prepare(
        _ powers: PowersFile, to path: String, report: Groth16Setup.Report = { _, _ in }
    ) throws(SetupError) {
        guard supportedPowers.contains(powers.power) else { throw .power(powers.power, supported: supportedPowers) }
        do throws(FormatError) {
            let writer = try SectionFileWriter(path: path, magic: "ptau", version: 1, sectionCount: 11)
            for section in PowersFile.Section.allCases where section.rawValue <= 7 {
                try writer.section(copy: powers.file.section(section.rawValue))
            }
            report("Lagrange bases of tau in G1", 0)
            try writer.section(PowersFile.Section.lagrangeTau1.rawValue, points: bases(powers.tau1, highest: powers.power + 1))
            report("Lagrange bases of tau in G2", 0.3)
            try writer.section(PowersFile.Section.lagrangeTau2.rawValue, points: bases(powers.tau2, highest: powers.power))
            report("Lagrange bases of tau times alpha", 0.7)
            try writer.section(PowersFile.Section.lagrangeAlphaTau1.rawValue, points: bases(powers.alphaTau1, highest: powers.power))
            report("Lagrange bases of tau times beta", 0.85)
            try writer.section(PowersFile.Section.lagrangeBetaTau1.rawValue, points: bases(powers.betaTau1, highest: powers.power))
            try writer.finish()
        } catch {
            throw .format(error)
        }
    }

    /// The Lagrange bases of the domains of size 1, 2, 4, … 2^`highest`; a power that the section lacks at the very end counts as infinity.
    private static func bases<Curve: FileCurve>(_ powers: PointSection<Curve>, highest: Int) -> [[AffinePoint<Curve>]] {
        (0...highest).map { level in
            GroupTransform.inverse(
                (0..<1 << level).map { $0 < powers.count ? powers[$0] : .infinity })
        }
    }
}

extension BLAKE2b {
    /// Appends the same bytes many times.
    fileprivate mutating func update(repeating bytes: [UInt8], count: Int) {
        let block = [[UInt8]](repeating: bytes, count: min(count, 1 << 10)).flatMap { $0 }
        for _ in 0..<count >> 10 { update(block) }
        for _ in 0..<count & 1023 { update(bytes) }
    }
}
