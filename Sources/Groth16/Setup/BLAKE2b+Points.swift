import FiniteFields
import Hashing

/// How the transcripts of a ceremony hash points: coordinates with the most significant byte first, counts as u32 likewise.
extension BLAKE2b {
    mutating func update<Curve: FileCurve>(_ point: AffinePoint<Curve>) { update(point.uncompressedBytes) }

    mutating func update(count: Int) {
        update((0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) })
    }

    /// The number of points, then all of them.
    mutating func update<Curve: FileCurve>(counted points: [AffinePoint<Curve>]) {
        update(count: points.count)
        for start in stride(from: 0, to: points.count, by: 1 << 12) {
            update(uncompressedBytes(points[start..<min(start + 1 << 12, points.count)]))
        }
    }

    /// The points of a proving key's header.
    mutating func update(_ header: ZKeyFile.Header) {
        update(header.alpha1)
        update(header.beta1)
        update(header.beta2)
        update(header.gamma2)
        update(header.delta1)
        update(header.delta2)
    }

    /// What is public about one contribution to a proving key.
    mutating func update(_ contribution: KeyHistory.Contribution) {
        update(contribution.delta1)
        update(contribution.s)
        update(contribution.sx)
        update(contribution.spx)
        update(contribution.transcript)
    }

    /// The number `size` − 1 and the points τ^(size + i) − τ^i.
    ///
    /// The hash is defined by chunks of 2^14 points, all of the same size: from 2^15 on that is one point more than the number says. Powers just
    /// large enough for the circuit do not hold τ^(2 · size − 1); snarkjs then hashes a sum with bytes that are no point, which is not done here.
    ///
    /// - Throws: `SetupError.powersTooSmallForHash` in that case.
    mutating func update(differencesOf powers: PowersFile, size: Int) throws(SetupError) {
        update(count: size - 1)
        let chunk = min(size - 1, 1 << 14)
        guard size + (size - 2) / chunk * chunk + chunk <= powers.tau1.count else {
            throw .powersTooSmallForHash(file: powers.file.bytes.name, power: powers.power)
        }
        for start in stride(from: 0, to: size - 1, by: chunk) {
            let upper = powers.tau1.part(size + start..<size + start + chunk)
            let lower = powers.tau1.part(start..<start + chunk)
            let points = Cores.flatMap(chunk, grain: 1 << 9) { range in
                JacobianPoint.affine(range.map { G1Point(upper[$0]) - lower[$0] })
            }
            update(uncompressedBytes(points))
        }
    }
}
