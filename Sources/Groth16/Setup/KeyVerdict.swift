/// What the examination of a proving key found.
public enum KeyVerdict: Equatable, Sendable {
    case accepted
    case rejected(KeyRejection)

    public var isAccepted: Bool { self == .accepted }
}

/// Why a proving key was rejected; contributions count from one.
public enum KeyRejection: Error, Equatable, Sendable {
    /// Nobody has contributed: gamma and delta are equal, and everybody can forge proofs.
    case noContribution
    /// All contributions are beacons, whose factors everybody can compute, and so forge proofs.
    case onlyBeacons
    /// The transcript is not the hash of what came before.
    case transcript(contribution: Int)
    /// The public keys in G1 and in G2 are not for one factor.
    case publicKey(contribution: Int)
    /// Delta was not multiplied by the factor of the public key.
    case delta(contribution: Int)
    /// The factor is not the one of the beacon.
    case beacon(contribution: Int)
    /// The beacon asks for more hashes than are computed here.
    case beaconTooLong(contribution: Int, logIterations: Int)
    /// The factor is one, zero or undone by others: delta is the generator again.
    case deltaIsGamma
    /// A count differs from the circuit's.
    case count(String, expected: Int, found: Int)
    /// A point of the header is not the one of the powers of tau.
    case header(String)
    /// Delta in G1 is not the one of the last contribution.
    case lastDelta
    /// Delta in G2 is not the one in G1.
    case deltaPair
    case circuitHash
    /// A section differs from the one made from the circuit and the powers; the first byte that does, counted from the section's start.
    case section(ZKeyFile.Section, firstDifference: Int)
    /// A point is not reduced or not on its curve.
    case point(FormatError)
    /// The points of this section are not those of the circuit over delta.
    case quotient(ZKeyFile.Section)
}

extension ZKeyFile.Section {
    /// For messages.
    public var name: String {
        switch self {
        case .protocolNumber: "protocol"
        case .header: "header"
        case .inputs: "IC"
        case .coefficients: "coefficients"
        case .a: "A"
        case .b1: "B1"
        case .b2: "B2"
        case .c: "C"
        case .h: "H"
        case .contributions: "contributions"
        }
    }
}

extension KeyRejection: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noContribution: "nobody has contributed to the key: gamma and delta are equal, and everybody can forge proofs"
        case .onlyBeacons: "all contributions are beacons: everybody can compute their factors and forge proofs"
        case .transcript(let number): "contribution \(number): the transcript is not the hash of what came before"
        case .publicKey(let number): "contribution \(number): its public keys in G1 and G2 are not for the same factor"
        case .delta(let number): "contribution \(number): delta was not multiplied by its factor"
        case .beacon(let number): "contribution \(number): its factor is not the one that the beacon gives"
        case .beaconTooLong(let number, let iterations):
            "contribution \(number): its beacon asks for 2^\(iterations) hashes, at most 2^\(ContributionParameters.Beacon.longestVerified) are checked"
        case .deltaIsGamma: "delta is the generator again after all contributions: everybody can forge proofs"
        case .count(let what, let expected, let found): "\(what): the circuit has \(expected), the key \(found)"
        case .header(let point): "\(point) is not the one of the powers of tau"
        case .lastDelta: "delta in G1 is not the one of the last contribution"
        case .deltaPair: "delta in G2 does not belong to delta in G1"
        case .circuitHash: "the circuit's hash is not the one of this circuit with these powers of tau"
        case .section(let section, let offset):
            "section \(section.rawValue) (\(section.name)) differs from the circuit's at its byte \(offset)"
        case .point(let error): error.description
        case .quotient(let section): "section \(section.rawValue) (\(section.name)) is not the circuit's over delta"
        }
    }
}
