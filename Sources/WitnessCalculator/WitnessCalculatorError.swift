/// Why a witness calculator gave no witness. Names, counts, places and the circuit's own words; never a value of a signal.
public enum WitnessCalculatorError: Error, Equatable, Sendable {
    /// The WebAssembly runtime is not where it was looked for.
    case runtimeMissing(reason: String)
    /// The process that runs the module could not be started or confined, or broke off.
    case workerFailed(reason: String)
    /// Bytes that are no WebAssembly module.
    case invalidModule(reason: String)
    /// A module that cannot be instantiated here: foreign imports, memory above the limit.
    case notInstantiable(reason: String)
    /// A module without what circom's modules export.
    case notACircomModule(export: String, reason: String)
    case unsupportedVersion(Int)
    /// The circuit is over another field than BN254's scalars.
    case unsupportedField
    case unknownSignal(String)
    case tooFewValues(signal: String, expected: Int, found: Int)
    /// `expected` is nil where the module does not tell.
    case tooManyValues(signal: String, expected: Int?, found: Int)
    /// Some input got no value at all; `expected` is nil where the module does not tell.
    case missingInputs(expected: Int?, found: Int)
    /// The circuit itself says no: an assertion or constraint that the inputs do not satisfy; `message` holds template and line.
    case refused(message: String)
    case trapped(function: String, reason: String)
    case memoryExhausted(limit: UInt64)
    case timeExhausted(seconds: Int)
    /// What the module calls a witness is none.
    case malformedWitness(reason: String)
    case cancelled
}

extension WitnessCalculatorError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .runtimeMissing(let reason): "no WebAssembly runtime: \(reason)"
        case .workerFailed(let reason): "the process that calculates the witness failed: \(reason)"
        case .invalidModule(let reason): "no WebAssembly module: \(reason)"
        case .notInstantiable(let reason): "the module cannot run here: \(reason)"
        case .notACircomModule(let export, let reason): "no witness calculator of circom: `\(export)`: \(reason)"
        case .unsupportedVersion(let version): "the calculator is of circom version \(version); 1 and 2 are known"
        case .unsupportedField: "the circuit is over another field than the scalars of BN254"
        case .unknownSignal(let name): "the circuit has no input \"\(name)\""
        case .tooFewValues(let signal, let expected, let found): "input \"\(signal)\" takes \(expected) values, \(found) are given: too few"
        case .tooManyValues(let signal, let expected?, let found):
            "input \"\(signal)\" takes \(expected) values, \(found) are given: too many"
        case .tooManyValues(let signal, nil, let found):
            "the \(found) values of input \"\(signal)\", or those of an input before it, are more than the circuit takes (it does not tell which)"
        case .missingInputs(let expected?, let found): "the circuit takes \(expected) input values, only \(found) are given"
        case .missingInputs(nil, _): "an input of the circuit got no value"
        case .refused(let message): "the circuit refuses the inputs: \(message)"
        case .trapped(let function, let reason): "the calculator broke off in `\(function)`: \(reason)"
        case .memoryExhausted(let limit): "the calculator needs more memory than its limit of \(limit >> 20) MiB"
        case .timeExhausted(let seconds): "the calculator did not end within its limit of \(seconds) s"
        case .malformedWitness(let reason): "the calculator's answer is no witness: \(reason)"
        case .cancelled: "stopped"
        }
    }
}
