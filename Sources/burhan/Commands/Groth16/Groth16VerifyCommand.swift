import FiniteFields
import Groth16

/// `burhan groth16 verify`
enum Groth16VerifyCommand: Command {
    static let path = ["groth16", "verify"]
    static let summary = "check a Groth16 proof against a verification key and public inputs"
    static let details = """
        Reads the JSON files of snarkjs. Checks, in this order: the number of public inputs, that all values are canonical, that points are on their
        curves and in their groups, and the pairing equation. A key that accepts proofs of anything (no contributions, a point at infinity) is
        refused, and so is every proof under it.
        Exit code 0: accepted, 1: rejected, 2: a file is missing or malformed.
        """
    static let key = Positional("VK.json", help: "the verification key")
    static let publics = Positional("PUBLIC.json", help: "the public inputs")
    static let proof = Positional("PROOF.json", help: "the proof")
    static let positionals = [key, publics, proof]
    static let options: [any OptionDescription] = [CommonOptions.json]
    static let examples = [
        Example("burhan groth16 verify verification_key.json public.json proof.json", "prints the verdict and, if negative, the reason")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let (keyPath, publicPath, proofPath) = (
            try arguments.required(key), try arguments.required(publics), try arguments.required(proof)
        )
        let reason: String?
        let texts = try [keyPath, publicPath, proofPath].map { try FileAccess.read($0) }
        do throws(FormatError) {
            let key = try Groth16VerificationKey(json: texts[0], name: keyPath)
            let inputs = try PublicInputs.read(json: texts[1], name: publicPath)
            let coordinates = try Groth16ProofCoordinates(json: texts[2], name: proofPath)
            reason = rejection(key, inputs, coordinates)
        } catch {
            throw CommandError.malformed(what: "cannot decide", reason: error.description)
        }
        if arguments[CommonOptions.json] {
            try terminal.printJSON(Outcome(verdict: reason == nil ? "accepted" : "rejected", reason: reason))
        } else {
            terminal.print(reason.map { "rejected: \($0)" } ?? "accepted")
        }
        return reason == nil ? .success : .negative
    }

    /// What the command prints as JSON.
    private struct Outcome: Encodable {
        var verdict: String
        var reason: String?
    }

    /// Why the proof is not accepted; nil if it is.
    private static func rejection(
        _ key: Groth16VerificationKey, _ inputs: [Words256], _ coordinates: Groth16ProofCoordinates
    ) -> String? {
        do throws(VerificationKeyProblem) {
            switch try PreparedVerificationKey(key).verify(coordinates, publicInputs: inputs) {
            case .accepted: return nil
            case .rejected(let rejection): return rejection.description
            }
        } catch {
            return "the key must not be used: \(error)"
        }
    }
}
