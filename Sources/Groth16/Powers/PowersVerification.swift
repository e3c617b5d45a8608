import FiniteFields
import Hashing

/// The examination of powers of tau.
///
/// Makes all checks of `snarkjs powersoftau verify`, and three more: every point is in its group; a participant contributed, not a beacon alone; tau, alpha and beta are not one.
public enum PowersVerification {
    /// - Parameter report: is told the step and its share of the whole.
    public static func verify(_ powers: PowersFile, report: Groth16Setup.Report = { _, _ in }) -> PowersVerdict {
        do throws(PowersRejection) {
            report("contributions", 0)
            let last = try checkContributions(powers)
            report("points", 0.1)
            try checkPoints(powers)
            report("powers", 0.3)
            try checkPowers(powers, last)
            try checkChallenge(powers, last)
            if let lagrange = powers.lagrange {
                report("Lagrange bases", 0.5)
                try checkBases(lagrange.tau1, powers.tau1, .lagrangeTau1)
                report("Lagrange bases in G2", 0.7)
                try checkBases(lagrange.tau2, powers.tau2, .lagrangeTau2)
                report("Lagrange bases times alpha", 0.85)
                try checkBases(lagrange.alphaTau1, powers.alphaTau1, .lagrangeAlphaTau1)
                report("Lagrange bases times beta", 0.93)
                try checkBases(lagrange.betaTau1, powers.betaTau1, .lagrangeBetaTau1)
            }
            return .accepted
        } catch {
            return .rejected(error)
        }
    }

    /// Each contribution against the one before it. Gives the last.
    private static func checkContributions(_ powers: PowersFile) throws(PowersRejection) -> PowersContribution {
        var (tau1, tau2) = (G1Affine.generator, G2Affine.generator)
        var (alpha1, beta1, beta2) = (G1Affine.generator, G1Affine.generator, G2Affine.generator)
        var challenge = PowersCeremony.firstChallenge(power: powers.ceremonyPower)
        for (index, contribution) in powers.contributions.enumerated() {
            let number = index + 1
            if let beacon = contribution.parameters.beacon {
                guard beacon.logIterations <= ContributionParameters.Beacon.longestVerified else {
                    throw .beaconTooLong(contribution: number, logIterations: beacon.logIterations)
                }
                var stream = ChaChaStream(beacon)
                let secrets = PowersSecrets(&stream, challenge: challenge)
                guard secrets.tauKey == contribution.tauKey, secrets.alphaKey == contribution.alphaKey,
                    secrets.betaKey == contribution.betaKey
                else { throw .beacon(contribution: number) }
            }
            let keys = [("tau", contribution.tauKey), ("alpha", contribution.alphaKey), ("beta", contribution.betaKey)]
            var points: [G2Affine] = []
            for (index, (name, key)) in keys.enumerated() {
                let point = CeremonyPoint.keyPoint(UInt8(index), challenge: challenge, s: key.s, sx: key.sx)
                guard CeremonyPoint.haveSameRatio(key.s, key.sx, point, key.spx) else {
                    throw .publicKey(contribution: number, factor: name)
                }
                points.append(point)
            }
            let (tauKey, betaKey) = (contribution.tauKey, contribution.betaKey)
            for (name, holds) in [
                ("tau in G1", CeremonyPoint.haveSameRatio(tau1, contribution.tau1, points[0], tauKey.spx)),
                ("tau in G2", CeremonyPoint.haveSameRatio(tauKey.s, tauKey.sx, tau2, contribution.tau2)),
                ("alpha in G1", CeremonyPoint.haveSameRatio(alpha1, contribution.alpha1, points[1], contribution.alphaKey.spx)),
                ("beta in G1", CeremonyPoint.haveSameRatio(beta1, contribution.beta1, points[2], betaKey.spx)),
                ("beta in G2", CeremonyPoint.haveSameRatio(betaKey.s, betaKey.sx, beta2, contribution.beta2)),
            ] where !holds {
                throw .step(contribution: number, point: name)
            }
            (tau1, tau2, alpha1) = (contribution.tau1, contribution.tau2, contribution.alpha1)
            (beta1, beta2, challenge) = (contribution.beta1, contribution.beta2, contribution.nextChallenge)
        }
        guard let last = powers.contributions.last else { throw .noContribution }
        guard powers.contributions.contains(where: { $0.parameters.beacon == nil }) else { throw .onlyBeacons }
        for (name, point) in [("tau", last.tau1), ("alpha", last.alpha1), ("beta", last.beta1)] where point == .generator {
            throw .trivial(name)
        }
        return last
    }

