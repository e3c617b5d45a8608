import Circuits
import FiniteFields

/// `burhan circuit witness`
enum CircuitWitnessCommand: Command {
    static let path = ["circuit", "witness"]
    static let summary = "calculate the witness of a circuit that comes with Burhan"
    static let details = """
        The witness holds the private inputs: only its owner may read the file.
        Exit code 1 if the circuit refuses the inputs, with the name of the constraint that they do not satisfy; 2 if they are not its inputs.
        """
    static let circuit = Positional("NAME", help: "a circuit of `burhan circuit list`")
    static let inputs = Positional(
        "INPUT.json", help: "the inputs by name: integers, strings of integers, nested arrays ('-': standard input)")
    static let output = Option("output", "WITNESS.wtns", .path, help: "where the witness goes (default: witness.wtns)")
    static let positionals = [circuit, inputs]
    static let options: [any OptionDescription] = [output, CommonOptions.json]
    static let examples = [
        Example(
            "burhan circuit witness income-threshold examples/income-threshold-circuit/input.json --output income.wtns",
            "writes the witness for `burhan groth16 prove`")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let compiled = try CircuitFiles.circuit(try arguments.required(circuit))
        let values = try CircuitFiles.inputs(try arguments.required(inputs))
        let started = ContinuousClock.now
        let witness: [BN254Scalar]
        do throws(CircuitError) {
            witness = try compiled.witness(for: values)
        } catch {
            if case .unsatisfied = error { throw CommandError.negative("\(error)") }
            throw CommandError.malformed(what: "inputs", reason: "\(error)")
        }
        return try CircuitFiles.write(
            witness, to: arguments[output] ?? "witness.wtns", asJSON: arguments[CommonOptions.json], ContinuousClock.now - started, terminal
        )
    }
}
