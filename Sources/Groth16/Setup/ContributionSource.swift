import FiniteFields
import Hashing

/// Where the factors of a contribution come from.
public enum ContributionSource: Sendable {
    /// 64 bytes of the system's randomness, hashed together with a text of the participant, which may be empty.
    case randomness(entropy: String)
    /// A public random value hashed 2^`logIterations` times with SHA-256: everybody can compute the factors again, so a beacon only ends a ceremony.
    case beacon(ContributionParameters.Beacon)

    /// The most bytes of a name.
    public static let longestName = 64

    /// What the contribution says about itself.
    ///
    /// - Throws: `SetupError.nameTooLong`, `SetupError.beacon`.
    func parameters(name: String?) throws(SetupError) -> ContributionParameters {
        if let name, name.utf8.count > Self.longestName { throw .nameTooLong(bytes: name.utf8.count, limit: Self.longestName) }
        guard case .beacon(let beacon) = self else { return ContributionParameters(name: name) }
        guard (1...255).contains(beacon.value.count) else {
            throw .beacon(expected: "1 to 255 bytes", found: "\(beacon.value.count)")
        }
        guard (10...63).contains(beacon.logIterations) else {
            throw .beacon(expected: "2^10 to 2^63 iterations", found: "2^\(beacon.logIterations)")
        }
        return ContributionParameters(name: name, beacon: beacon)
    }

    /// The stream that the factors are drawn from. A beacon costs 2^`logIterations` hashes.
    func stream() throws(SetupError) -> ChaChaStream {
        switch self {
        case .beacon(let beacon): return ChaChaStream(beacon)
        case .randomness(let entropy):
            var generator = SystemRandomNumberGenerator()
            var seed: [UInt8] = []
            for _ in 0..<8 { seed.append(littleEndian: generator.next()) }
            var hash = BLAKE2b()
            hash.update(seed)
            hash.update(Array(entropy.utf8))
            var digest = hash.finalize()
            defer {
                wipe(&seed)
                wipe(&digest)
            }
            return ChaChaStream(seed: digest)
        }
    }
}

extension ChaChaStream {
    /// The stream of a beacon.
    init(_ beacon: ContributionParameters.Beacon) {
        var value = beacon.value
        var left: UInt64 = 1 << UInt64(beacon.logIterations)
        while left > 0 {
            value = SHA256.hash(value)
            left -= 1
        }
        self.init(seed: value)
    }

    /// A factor: by rejection never zero, which has probability 2^-254.
    mutating func nonZeroElement() -> BN254Scalar {
        while true {
            let element: BN254Scalar = element()
            if !element.isZero { return element }
        }
    }
}