    private static func checkPoints(_ powers: PowersFile) throws(PowersRejection) {
        do throws(FormatError) {
            for points in [powers.tau1, powers.alphaTau1, powers.betaTau1] { try points.check(isInfinityAllowed: false) }
            for points in [powers.tau2, powers.beta2] { try points.check(isInfinityAllowed: false) }
            guard let lagrange = powers.lagrange else { return }
            for points in [lagrange.tau1, lagrange.alphaTau1, lagrange.betaTau1] { try points.check(isInfinityAllowed: true) }
            try lagrange.tau2.check(isInfinityAllowed: true)
        } catch {
            throw .point(error)
        }
    }

    private static func checkPowers(_ powers: PowersFile, _ last: PowersContribution) throws(PowersRejection) {
        guard RandomCheck.isGeometric(powers.tau1, .generator, last.tau2) else { throw .powers(.tau1) }
        guard powers.tau1[0] == .generator, powers.tau1[1] == last.tau1 else { throw .firstPoints(.tau1) }
        guard RandomCheck.isGeometric(powers.tau2, .generator, last.tau1) else { throw .powers(.tau2) }
        guard powers.tau2[0] == .generator, powers.tau2[1] == last.tau2 else { throw .firstPoints(.tau2) }
        guard RandomCheck.isGeometric(powers.alphaTau1, .generator, last.tau2) else { throw .powers(.alphaTau1) }
        guard powers.alphaTau1[0] == last.alpha1 else { throw .firstPoints(.alphaTau1) }
        guard RandomCheck.isGeometric(powers.betaTau1, .generator, last.tau2) else { throw .powers(.betaTau1) }
        guard powers.betaTau1[0] == last.beta1 else { throw .firstPoints(.betaTau1) }
        guard powers.beta2[0] == last.beta2 else { throw .firstPoints(.beta2) }
    }

    /// The last contribution's hash of all points; of powers that were cut it cannot be computed.
    private static func checkChallenge(_ powers: PowersFile, _ last: PowersContribution) throws(PowersRejection) {
        guard powers.power == powers.ceremonyPower else { return }
        var hash = BLAKE2b()
        hash.update(last.responseHash)
        hash.update(all: powers.tau1)
        hash.update(all: powers.tau2)
        hash.update(all: powers.alphaTau1)
        hash.update(all: powers.betaTau1)
        hash.update(all: powers.beta2)
        guard hash.finalize() == last.nextChallenge else { throw .nextChallenge }
    }

    private static func checkBases<Curve: FileCurve>(
        _ bases: PointSection<Curve>, _ powers: PointSection<Curve>, _ section: PowersFile.Section
    ) throws(PowersRejection) {
        var level = 0
        while (1 << (level + 1)) - 1 <= bases.count {
            let size = 1 << level
            guard RandomCheck.isLagrangeBasis(bases.part(size - 1..<2 * size - 1), of: powers) else {
                throw .lagrange(section, power: level)
            }
            level += 1
        }
    }
}

extension BLAKE2b {
    /// Appends all points of a section.
    fileprivate mutating func update<Curve: FileCurve>(all points: PointSection<Curve>) {
        for start in stride(from: 0, to: points.count, by: 1 << 12) {
            update(uncompressedBytes(points.part(start..<min(start + 1 << 12, points.count)).points))
        }
    }
}
