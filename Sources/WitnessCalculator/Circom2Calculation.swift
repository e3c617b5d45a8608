import Circuits
import FiniteFields

/// A calculation by a module of circom 2: values pass through a shared buffer of one field element, and the circuit runs inside the call that
/// sets the last input.
final class Circom2Calculation {
    private let instance: WebAssemblyInstance
    private let hasMessages: Bool
    private let memoryLimit: UInt64
    /// Address of the shared buffer, where the module tells it.
    private var buffer: Int32?
    /// What the module said before it stopped: exception numbers of `Exception` and texts.
    private var exception: Int32?
    private var messages: [String] = []

    private enum Exception {
        static let signalNotFound: Int32 = 1
        static let tooManySignals: Int32 = 2
        static let signalAlreadySet: Int32 = 3
        static let assertionFailed: Int32 = 4
        static let notEnoughMemory: Int32 = 5
        static let arrayTooLong: Int32 = 6
    }

    /// Texts that are kept of one calculation.
    private static let mostMessages = 16

    init(_ instance: WebAssemblyInstance, hasMessages: Bool, _ memoryLimit: UInt64) {
        self.instance = instance
        self.hasMessages = hasMessages
        self.memoryLimit = memoryLimit
        instance.onImport = { [unowned self] index, arguments in onImport(index, arguments) }
    }

    func run(_ inputs: [CircuitInput]) throws(WitnessCalculatorError) -> CircomModule.Witness {
        let version = try value(of: "getVersion")
        guard version == 2 else { throw .unsupportedVersion(Int(version)) }
        try checkField()
        let wires = try witnessSize()
        try attempt(signal: nil) { () throws(WebAssemblyInstance.Stop) in try instance.call("init", 1) }
        var count = 0
        for input in inputs {
            try checkSize(of: input)
            try set(input)
            count += input.values.count
        }
        if instance.exports("getInputSize") {
            let expected = Int(UInt32(bitPattern: try value(of: "getInputSize")))
            guard count >= expected else { throw .missingInputs(expected: expected, found: count) }
        }
        var witness: [UInt8] = []
        witness.reserveCapacity(32 * wires)
        for wire in 0..<wires {
            try attempt(signal: nil) { () throws(WebAssemblyInstance.Stop) in
                try instance.call("getWitness", Int32(truncatingIfNeeded: wire))
            }
            for word in try readBuffer() { witness.append(contentsOf: word.littleEndianBytes) }
        }
        return witness
    }

    private func checkField() throws(WitnessCalculatorError) {
        guard try value(of: "getFieldNumLen32") == 8 else { throw .unsupportedField }
        if instance.exports("getSharedRWMemoryStart") {
            let start = try value(of: "getSharedRWMemoryStart")
            if instance.words(at: start, count: 8) != nil { buffer = start }
        }
        try attempt(signal: nil) { () throws(WebAssemblyInstance.Stop) in try instance.call("getRawPrime") }
        guard try readBuffer() == CircomModule.modulusWords else { throw .unsupportedField }
    }

    private func witnessSize() throws(WitnessCalculatorError) -> Int {
        let wires = Int(UInt32(bitPattern: try value(of: "getWitnessSize")))
        guard wires >= 1, wires <= CircomModule.mostWires else { throw .malformedWitness(reason: "it has \(wires) wires") }
        return wires
    }

    /// Compares the number of values with the module's own. Modules answer an unknown name with 0, −1 or any other number, so a mismatch is
    /// put to the test: a known signal takes a first value, an unknown one does not.
    private func checkSize(of input: CircuitInput) throws(WitnessCalculatorError) {
        guard instance.exports("getInputSignalSize") else { return }
        let hash = SignalHash(input.name)
        let expected: Int32 = try attempt(signal: input) { () throws(WebAssemblyInstance.Stop) in
            try instance.value(of: "getInputSignalSize", hash.high, hash.low)
        }
        guard Int(expected) != input.values.count else { return }
        do throws(WebAssemblyInstance.Stop) {
            try instance.call("setInputSignal", hash.high, hash.low, 0)
        } catch {
            if exception == Exception.signalNotFound { throw .unknownSignal(input.name) }
        }
        guard expected > 0 else { throw .unknownSignal(input.name) }
        if input.values.count < Int(expected) {
            throw .tooFewValues(signal: input.name, expected: Int(expected), found: input.values.count)
        }
        throw .tooManyValues(signal: input.name, expected: Int(expected), found: input.values.count)
    }

