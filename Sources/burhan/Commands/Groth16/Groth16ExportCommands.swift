import FiniteFields
import Groth16

/// `burhan groth16 export-verification-key`
enum Groth16ExportVerificationKeyCommand: Command {
    static let path = ["groth16", "export-verification-key"]
    static let summary = "write the verification key of a proving key as snarkjs does"
    static let output = Option("output", "FILE", .path, help: "where the JSON goes (default: standard output)")
    static let positionals = [Groth16VerifyKeyCommand.key]
    static let options: [any OptionDescription] = [output]
    static let examples = [
        Example("burhan groth16 export-verification-key circuit.zkey --output verification_key.json", "writes the key for verifiers")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let key: Groth16VerificationKey
        do throws(FormatError) {
            key = Groth16VerificationKey(try ZKeyFile(path: try path(arguments)))
        } catch {
            throw error.commandError
        }
        if let problem = key.problem { terminal.note("warning: \(problem)") }
        try FileAccess.write(Array((key.json + "\n").utf8), to: arguments[output] ?? "-", terminal)
        return .success
    }

    private static func path(_ arguments: Arguments) throws(FormatError) -> String { arguments[Groth16VerifyKeyCommand.key] ?? "" }
}

/// `burhan groth16 export-calldata`
enum Groth16ExportCalldataCommand: Command {
    static let path = ["groth16", "export-calldata"]
    static let summary = "print a proof and its public inputs as the arguments of a Solidity verifier's verifyProof"
    static let inputs = Positional("PUBLIC.json", help: "the public inputs")
    static let proof = Positional("PROOF.json", help: "the proof")
    static let positionals = [inputs, proof]
    static let options: [any OptionDescription] = []
    static let examples = [
        Example("burhan groth16 export-calldata public.json proof.json", "prints what `snarkjs zkey export soliditycalldata` prints")
    ]

    static func run(_ arguments: Arguments, _ terminal: Terminal) async throws -> ExitCode {
        let (inputPath, proofPath) = (try arguments.required(inputs), try arguments.required(proof))
        let (inputBytes, proofBytes) = (try FileAccess.read(inputPath), try FileAccess.read(proofPath))
        let words: [Words256]
        let coordinates: Groth16ProofCoordinates
        do throws(FormatError) {
            words = try PublicInputs.read(json: inputBytes, name: inputPath)
            coordinates = try Groth16ProofCoordinates(json: proofBytes, name: proofPath)
        } catch {
            throw error.commandError
        }
        let values = words.compactMap { BN254Scalar(canonical: $0) }
        guard values.count == words.count else {
            throw CommandError.negative("\(inputPath): a public input is not below r")
        }
        do throws(Groth16Rejection) {
            terminal.print(try Groth16Proof(coordinates).solidityCalldata(publicInputs: values))
        } catch {
            throw CommandError.negative("\(proofPath): \(error)")
        }
        return .success
    }
}
