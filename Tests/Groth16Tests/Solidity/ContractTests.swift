import FiniteFields
import Foundation
import Groth16
import Testing

/// The verifier contract, compiled by vyper and run in an EVM.
@Suite(
    .needsVectors, .enabled(if: ContractCaller.isPresent, "vyper and pyrevm are absent: run `scripts/setup --tests`"))
struct ContractTests {
    static let cases = [
        ("real1k_f.vk.json", "real1k_f.p.json", "real1k_f.pub.json"), ("rln20.vk.json", "rln20.p.json", "rln20.pub.json"),
    ]

    @Test(arguments: cases)
    func acceptsTheProofAndRejectsEachChangeOfIt(_ names: (key: String, proof: String, inputs: String)) throws {
        let key = try Groth16VerificationKey(json: VectorFile.bytes(names.key), name: names.key)
        let contract = try VyperVerifier(key)
        let proof = try Groth16Proof(Groth16ProofCoordinates(json: VectorFile.bytes(names.proof), name: names.proof))
        let inputs = try PublicInputs.read(json: VectorFile.bytes(names.inputs), name: names.inputs).compactMap {
            BN254Scalar(canonical: $0)
        }
        let good = proof.calldataWords(publicInputs: inputs)
        #expect(good.count + 4 == contract.calldataSize)
        // Each coordinate and each input: plus one; plus its modulus, which leaves the same residue.
        var bad: [[UInt8]] = []
        for word in 0..<8 + inputs.count {
            bad.append(changed(good, word: word, adding: [1]))
            let modulus = word < 8 ? BN254Base.modulus : BN254Scalar.modulus
            bad.append(changed(good, word: word, adding: bigEndian(modulus)))
        }
        bad.append([UInt8](repeating: 0, count: 256) + good.dropFirst(256))
        bad.append(Array(good[..<256]) + (0..<inputs.count).reversed().flatMap { Array(good[256 + 32 * $0..<288 + 32 * $0]) })
        let wrongLengths = [Array(good.dropLast()), Array(good.dropLast(32)), good + [0], good + [UInt8](repeating: 0, count: 32), []]
        let answer = try ContractCaller.call(contract.source, [good] + bad + wrongLengths)
        #expect(answer.selector.count == 10)
        let outputs = answer.results.map(\.output)
        #expect(outputs[0] == word(1))
        for (index, output) in outputs.enumerated().dropFirst().prefix(bad.count) {
            #expect(output == word(0), "change \(index - 1)")
        }
        for output in outputs.dropFirst(1 + bad.count) { #expect(output == nil) }
        print(
            "\(names.key): \(inputs.count) public inputs, \(answer.results[0].gas) gas for a transaction with a proof, "
                + "\(answer.codeSize) bytes of code, \(answer.deployGas) gas to deploy")
    }

    @Test func theSelectorIsThatOfTheVerifiersOfSnarkjs() throws {
        // keccak256("verifyProof(uint256[2],uint256[2][2],uint256[2],uint256[2])"), as in the interface that snarkjs' contracts have.
        let key = try Groth16VerificationKey(json: VectorFile.bytes("real1k_f.vk.json"), name: "vk")
        let answer = try ContractCaller.call(VyperVerifier(key).source, [])
        #expect(answer.selector == "0xf5c9d69e")
    }

    private func word(_ value: UInt8) -> String { String(repeating: "0", count: 62) + (value == 0 ? "00" : "01") }

    private func bigEndian(_ words: Words256) -> [UInt8] {
        [words.3, words.2, words.1, words.0].flatMap { limb in (0..<8).map { UInt8(truncatingIfNeeded: limb >> (56 - 8 * $0)) } }
    }

    /// The bytes with an integer added to the 32-byte word at an index, modulo 2^256.
    private func changed(_ bytes: [UInt8], word: Int, adding integer: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var carry = 0
        for place in 0..<32 {
            let index = 32 * word + 31 - place
            let sum = Int(bytes[index]) + (place < integer.count ? Int(integer[integer.count - 1 - place]) : 0) + carry
            bytes[index] = UInt8(sum & 255)
            carry = sum >> 8
        }
        return bytes
    }
}

@Suite(.needsVectors) struct ContractKeyTests {
    @Test func refusesAKeyThatNobodyContributedTo() throws {
        let key = try Groth16VerificationKey(json: VectorFile.bytes("real1k_0.vk.json"), name: "vk")
        #expect(throws: VerificationKeyProblem.gammaEqualsDelta) { try VyperVerifier(key) }
    }
}

/// Runs `call_contract.py` with the Python that has vyper and pyrevm.
enum ContractCaller {
    struct Answer: Decodable {
        struct Result: Decodable {
            /// Hexadecimal digits, nil for a revert.
            let output: String?
            let gas: Int
        }

        let codeSize: Int
        let deployGas: Int
        let selector: String
        let results: [Result]
    }

    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The environment that `scripts/setup --tests` makes, or else the one on the path.
    static let python: [String]? = {
        let own = root.appendingPathComponent(".test-venv/bin/python").path
        for command in [[own], ["/usr/bin/env", "python3"]] where FileManager.default.isExecutableFile(atPath: command[0]) {
            if (try? run(command + ["-c", "import vyper, pyrevm"], "", isProbe: true)) != nil { return command }
        }
        return nil
    }()

    static let isPresent = python != nil

    static func call(_ source: String, _ calls: [[UInt8]]) throws -> Answer {
        struct Request: Encodable {
            let source: String
            let calls: [String]
        }
        let texts = calls.map { $0.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined() }
        let request = String(decoding: try JSONEncoder().encode(Request(source: source, calls: texts)), as: UTF8.self)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("call_contract.py").path
        return try JSONDecoder().decode(Answer.self, from: try run(try #require(python) + [script], request))
    }

    private static func run(_ command: [String], _ input: String, isProbe: Bool = false) throws -> Data {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: command[0])
        process.arguments = Array(command.dropFirst())
        let (inputPipe, outputPipe) = (Pipe(), Pipe())
        process.standardInput = inputPipe
        process.standardOutput = outputPipe
        if isProbe { process.standardError = FileHandle.nullDevice }
        try process.run()
        try inputPipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try inputPipe.fileHandleForWriting.close()
        let output = try outputPipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return output
    }
}