    private func set(_ input: CircuitInput) throws(WitnessCalculatorError) {
        let hash = SignalHash(input.name)
        for (index, value) in input.values.enumerated() {
            try writeBuffer(value)
            try attempt(signal: input) { () throws(WebAssemblyInstance.Stop) in
                try instance.call("setInputSignal", hash.high, hash.low, Int32(truncatingIfNeeded: index))
            }
        }
    }

    private func value(of name: String) throws(WitnessCalculatorError) -> Int32 {
        try attempt(signal: nil) { () throws(WebAssemblyInstance.Stop) in try instance.value(of: name) }
    }

    /// Runs a call into the module and turns its end into an error of this calculation.
    private func attempt<Result>(
        signal: CircuitInput?, _ body: () throws(WebAssemblyInstance.Stop) -> Result
    ) throws(WitnessCalculatorError) -> Result {
        do throws(WebAssemblyInstance.Stop) {
            return try body()
        } catch {
            switch error {
            case .fault(let fault): throw fault
            case .byHost: throw refusal(signal)
            }
        }
    }

    private func refusal(_ signal: CircuitInput?) -> WitnessCalculatorError {
        switch (exception, signal) {
        case (Exception.signalNotFound, let signal?): return .unknownSignal(signal.name)
        case (Exception.tooManySignals, let signal?), (Exception.arrayTooLong, let signal?):
            return .tooManyValues(signal: signal.name, expected: nil, found: signal.values.count)
        case (Exception.notEnoughMemory, _): return .memoryExhausted(limit: memoryLimit)
        default: break
        }
        let reason =
            switch exception {
            case Exception.signalAlreadySet: "a signal is set twice"
            case Exception.assertionFailed: "an assertion failed"
            default: "exception \(exception ?? 0)"
            }
        return .refused(message: ([reason] + messages).joined(separator: "; "))
    }

    /// Answers the module's imports. What a circuit prints for its author is dropped: it may hold private values.
    private func onImport(_ index: Int, _ arguments: [Int32]) -> Bool {
        switch CircomModule.imports[index].name.description {
        case "exceptionHandler":
            exception = arguments.first
            return false
        case "printErrorMessage":
            if let text = message(), messages.count < Self.mostMessages { messages.append(text) }
            return true
        case "writeBufferMessage":
            _ = message()
            return true
        default: return true
        }
    }

    /// The text that the module holds ready.
    private func message() -> String? {
        guard hasMessages else { return nil }
        var text: [UInt8] = []
        while text.count < 1024, let letter = try? instance.value(of: "getMessageChar"), letter != 0 {
            text.append(letter >= 0x20 && letter < 0x7F ? UInt8(letter) : UInt8(ascii: " "))
        }
        let words = String(decoding: text, as: UTF8.self).split(separator: " ")
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    private func writeBuffer(_ value: BN254Scalar) throws(WitnessCalculatorError) {
        let bytes = value.littleEndianBytes
        if let buffer, instance.write(bytes, at: buffer) { return }
        for word in 0..<8 {
            let limb = bytes[4 * word..<4 * word + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            try attempt(signal: nil) { () throws(WebAssemblyInstance.Stop) in
                try instance.call("writeSharedRWMemory", Int32(word), Int32(bitPattern: limb))
            }
        }
    }

    private func readBuffer() throws(WitnessCalculatorError) -> [UInt32] {
        if let buffer, let words = instance.words(at: buffer, count: 8) { return words }
        var words: [UInt32] = []
        for word in 0..<Int32(8) {
            words.append(
                UInt32(
                    bitPattern: try attempt(signal: nil) { () throws(WebAssemblyInstance.Stop) in
                        try instance.value(of: "readSharedRWMemory", word)
                    }))
        }
        return words
    }
}

extension UInt32 {
    /// The number's four bytes, least significant first.
    var littleEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (8 * $0)) } }
}
