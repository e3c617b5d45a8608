import Circuits

/// `burhan circuit list`
enum CircuitListCommand: Command {
    static let path = ["circuit", "list"]
    static let summary = "list the circuits that come with Burhan, with their inputs"
    static let options: [any OptionDescription] = [CommonOptions.json]
    static let examples = [Example("burhan circuit list", "names, sizes and inputs of all circuits")]

    private struct Entry: Encodable {
        struct Input: Encodable {
            let count: Int
            let name: String
            let visibility: String
        }

        let constraints: Int
        let inputs: [Input]
        let name: String
        let summary: String
        let wires: Int

        init(_ example: ExampleCircuit) {
            let circuit = example.compiled()
            constraints = circuit.constraints.count
            wires = circuit.constraints.header.wireCount
            name = example.name
            summary = example.summary
            inputs = circuit.description.inputs.map {
                Input(count: $0.count, name: $0.name, visibility: $0.isPublic ? "public" : "private")
            }
        }

        var text: String {
            let names = inputs.map { "\($0.name)\($0.count > 1 ? "[\($0.count)]" : "")\($0.visibility == "public" ? " (public)" : "")" }
            return "\(name): \(summary)\n  \(constraints) constraints, \(wires) wires; inputs: \(names.joined(separator: ", "))"
        }
    }

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let entries = ExampleCircuit.all.map(Entry.init)
        if arguments[CommonOptions.json] {
            try terminal.printJSON(entries)
        } else {
            terminal.print(entries.map(\.text).joined(separator: "\n"))
        }
        return .success
    }
}
