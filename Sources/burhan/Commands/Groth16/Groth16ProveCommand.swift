import FiniteFields
import Groth16

/// `burhan groth16 prove`
enum Groth16ProveCommand: Command {
    static let path = ["groth16", "prove"]
    static let summary = "prove that a witness satisfies a circuit, with the circuit's proving key"
    static let details = """
        Reads the files of circom and snarkjs over BN254 and writes proof.json and public.json as snarkjs does. The proof is verified before it is
        written: a witness that does not satisfy the circuit gives none (exit code 1). A key without contributions is refused, for its proofs
        could be made by anyone. The time of a proof depends on the witness.
        """
    static let key = Positional("KEY.zkey", help: "the proving key")
    static let witness = Positional("WITNESS.wtns", help: "the values of all wires")
    static let proof = Option("proof", "FILE", .path, help: "where the proof goes (default: proof.json; '-': standard output)")
    static let publics = Option("public", "FILE", .path, help: "where the public inputs go (default: public.json)")
    static let positionals = [key, witness]
    static let options: [any OptionDescription] = [
        proof, publics, ProveCommand.threads, CommonOptions.json, CommonOptions.progress, CommonOptions.quiet,
    ]
    static let examples = [
        Example(
            "burhan groth16 prove circuit.zkey witness.wtns --proof proof.json --public public.json",
            "writes a proof that `burhan groth16 verify` and snarkjs accept")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let started = ContinuousClock.now
        let progress = ProgressLine(arguments, terminal)
        progress.show("reading the key")
        let (keyPath, witnessPath) = (try arguments.required(key), try arguments.required(witness))
        let made: (proof: Groth16Proof, publicInputs: [BN254Scalar])
        let header: ZKeyFile.Header
        do {
            let file = try ZKeyFile(path: keyPath)
            header = file.header
            let values = try WitnessFile(path: witnessPath)
            var prover = Groth16Prover(try Groth16ProvingKey(file), threads: arguments[ProveCommand.threads] ?? Groth16Prover.allCores)
            prover.discardsKey = true
            prover.progress = { progress.show("proving", $0) }
            made = try prover.prove(values)
        } catch {
            progress.clear()
            throw Self.commandError(error, key: keyPath, witness: witnessPath)
        }
        progress.clear()
        let proofPath = arguments[proof] ?? "proof.json"
        let publicPath = arguments[publics] ?? "public.json"
        try FileAccess.write(Array((made.proof.json + "\n").utf8), to: proofPath, terminal)
        try FileAccess.write(Array((PublicInputs.json(made.publicInputs) + "\n").utf8), to: publicPath, terminal)
        if proofPath == "-" || publicPath == "-" { return .success }
        let outcome = Outcome(
            proof: proofPath, public: publicPath, wires: header.wireCount, publicInputs: header.publicCount,
            domainSize: header.domainSize, seconds: Quantity.seconds(ContinuousClock.now - started))
        if arguments[CommonOptions.json] {
            try terminal.printJSON(outcome)
        } else {
            terminal.print(
                """
                proof:         \(proofPath)
                public inputs: \(publicPath) (\(header.publicCount))
                circuit:       \(header.wireCount) wires, domain of \(header.domainSize)
                time:          \(Quantity.duration(ContinuousClock.now - started))
                """)
        }
        return .success
    }

    /// What the command prints as JSON.
    private struct Outcome: Encodable {
        var proof, `public`: String
        var wires, publicInputs, domainSize: Int
        var seconds: Double
    }

    private static func commandError(_ error: any Error, key: String, witness: String) -> any Error {
        switch error {
        case let error as FormatError:
            if case .unreadable(let file, let reason) = error { return CommandError.unreadableFile(path: file, reason: reason) }
            return CommandError.malformed(what: "cannot prove", reason: error.description)
        case Groth16ProverError.selfCheckFailed:
            return CommandError.negative("nothing to prove: \(Groth16ProverError.selfCheckFailed)")
        case Groth16ProverError.cancelled:
            return CommandError.interrupted
        case let error as Groth16ProverError:
            if case .witnessCount = error { return CommandError.malformed(what: witness, reason: error.description) }
            return CommandError.malformed(what: key, reason: error.description)
        default:
            return error
        }
    }
}
