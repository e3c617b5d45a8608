/// What a proving key says about how it was made (section 10): the hash of the circuit with its powers, and every contribution.
public struct KeyHistory: Equatable, Sendable {
    /// One contribution to the key's second phase: a public key for the factor by which delta was multiplied.
    public struct Contribution: Equatable, Sendable {
        /// [delta] in G1 after the contribution.
        public var delta1: G1Affine
        /// A random point and the same times the factor.
        public var s, sx: G1Affine
        /// The point of G2 that the transcript hashes to, times the factor.
        public var spx: G2Affine
        /// BLAKE2b-512 of everything before, s and sx included; 64 bytes.
        public var transcript: [UInt8]
        public var parameters: ContributionParameters
    }

    /// BLAKE2b-512 of the circuit's key before any contribution; 64 bytes.
    public var circuitHash: [UInt8]
    public var contributions: [Contribution]

    init(circuitHash: [UInt8], contributions: [Contribution]) {
        self.circuitHash = circuitHash
        self.contributions = contributions
    }

    init(_ section: ByteRange) throws(FormatError) {
        var cursor = ByteCursor(section)
        circuitHash = try cursor.part(64, "the circuit's hash").bytes
        let count = try cursor.word32("the number of contributions")
        contributions = []
        for _ in 0..<count {
            contributions.append(
                Contribution(
                    delta1: try cursor.point("delta after a contribution"), s: try cursor.point("s of a contribution"),
                    sx: try cursor.point("sx of a contribution"), spx: try cursor.point("spx of a contribution"),
                    transcript: try cursor.part(64, "the transcript of a contribution").bytes,
                    parameters: try ContributionParameters(&cursor)))
        }
        guard cursor.left == 0 else {
            throw .wrongValue(
                cursor.place, what: "end of the contributions", expected: "the section's end after \(count) contributions",
                found: "\(cursor.left) bytes more")
        }
    }

    /// The bytes of the section.
    package func encoded() -> [UInt8] {
        var bytes = circuitHash
        bytes.append(littleEndian: UInt32(contributions.count))
        for contribution in contributions {
            bytes += contribution.delta1.montgomeryBytes + contribution.s.montgomeryBytes + contribution.sx.montgomeryBytes
            bytes += contribution.spx.montgomeryBytes + contribution.transcript + contribution.parameters.encoded()
        }
        return bytes
    }
}
