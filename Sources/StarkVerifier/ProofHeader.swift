import FiniteFields
import Hashing

/// What a proof states about its own form: parameter set and table heights.
public struct ProofHeader: Sendable, Equatable {
    public let parameters: StarkParameters
    public let shapes: [TableShape]

    package init(parameters: StarkParameters, shapes: [TableShape]) {
        self.parameters = parameters
        self.shapes = shapes
    }

    /// Reads and checks the header of `proof`; the heights are acceptable for `system` when this returns.
    public init(_ proof: [UInt8], system: TableSystem) throws(VerificationFailure) {
        var reader = ProofReader(proof)
        self = try Self.read(&reader, system)
    }

    static func read(_ reader: inout ProofReader, _ system: TableSystem) throws(VerificationFailure) -> ProofHeader {
        guard reader.remaining <= StarkParameters.maximumProofBytes else {
            throw .tooLong(bytes: reader.remaining, limit: StarkParameters.maximumProofBytes)
        }
        reader.part = .header
        guard let parameters = StarkParameters(identifier: try reader.byte()) else { throw .unknownParameters }
        let count = Int(try reader.byte())
        var shapes: [TableShape] = []
        for _ in 0..<count {
            let chip = Int(try reader.byte())
            shapes.append(TableShape(chip: chip, logRows: Int(try reader.byte())))
        }
        if let problem = system.problem(in: shapes) { throw .shape(problem) }
        return ProofHeader(parameters: parameters, shapes: shapes)
    }

    package func encoded() -> [UInt8] {
        var bytes: [UInt8] = [parameters.identifier, UInt8(shapes.count)]
        for shape in shapes { bytes += [UInt8(shape.chip), UInt8(shape.logRows)] }
        return bytes
    }
}

/// The statement that a proof is checked against: everything public besides the proof itself.
public struct StarkStatement: Sendable {
    /// Root of the preprocessed columns: those of the image and those that all images share.
    public let preprocessedRoot: Digest
    /// Scalars that the constraints read, canonical.
    public let publicValues: [UInt32]
    /// Tuples that the verifier itself adds to the buses.
    public let contributions: [PublicContribution]
    /// Anything else to bind the proof to.
    public let context: [UInt8]

    public init(preprocessedRoot: Digest, publicValues: [UInt32], contributions: [PublicContribution], context: [UInt8]) {
        self.preprocessedRoot = preprocessedRoot
        self.publicValues = publicValues
        self.contributions = contributions
        self.context = context
    }

    /// The transcript after absorbing everything that both sides know in advance.
    package func transcript(_ system: TableSystem, _ header: ProofHeader) -> Transcript {
        var transcript = Transcript(protocolName: "burhan stark 3")
        transcript.absorb("system", system.digest)
        transcript.absorb("parameters", bytes: header.parameters.encoded())
        transcript.absorb("shapes", bytes: header.encoded())
        transcript.absorb("preprocessed root", preprocessedRoot)
        transcript.absorb("context", bytes: context)
        transcript.absorb("public values", publicValues.map { KoalaBear($0) })
        for contribution in contributions {
            transcript.absorb("bus", [KoalaBear(contribution.bus.number), KoalaBear(contribution.multiplicity)])
            transcript.absorb("tuple", contribution.values.map { KoalaBear($0) })
        }
        return transcript
    }

    /// Σ multiplicity / fingerprint over the public contributions, or nil when a fingerprint is zero.
    package func busSum(_ challenges: ConstraintChallenges) -> KoalaBear4? {
        var total = KoalaBear4.zero
        for contribution in contributions {
            let d = challenges.fingerprint(bus: contribution.bus.number, contribution.values.map { KoalaBear4(KoalaBear($0)) })
            guard let inverse = d.inverse else { return nil }
            total = total + inverse * KoalaBear(contribution.multiplicity)
        }
        return total
    }
}
