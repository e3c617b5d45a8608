import Groth16

/// `burhan groth16 setup`
enum Groth16SetupCommand: Command {
    static let path = ["groth16", "setup"]
    static let summary = "make the proving key of a circuit from powers of tau, before any contribution"
    static let details = """
        The key is for contributions and not for use: until somebody has contributed to it, everybody can forge proofs.
        Reads and writes the files of circom and snarkjs over BN254.
        """
    static let circuit = Positional("CIRCUIT.r1cs", help: "the constraint system")
    static let powers = Positional("POWERS.ptau", help: "powers of tau with Lagrange bases (`burhan groth16 powers prepare`)")
    static let key = Positional("KEY.zkey", help: "the file to write")
    static let positionals = [circuit, powers, key]
    static let options = CeremonyOptions.shared
    static let examples = [
        Example("burhan groth16 setup circuit.r1cs prepared.ptau circuit_0.zkey", "writes the key and prints the circuit's hash")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let target = try arguments.required(key)
        let hash = try ceremonyStep(arguments, terminal) { report in
            try Groth16Setup.makeKey(
                R1CSFile(path: arguments.required(circuit)), PowersFile(path: arguments.required(powers)), to: target, report: report)
        }
        try CeremonyHash("circuit", hash, file: target).show(arguments, terminal)
        return .success
    }
}
