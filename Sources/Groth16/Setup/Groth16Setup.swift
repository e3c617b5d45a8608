import FiniteFields
import Hashing

/// The second phase of a ceremony: from a circuit and powers of tau to a proving key, and contributions to it.
///
/// Files and transcripts are those of snarkjs. A key is safe to use only after at least one contribution by somebody who forgot its factor; before
/// that everybody can forge proofs.
public enum Groth16Setup {
    /// Told the step of a long piece of work, and the share of the whole that is done, 0 ... 1.
    public typealias Report = (_ step: String, _ fraction: Double) -> Void

    /// Writes the proving key of a circuit before any contribution.
    ///
    /// - Returns: the circuit's hash, 64 bytes.
    /// - Throws: `SetupError`.
    @discardableResult
    public static func makeKey(
        _ system: R1CSFile, _ powers: PowersFile, to path: String, report: Report = { _, _ in }
    ) throws(SetupError) -> [UInt8] {
        let key = try InitialKey(system, powers, report: report)
        do throws(FormatError) {
            let writer = try SectionFileWriter(path: path, magic: "zkey", version: 1, sectionCount: 10)
            try writer.begin(key.header)
            try writer.section(ZKeyFile.Section.coefficients.rawValue, key.coefficients)
            try writer.section(ZKeyFile.Section.inputs.rawValue, points: key.inputs)
            try writer.section(ZKeyFile.Section.h.rawValue, points: key.h)
            try writer.section(ZKeyFile.Section.c.rawValue, points: key.c)
            try writer.section(ZKeyFile.Section.a.rawValue, points: key.a)
            try writer.section(ZKeyFile.Section.b1.rawValue, points: key.b1)
            try writer.section(ZKeyFile.Section.b2.rawValue, points: key.b2)
            let history = KeyHistory(circuitHash: key.circuitHash, contributions: [])
            try writer.section(ZKeyFile.Section.contributions.rawValue, history.encoded())
            try writer.finish()
        } catch {
            throw .format(error)
        }
        return key.circuitHash
    }

    /// Multiplies delta by a factor drawn from `source`, and C and H by its inverse, and writes the new key.
    ///
    /// The factor lives in this call alone; its words are overwritten before the call returns, copies that the compiler kept in registers or spilled to
    /// the stack are not.
    ///
    /// - Returns: the contribution's hash, 64 bytes, for its author to publish.
    /// - Throws: `SetupError`.
    @discardableResult
    public static func contribute(
        to key: ZKeyFile, _ source: ContributionSource, name: String? = nil, to path: String, report: Report = { _, _ in }
    ) throws(SetupError) -> [UInt8] {
        let parameters = try source.parameters(name: name)
        var stream = try source.stream()
        defer { stream.wipe() }
        report("the public key", 0)
        var factor: BN254Scalar = stream.nonZeroElement()
        defer { factor.wipe() }
        let s = stream.g1()
        let sx = (s * factor).affine
        var transcript = key.history.transcript
        transcript.update(s)
        transcript.update(sx)
        let digest = transcript.finalize()
        var header = key.header
        header.delta1 = (header.delta1 * factor).affine
        header.delta2 = (header.delta2 * factor).affine
        let contribution = KeyHistory.Contribution(
            delta1: header.delta1, s: s, sx: sx, spx: (CeremonyPoint.hashToG2(digest) * factor).affine, transcript: digest,
            parameters: parameters)
        var history = key.history
        history.contributions.append(contribution)
        var inverse = factor.inverse ?? .one
        defer { inverse.wipe() }
        report("section C", 0.05)
        let c = PointBatch.multiply(key.c, by: inverse)
        report("section H", 0.5)
        let h = PointBatch.multiply(key.h, by: inverse)
        do throws(FormatError) {
            let writer = try SectionFileWriter(path: path, magic: "zkey", version: 1, sectionCount: 10)
            try writer.begin(header)
            for section in [
                key.inputs.bytes, try key.file.section(ZKeyFile.Section.coefficients.rawValue), key.a.bytes, key.b1.bytes, key.b2.bytes,
            ] {
                try writer.section(copy: section)
            }
            try writer.section(ZKeyFile.Section.c.rawValue, points: c)
            try writer.section(ZKeyFile.Section.h.rawValue, points: h)
            try writer.section(ZKeyFile.Section.contributions.rawValue, history.encoded())
            try writer.finish()
        } catch {
            throw .format(error)
        }
        return contribution.hash
    }
}

extension SectionFileWriter {
    /// Writes the protocol and the header of a proving key.
    fileprivate func begin(_ header: ZKeyFile.Header) throws(FormatError) {
        try section(ZKeyFile.Section.protocolNumber.rawValue, [1, 0, 0, 0])
        try section(ZKeyFile.Section.header.rawValue, header.encoded())
    }
}

extension KeyHistory {
    /// The hash of the circuit and all contributions, to be continued with the public key of the next one.
    var transcript: BLAKE2b {
        var hash = BLAKE2b()
        hash.update(circuitHash)
        for contribution in contributions { hash.update(contribution) }
        return hash
    }
}

extension KeyHistory.Contribution {
    /// BLAKE2b-512 of the contribution, 64 bytes: what its author publishes.
    public var hash: [UInt8] {
        var hash = BLAKE2b()
        hash.update(self)
        return hash.finalize()
    }
}
