/// What the examination of powers of tau found.
public enum PowersVerdict: Equatable, Sendable {
    case accepted
    case rejected(PowersRejection)

    public var isAccepted: Bool { self == .accepted }
}

/// Why powers of tau were rejected; contributions count from one.
public enum PowersRejection: Error, Equatable, Sendable {
    /// Nobody has contributed: everybody knows tau.
    case noContribution
    /// All contributions are beacons, whose factors everybody can compute.
    case onlyBeacons
    /// The public keys of this factor in G1 and in G2 are not for one factor.
    case publicKey(contribution: Int, factor: String)
    /// The factors are not those of the beacon.
    case beacon(contribution: Int)
    /// The beacon asks for more hashes than are computed here.
    case beaconTooLong(contribution: Int, logIterations: Int)
    /// This point was not multiplied by the factor of the public key.
    case step(contribution: Int, point: String)
    /// A point is not reduced or not in its group.
    case point(FormatError)
    /// The points of this section are not powers of tau.
    case powers(PowersFile.Section)
    /// The first points of this section are not the generator and those of the last contribution.
    case firstPoints(PowersFile.Section)
    /// The last contribution's hash is not that of the points in the file.
    case nextChallenge
    /// The points of this section are not the Lagrange basis of the domain of size 2^`power`.
    case lagrange(PowersFile.Section, power: Int)
    /// Tau, alpha or beta is one.
    case trivial(String)
}

extension PowersRejection: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noContribution: "nobody has contributed to the powers: tau is known to everybody"
        case .onlyBeacons: "all contributions are beacons: tau can be computed by everybody"
        case .publicKey(let number, let factor):
            "contribution \(number): the public keys of \(factor) in G1 and G2 are not for the same factor"
        case .beacon(let number): "contribution \(number): its factors are not those that the beacon gives"
        case .beaconTooLong(let number, let iterations):
            "contribution \(number): its beacon asks for 2^\(iterations) hashes, at most 2^\(ContributionParameters.Beacon.longestVerified) are checked"
        case .step(let number, let point): "contribution \(number): \(point) was not multiplied by its factor"
        case .point(let error): error.description
        case .powers(let section): "section \(section.rawValue): its points are not powers of tau"
        case .firstPoints(let section): "section \(section.rawValue): its first points are not those of the last contribution"
        case .nextChallenge: "the last contribution's hash is not that of the points in the file"
        case .lagrange(let section, let power):
            "section \(section.rawValue): the points for power \(power) are not the Lagrange basis of the powers of tau"
        case .trivial(let factor): "\(factor) is one: it is known to everybody"
        }
    }
}
