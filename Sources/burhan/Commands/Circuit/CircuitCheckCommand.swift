import Circuits
import FiniteFields
import Groth16

/// `burhan circuit check`
enum CircuitCheckCommand: Command {
    static let path = ["circuit", "check"]
    static let summary = "check a witness against constraints, and look for wires that the constraints leave free"
    static let details = """
        Works on the .r1cs and .wtns files of any tool. A wire is free if it could move, with the inputs fixed, without breaking a constraint
        (the Jacobian at this witness has a kernel), or if it occurs in no constraint. What is reported is a fault or needs a reason; the
        check is local, so no report is no proof that there is no other witness.
        Exit code 1 if the witness is false or something is free.
        """
    static let constraints = Positional("CIRCUIT.r1cs", help: "the constraints")
    static let witness = Positional("WITNESS.wtns", help: "an honest witness")
    static let positionals = [constraints, witness]
    static let options: [any OptionDescription] = [CommonOptions.json]
    static let examples = [Example("burhan circuit check circuit.r1cs witness.wtns", "names the free wires by their numbers")]

    private struct Report: Encodable {
        struct Free: Encodable {
            let dependents: [String]
            let wire: String
        }

        let constraints: Int
        let free: [Free]
        let undecidedRows: Int
        let unused: [String]
        let wires: Int
    }

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let (constraintPath, witnessPath) = (try arguments.required(constraints), try arguments.required(witness))
        let system: ConstraintSystem
        let values: [BN254Scalar]
        do throws(FormatError) {
            system = ConstraintSystem(try R1CSFile(path: constraintPath))
            let file = try WitnessFile(path: witnessPath)
            values = (0..<file.count).compactMap { file[$0] }
        } catch {
            throw CommandError.malformed(what: "files", reason: "\(error)")
        }
        guard values.count == system.header.wireCount else {
            throw CommandError.malformed(
                what: witnessPath, reason: "it has \(values.count) wires, the constraints have \(system.header.wireCount)")
        }
        guard let report = system.freedom(at: values) else {
            let violated = system.firstViolation(values) ?? 0
            throw CommandError.negative(
                "the witness does not satisfy \(system.labels.indices.contains(violated) ? system.labels[violated] : "it")")
        }
        if arguments[CommonOptions.json] {
            try terminal.printJSON(
                Report(
                    constraints: system.count, free: report.free.map { .init(dependents: $0.dependents, wire: $0.wire) },
                    undecidedRows: report.undecidedRows, unused: report.unused, wires: system.header.wireCount))
        } else {
            terminal.print(text(report, system))
        }
        return report.isClean ? .success : .negative
    }

    private static func text(_ report: FreedomReport, _ system: ConstraintSystem) -> String {
        var lines = ["The witness satisfies all \(system.count) constraints."]
        for wire in report.unused { lines.append("\(wire) occurs in no constraint.") }
        for freedom in report.free {
            lines.append(
                "\(freedom.wire) is free"
                    + (freedom.dependents.isEmpty ? "." : "; with it move: \(freedom.dependents.joined(separator: ", "))."))
        }
        if report.undecidedRows > 0 { lines.append("Not decided: \(report.undecidedRows) rows are too many to eliminate.") }
        if report.isClean { lines.append("Near it the inputs determine all of the \(system.header.wireCount) wires.") }
        return lines.joined(separator: "\n")
    }
}
