import API
import Circuits
import FiniteFields
import Groth16

/// What the commands about circuits share: reading inputs, finding circuits, writing witnesses.
enum CircuitFiles {
    static func inputs(_ path: String) throws(CommandError) -> [CircuitInput] {
        let bytes = try FileAccess.read(path)
        do throws(CircuitInputError) {
            return try InputDocument.read(bytes)
        } catch {
            throw .malformed(what: path, reason: "\(error)")
        }
    }

    static func circuit(_ name: String) throws(CommandError) -> CompiledCircuit {
        guard let circuit = ExampleCircuit.named(name) else {
            let names = ExampleCircuit.all.map(\.name)
            let hint =
                closestWord(to: name, among: names).map { "; did you mean '\($0)'?" } ?? "; known are: " + names.joined(separator: ", ")
            throw .malformed(what: name, reason: "there is no such circuit" + hint)
        }
        return circuit.compiled()
    }

    /// Writes a witness and reports it.
    static func write(
        _ witness: [BN254Scalar], to path: String, asJSON: Bool, _ duration: Duration, _ terminal: Terminal
    ) throws -> ExitCode {
        try PrivateFile.write(WitnessFile.encode(witness), to: path, terminal)
        let seconds = duration / .seconds(1)
        if path == "-" { return .success }
        if asJSON {
            try terminal.printJSON(WitnessReport(seconds: seconds, wires: witness.count, witness: path))
        } else {
            terminal.print("wrote \(path): \(witness.count) wires, calculated in \(Int((seconds * 1000).rounded())) ms")
        }
        return .success
    }
}

/// What `--json` says of a calculated witness.
struct WitnessReport: Encodable {
    let seconds: Double
    let wires: Int
    let witness: String
}
