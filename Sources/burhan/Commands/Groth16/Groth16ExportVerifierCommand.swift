import Groth16

/// `burhan groth16 export-verifier`
enum Groth16ExportVerifierCommand: Command {
    static let path = ["groth16", "export-verifier"]
    static let summary = "write a verifier contract in Vyper for a verification key"
    static let details = """
        The contract's verifyProof has the signature of snarkjs' Solidity verifiers. A key that nobody contributed to is refused: its verifier
        would accept forged proofs (exit code 1).
        """
    static let key = Positional("VK.json", help: "the verification key ('-': standard input)")
    static let output = Option("output", "FILE", .path, help: "where the source goes (default: standard output)")
    static let positionals = [key]
    static let options: [any OptionDescription] = [output]
    static let examples = [
        Example("burhan groth16 export-verifier verification_key.json --output verifier.vy", "writes the contract; compile it with `vyper`")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let path = try arguments.required(key)
        let bytes = try FileAccess.read(path)
        let key: Groth16VerificationKey
        do throws(FormatError) {
            key = try Groth16VerificationKey(json: bytes, name: path)
        } catch {
            throw error.commandError
        }
        let contract: VyperVerifier
        do throws(VerificationKeyProblem) {
            contract = try VyperVerifier(key)
        } catch {
            throw CommandError.negative("\(path): \(error)")
        }
        try FileAccess.write(Array(contract.source.utf8), to: arguments[output] ?? "-", terminal)
        return .success
    }
}
