import Circuits
import FiniteFields
import WitnessCalculator

/// `burhan groth16 witness`
enum Groth16WitnessCommand: Command {
    static let path = ["groth16", "witness"]
    static let summary = "calculate the witness of a circom circuit with its WebAssembly calculator, in a process of its own"
    static let details = """
        The calculator runs confined: it can open no file, no socket and no process, and it ends at its limits of memory and time. All three
        interfaces of circom's calculators are known (1, 2.0, from 2.0.7 on). The witness holds the private inputs: only its owner may read
        the file.
        Exit code 1 if the circuit refuses the inputs, 2 if a file is not what it should be or the inputs are not the circuit's.
        """
    static let module = Positional("CIRCUIT.wasm", help: "the calculator that circom made")
    static let inputs = Positional(
        "INPUT.json", help: "the inputs by name: integers, strings of integers, nested arrays ('-': standard input)")
    static let output = Option("output", "WITNESS.wtns", .path, help: "where the witness goes (default: witness.wtns)")
    static let memory = Option("memory-limit", "MIB", .integer(1...4096), help: "memory of the calculator (default: 2048)")
    static let time = Option("time-limit", "SECONDS", .integer(1...86_400), help: "time of the calculator (default: 60)")
    static let runtime = Option(
        "runtime", "FILE", .path, help: "Wasmtime's shared library (default: where scripts/setup puts it, or $BURHAN_WASMTIME)")
    static let positionals = [module, inputs]
    static let options: [any OptionDescription] = [output, memory, time, runtime, CommonOptions.json]
    static let examples = [
        Example("burhan groth16 witness circuit.wasm input.json --output witness.wtns", "writes the witness for `burhan groth16 prove`"),
        Example("burhan groth16 witness circuit.wasm input.json --memory-limit 256 --time-limit 5", "the same within tighter limits"),
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let modulePath = try arguments.required(module)
        let bytes = try FileAccess.read(modulePath)
        let values = try CircuitFiles.inputs(try arguments.required(inputs))
        let started = ContinuousClock.now
        let witness: [BN254Scalar]
        do throws(WitnessCalculatorError) {
            let calculator = WitnessCalculator(
                worker: "/proc/self/exe", runtime: try WebAssemblyRuntime.locate(configured: arguments[runtime]),
                limits: .init(memory: UInt64(arguments[memory] ?? 2048) << 20, seconds: arguments[time] ?? 60))
            witness = try calculator.calculate(module: bytes, inputs: values)
        } catch {
            throw error.commandError(modulePath)
        }
        return try CircuitFiles.write(
            witness, to: arguments[output] ?? "witness.wtns", asJSON: arguments[CommonOptions.json], ContinuousClock.now - started, terminal
        )
    }
}

extension WitnessCalculatorError {
    /// The error with its exit code: a refusal is a clear no, limits and processes are the system's part, the rest is in the files.
    func commandError(_ path: String) -> CommandError {
        switch self {
        case .refused: .negative("\(self)")
        case .runtimeMissing, .workerFailed, .memoryExhausted, .timeExhausted: .system("\(self)")
        case .cancelled: .interrupted
        case .unknownSignal, .tooFewValues, .tooManyValues, .missingInputs: .malformed(what: "inputs", reason: "\(self)")
        default: .malformed(what: path, reason: "\(self)")
        }
    }
}
