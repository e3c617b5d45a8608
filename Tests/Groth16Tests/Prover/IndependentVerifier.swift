import FiniteFields
import Foundation
import Groth16

/// The pairing precompile of the Ethereum virtual machine (EIP-197, address 8) as PyPI's `pyrevm` has it.
enum IndependentVerifier {
    private static let script = """
        import sys, pyrevm
        data = bytes.fromhex(sys.stdin.read().strip())
        evm = pyrevm.EVM()
        try:
            answer = evm.message_call("0x" + "11" * 20, "0x" + "00" * 19 + "08", calldata=data)
        except RuntimeError:
            print("rejected")
        else:
            print("accepted" if answer == (1).to_bytes(32, "big") else "rejected")
        """

    /// Whether pyrevm is installed (`scripts/setup --tests`).
    static let isPresent = (try? run("import pyrevm; print('present')", "")) == "present"

    /// Whether py-ecc is.
    static let hasPyECC = (try? run("import py_ecc; print('present')", "")) == "present"

    /// The precompile's verdict; nil, with a note, if `pyrevm` is absent.
    static func accepts(_ key: Groth16VerificationKey, _ proof: Groth16Proof, _ inputs: [BN254Scalar]) throws -> Bool? {
        guard isPresent else {
            print("not compared with the EVM: there is no pyrevm (scripts/setup --tests installs it)")
            return nil
        }
        guard let bytes = key.eip197PairingInput(proof, publicInputs: inputs) else { return nil }
        return try run(script, bytes.map { String(format: "%02x", $0) }.joined()) == "accepted"
    }

    /// What the Python script prints for that standard input.
    static func run(_ script: String, _ input: String) throws -> String {
        let process = Process()
        let command = (ContractCaller.python ?? ["/usr/bin/env", "python3"]) + ["-c", script]
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        let (standardInput, standardOutput) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = FileHandle.nullDevice
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let output = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
