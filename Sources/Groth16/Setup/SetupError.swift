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
    /// The circuit's hash covers bytes behind the powers of tau that the file does not have.
    case powersCutShort(file: String)
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
        case .powersCutShort(let file): "\(file) ends before the bytes that the circuit's hash covers"
        }
    }
}
