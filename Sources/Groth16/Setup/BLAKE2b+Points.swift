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
    /// large enough for the circuit do not hold τ^(2 · size − 1); the 64 bytes that follow their section take its place (`UnreducedPoint`).
    ///
    /// - Throws: `SetupError.powersTooSmallForHash` if no such bytes follow.
    mutating func update(differencesOf powers: PowersFile, size: Int) throws(SetupError) {
        update(count: size - 1)
        let chunk = min(size - 1, 1 << 14)
        for start in stride(from: 0, to: size - 1, by: chunk) {
            let count = min(chunk, powers.tau1.count - size - start)
            let upper = powers.tau1.part(size + start..<size + start + count)
            let lower = powers.tau1.part(start..<start + chunk)
            let points = Cores.flatMap(count, grain: 1 << 9) { range in
                JacobianPoint.affine(range.map { G1Point(upper[$0]) - lower[$0] })
            }
            update(uncompressedBytes(points))
            guard count < chunk else { continue }
            let file = ByteRange(powers.file.bytes, section: nil, 0..<powers.file.bytes.count)
            let end = powers.tau1.bytes.range.upperBound
            guard let x = try? file.words(end, "x"), let y = try? file.words(end + 32, "y") else {
                throw .powersTooSmallForHash(file: powers.file.bytes.name, power: powers.power)
            }
            update(UnreducedPoint.sum(x: x, y: y, -lower[count]).affine)
        }
    }
}
