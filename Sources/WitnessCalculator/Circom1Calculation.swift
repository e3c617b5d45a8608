import Circuits
import FiniteFields

/// A calculation by a module of circom 1: the host owns the memory and takes room from it, and signals are numbers.
///
/// Modules of circom 1 know neither how many values an input takes nor how many inputs there are. Their own checks are switched on: they
/// refuse a signal that is set twice, an input that belongs to none, and the reading of a signal that nobody set.
final class Circom1Calculation {
    private let instance: WebAssemblyInstance
    private var fault: (code: Int32, text: String)?

    private enum Fault {
        static let stackOutOfMemory: Int32 = 1
        static let stackTooSmall: Int32 = 2
        static let hashNotFound: Int32 = 3
        static let signalNotAssigned: Int32 = 5
        static let signalAssignedTwice: Int32 = 6
        static let inputMapMismatch: Int32 = 8
    }

    /// A short number (32 bits, type 0) or a long one (8 words): the form of a field element in memory.
    private static let longNumber: UInt32 = 0x8000_0000

    init(_ instance: WebAssemblyInstance) {
        self.instance = instance
        instance.onImport = { [unowned self] index, arguments in onImport(index, arguments) }
    }

    func run(_ inputs: [CircuitInput]) throws(WitnessCalculatorError) -> CircomModule.Witness {
        guard try value(of: "getFrLen") == 40 else { throw .unsupportedField }
        guard instance.words(at: try value(of: "getPRawPrime"), count: 8) == CircomModule.modulusWords else { throw .unsupportedField }
        let wires = Int(UInt32(bitPattern: try value(of: "getNVars")))
        guard wires >= 1, wires <= CircomModule.mostWires else { throw .malformedWitness(reason: "it has \(wires) wires") }
        try call(nil) { () throws(WebAssemblyInstance.Stop) in try instance.call("init", 1) }
        let place = try allocate(8)
        let element = try allocate(40)
        var signals: Set<Int32> = [0]
        for input in inputs { signals.formUnion(try set(input, place, element)) }
        try checkThatItRan(wires, beside: signals, element)
        let start = try value(of: "getWitnessBuffer")
        guard let witness = instance.bytes(at: start, count: 32 * wires) else {
            throw .malformedWitness(reason: "it lies outside the memory")
        }
        return witness
    }

    /// Sets all values of an input and returns the numbers of its signals.
    private func set(_ input: CircuitInput, _ place: Int32, _ element: Int32) throws(WitnessCalculatorError) -> Range<Int32> {
        let hash = SignalHash(input.name)
        try call(input) { () throws(WebAssemblyInstance.Stop) in
            try instance.call("getSignalOffset32", place, 0, hash.high, hash.low)
        }
        guard let first = instance.words(at: place, count: 1)?.first, first < UInt32(Int32.max) - UInt32(input.values.count) else {
            throw .malformedWitness(reason: "a signal lies outside the memory")
        }
        for (index, value) in input.values.enumerated() {
            let number = [UInt8](repeating: 0, count: 4) + Self.longNumber.littleEndianBytes + value.littleEndianBytes
            guard instance.write(number, at: element) else { throw .malformedWitness(reason: "the memory ends too early") }
            try call(input) { () throws(WebAssemblyInstance.Stop) in
                try instance.call("setSignal", 0, 0, Int32(first) + Int32(index), element)
            }
        }
        return Int32(first)..<Int32(first) + Int32(input.values.count)
    }

    /// A circuit runs when its last input is set. If no wire but the constant and the given inputs has a value, it did not run: with its checks
    /// on, the module refuses to read a signal without a value.
    private func checkThatItRan(_ wires: Int, beside given: Set<Int32>, _ element: Int32) throws(WitnessCalculatorError) {
        guard instance.exports("multiGetSignal") else { return }
        let base = try value(of: "getPWitness", 0)
        var others = false
        for wire in (0..<Int32(wires)).reversed() {
            let signal = (try value(of: "getPWitness", wire) &- base) / 40
            guard !given.contains(signal) else { continue }
            others = true
            do throws(WebAssemblyInstance.Stop) {
                try instance.call("multiGetSignal", 0, element, 0, signal, 1)
                return
            } catch {
                guard case .byHost = error, fault?.code == Fault.signalNotAssigned else { throw explain(error, nil) }
            }
        }
        if others { throw .missingInputs(expected: nil, found: given.count - 1) }
    }

    /// Room in linear memory: its first word holds the address where free memory begins.
    private func allocate(_ count: UInt32) throws(WitnessCalculatorError) -> Int32 {
        guard let free = instance.words(at: 0, count: 1)?.first, free < UInt32.max - count,
            instance.write((free + count).littleEndianBytes, at: 0)
        else { throw .malformedWitness(reason: "the memory ends too early") }
        return Int32(bitPattern: free)
    }

    private func value(of name: String, _ argument: Int32? = nil) throws(WitnessCalculatorError) -> Int32 {
        do throws(WebAssemblyInstance.Stop) {
            return if let argument { try instance.value(of: name, argument) } else { try instance.value(of: name) }
        } catch {
            throw explain(error, nil)
        }
    }

    private func call(_ input: CircuitInput?, _ body: () throws(WebAssemblyInstance.Stop) -> Void) throws(WitnessCalculatorError) {
        do throws(WebAssemblyInstance.Stop) { try body() } catch { throw explain(error, input) }
    }

    private func explain(_ stop: WebAssemblyInstance.Stop, _ input: CircuitInput?) -> WitnessCalculatorError {
        guard case .byHost = stop, let fault else {
            if case .fault(let error) = stop { return error }
            return .refused(message: "stopped without a reason")
        }
        switch (fault.code, input) {
        case (Fault.hashNotFound, let input?): return .unknownSignal(input.name)
        case (Fault.inputMapMismatch, let input?), (Fault.signalAssignedTwice, let input?):
            return .tooManyValues(signal: input.name, expected: nil, found: input.values.count)
        case (Fault.stackOutOfMemory, _), (Fault.stackTooSmall, _): return .trapped(function: "setSignal", reason: fault.text)
        default: return .refused(message: fault.text)
        }
    }

    /// `runtime.error(code, text, a, b, c, place)`: of the numbers only the texts are read, since the others are values of signals.
    private func onImport(_ index: Int, _ arguments: [Int32]) -> Bool {
        guard CircomModule.imports[index].name.description == "error", arguments.count >= 2 else { return true }
        var text = instance.text(at: arguments[1])
        // An unequal constraint (7) and an assertion (9) name their place in the source.
        let place: Int32? =
            switch (arguments[0], arguments.count) {
            case (7, 6): arguments[5]
            case (9, 5...): arguments[4]
            default: nil
            }
        if let place, place != 0 { text += ": " + instance.text(at: place) }
        fault = (arguments[0], text)
        return false
    }
}
