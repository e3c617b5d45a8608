import Circuits
import FiniteFields

/// A witness calculator that circom made, in whichever of its three interfaces, for one calculation.
///
/// | circom | told by | memory | texts of errors |
/// |---|---|---|---|
/// | 1 | no `getVersion` | imported | addresses of texts, given to `runtime.error` |
/// | 2.0.0 to 2.0.6 | `getVersion`, no `getMinorVersion` | exported | numbers only |
/// | from 2.0.7 | `getVersion`, `getMinorVersion` | exported | `getMessageChar`, one character a call |
struct CircomModule {
    /// The interface of a module, by its exports.
    enum Interface: Equatable {
        case circom1
        case circom2
        case circom2WithMessages
    }

    /// A calculated witness: 32 bytes a wire, least significant first.
    typealias Witness = [UInt8]

    /// The functions that circom's modules import, in the order of their numbers here.
    static let imports: [WebAssemblyInstance.Import] = [
        ("runtime", "exceptionHandler"), ("runtime", "printErrorMessage"), ("runtime", "writeBufferMessage"),
        ("runtime", "showSharedRWMemory"), ("runtime", "printDebug"), ("runtime", "error"), ("runtime", "log"),
        ("runtime", "logGetSignal"), ("runtime", "logSetSignal"), ("runtime", "logStartComponent"), ("runtime", "logFinishComponent"),
    ]

    /// No circuit that a two-adic domain of BN254 holds has more wires.
    static let mostWires = 1 << 28

    static func interface(of instance: WebAssemblyInstance) throws(WitnessCalculatorError) -> Interface {
        guard instance.exports("getVersion") else {
            // Circom 1 tells no version: what it exports must do.
            guard instance.exports("getSignalOffset32") else {
                throw .notACircomModule(export: "getVersion", reason: "neither this nor getSignalOffset32 is exported")
            }
            return .circom1
        }
        return instance.exports("getMinorVersion") ? .circom2WithMessages : .circom2
    }

    /// Runs a module on inputs.
    ///
    /// - Parameter memoryLimit: bytes of linear memory.
    static func calculate(
        _ module: [UInt8], _ inputs: [CircuitInput], memoryLimit: UInt64
    ) throws(WitnessCalculatorError) -> Witness {
        let instance = try WebAssemblyInstance(module, imports: imports, memoryLimit: memoryLimit)
        switch try interface(of: instance) {
        case .circom1: return try Circom1Calculation(instance).run(inputs)
        case .circom2: return try Circom2Calculation(instance, hasMessages: false, memoryLimit).run(inputs)
        case .circom2WithMessages: return try Circom2Calculation(instance, hasMessages: true, memoryLimit).run(inputs)
        }
    }

    /// The field's modulus as 32-bit words, least significant first.
    static let modulusWords: [UInt32] = {
        let modulus = BN254Scalar.modulus
        return [modulus.0, modulus.1, modulus.2, modulus.3].flatMap { [UInt32(truncatingIfNeeded: $0), UInt32($0 >> 32)] }
    }()
}
