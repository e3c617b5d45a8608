import Circuits

/// `burhan circuit export`
enum CircuitExportCommand: Command {
    static let path = ["circuit", "export"]
    static let summary = "write a circuit's constraints as .r1cs for a set-up, and the names of its wires as .sym"
    static let circuit = Positional("NAME", help: "a circuit of `burhan circuit list`")
    static let constraints = Option("r1cs", "FILE", .path, help: "where the constraints go (default: NAME.r1cs)")
    static let symbols = Option("sym", "FILE", .path, help: "write the names of the wires, too")
    static let positionals = [circuit]
    static let options: [any OptionDescription] = [constraints, symbols]
    static let examples = [
        Example("burhan circuit export income-threshold --r1cs income.r1cs", "writes the constraints for `burhan groth16 setup`")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let name = try arguments.required(circuit)
        let compiled = try CircuitFiles.circuit(name)
        let path = arguments[constraints] ?? name + ".r1cs"
        try FileAccess.write(compiled.constraints.encoded(), to: path, terminal)
        if let file = arguments[symbols] { try FileAccess.write(compiled.constraints.encodedSymbols(), to: file, terminal) }
        if path != "-" { terminal.print("wrote \(path): \(compiled.constraints.count) constraints") }
        return .success
    }
}
