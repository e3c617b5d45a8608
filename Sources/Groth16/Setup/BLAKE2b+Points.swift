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
    /// The hash is defined by chunks of 2^14 points, all of the same size: from 2^15 on that is one point more than the number says, and where the
    /// powers are just large enough for the circuit, τ^(2 · size − 1) is not in the file. Its place is taken by the 64 bytes that follow the
    /// section.
    ///
    /// - Throws: `SetupError.powersCutShort` if no such bytes follow.
    mutating func update(differencesOf powers: PowersFile, size: Int) throws(SetupError) {
        update(count: size - 1)
        let chunk = min(size - 1, 1 << 14)
        for start in stride(from: 0, to: size - 1, by: chunk) {
            var upper: [G1Affine] = []
            for index in size + start..<size + start + chunk {
                guard let point = Self.power(index, powers) else { throw .powersCutShort(file: powers.file.bytes.name) }
                upper.append(point)
            }
            let higher = upper
            let lower = powers.tau1.part(start..<start + chunk)
            let points = Cores.flatMap(chunk, grain: 1 << 9) { range in
                JacobianPoint.affine(range.map { Self.chord(higher[$0], -lower[$0]) })
            }
            update(uncompressedBytes(points))
        }
    }

    /// The 64 bytes at the place of power `index` as a point, whatever they are; nil behind the end of the file.
    private static func power(_ index: Int, _ powers: PowersFile) -> G1Affine? {
        if index < powers.tau1.count { return powers.tau1[index] }
        let start = powers.tau1.bytes.range.lowerBound + 64 * index
        let all = ByteRange(powers.file.bytes, section: nil, 0..<powers.file.bytes.count)
        guard let x = try? all.words(start, "x"), let y = try? all.words(start + 32, "y") else { return nil }
        return G1Affine(uncheckedX: reduced(x), y: reduced(y))
    }

    /// The element with these words of Montgomery form, which need not be below q.
    private static func reduced(_ words: Words256) -> BN254Base {
        // reducing(w) has value w; one more product with 1 / R gives the element whose Montgomery form w is.
        BN254Base(reducing: words) * BN254Base(uncheckedMontgomery: (1, 0, 0, 0))
    }

    /// The sum, also of a first point that is on no curve.
    private static func chord(_ a: G1Affine, _ b: G1Affine) -> G1Point { G1Point(a) + b }
}
