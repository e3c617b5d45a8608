/// Why a step of a ceremony cannot be taken.
public enum SetupError: Error, Equatable, Sendable {
    /// A file cannot be read or written.
    case format(FormatError)
    /// The circuit needs a larger domain than the powers of tau have.
    case circuitTooLarge(constraints: Int, publicValues: Int, neededPower: Int, power: Int)
    /// The powers of tau lack the Lagrange bases that `powers prepare` adds.
    case powersNotPrepared(file: String)
    /// The powers of tau were cut down from a larger ceremony, so that nobody can contribute to them any more.
    case powersTruncated(file: String, power: Int, ceremonyPower: Int)
    /// A name that does not fit in the file.
    case nameTooLong(bytes: Int, limit: Int)
    /// A beacon that does not fit in the file.
    case beacon(expected: String, found: String)
    /// A power that is not supported.
    case power(Int, supported: ClosedRange<Int>)
    /// The system gives no random bytes.
    case noRandomness
    /// From a domain of 2^15 on, the circuit's hash covers a power of tau that powers of the domain's own size do not hold.
    case powersTooSmallForHash(file: String, power: Int)
}

extension SetupError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .format(let error): error.description
        case .circuitTooLarge(let constraints, let publicValues, let neededPower, let power):
            "the circuit has \(constraints) constraints and \(publicValues) public values and needs powers of tau of power \(neededPower), "
                + "but these have \(power)"
        case .powersNotPrepared(let file): "\(file) has no Lagrange bases: run `burhan groth16 powers prepare` first"
        case .powersTruncated(let file, let power, let ceremonyPower):
            "\(file) was cut from power \(ceremonyPower) to \(power): nobody can contribute to it any more"
        case .nameTooLong(let bytes, let limit): "the name has \(bytes) bytes, at most \(limit) fit"
        case .beacon(let expected, let found): "the beacon: expected \(expected), found \(found)"
        case .power(let power, let supported):
            "power \(power) is not supported: expected \(supported.lowerBound) to \(supported.upperBound)"
        case .noRandomness: "the system gives no random bytes"
        case .powersTooSmallForHash(let file, let power):
            "\(file) has power \(power), just enough for the circuit, but the circuit's hash covers one power of tau more: "
                + "take powers of tau of power \(power + 1)"
        }
    }
}
