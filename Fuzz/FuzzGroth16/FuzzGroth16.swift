import FiniteFields
import Foundation
import Groth16

/// Valid files of every kind, made once per process by the product itself.
private let genuine: GenuineFiles? = try? GenuineFiles()

/// Any bytes as files and texts of Groth16, and changes of valid ones: they are read or refused, and what is read can be used.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzGroth16(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    guard let kind = bytes.first, let genuine else { return 0 }
    let content = Array(bytes.dropFirst())
    switch kind % 12 {
    case 0: readSystem(content)
    case 1: readSystem(changed(genuine.system, by: content))
    case 2: readWitness(content)
    case 3: readWitness(changed(genuine.witness, by: content))
    case 4: readKey(content, genuine)
    case 5: readKey(changed(genuine.key, by: content), genuine)
    case 6: readPowers(content)
    case 7: readPowers(changed(genuine.powers, by: content))
    case 8: readVerificationKey(content)
    case 9: readVerificationKey(changed(genuine.verificationKey, by: content))
    case 10: readProof(content)
    default: readEncodings(content)
    }
    return 0
}

private func readSystem(_ bytes: [UInt8]) {
    do throws(FormatError) {
        let system = try R1CSFile(FileBytes(bytes, name: "fuzz"))
        var count = 0
        system.forEachTerm { constraint, _, term in
            precondition(constraint < system.header.constraintCount && term.wire < system.header.wireCount)
            count += 1
        }
        precondition(count == system.termCounts.a + system.termCounts.b + system.termCounts.c)
        precondition(system.label(of: system.header.wireCount) == nil)
    } catch {
        precondition(!error.description.isEmpty)
    }
}

private func readWitness(_ bytes: [UInt8]) {
    do throws(FormatError) {
        let witness = try WitnessFile(FileBytes(bytes, name: "fuzz"))
        let values = (0..<witness.count).compactMap { witness[$0] }
        precondition(values.count == witness.count && values[0] == .one)
        precondition((try? WitnessFile(FileBytes(WitnessFile.encode(values), name: "again")))?.count == values.count)
    } catch {
        precondition(!error.description.isEmpty)
    }
}

private func readKey(_ bytes: [UInt8], _ genuine: GenuineFiles) {
    do throws(FormatError) {
        let key = try ZKeyFile(FileBytes(bytes, name: "fuzz"))
        for index in 0..<key.coefficientCount { precondition(key.coefficient(index).wire < key.header.wireCount) }
        _ = Groth16VerificationKey(key).problem
        try key.checkPoints()
        // Nothing but the key itself is accepted; parts that no check reads may differ.
        guard let system = try? R1CSFile(FileBytes(genuine.system, name: "system")),
            let powers = try? PowersFile(FileBytes(genuine.powers, name: "powers"))
        else { preconditionFailure("the valid files are not valid") }
        if let verdict = try? KeyVerification.verify(key, system, powers), verdict.isAccepted {
            let original = try ZKeyFile(FileBytes(genuine.key, name: "original"))
            precondition(key.header == original.header && key.history.circuitHash == original.history.circuitHash)
            precondition(key.c.points == original.c.points && key.h.points == original.h.points)
        }
    } catch {
        precondition(!error.description.isEmpty)
    }
}

private func readPowers(_ bytes: [UInt8]) {
    do throws(FormatError) {
        let powers = try PowersFile(FileBytes(bytes, name: "fuzz"))
        if powers.power <= 3, powers.contributions.allSatisfy({ ($0.parameters.beacon?.logIterations ?? 0) <= 10 }),
            powers.ceremonyPower <= 3
        {
            if case .rejected(let rejection) = PowersVerification.verify(powers) { precondition(!rejection.description.isEmpty) }
        }
    } catch {
        precondition(!error.description.isEmpty)
    }
}

private func readVerificationKey(_ bytes: [UInt8]) {
    do throws(FormatError) {
        let key = try Groth16VerificationKey(json: bytes, name: "fuzz")
        let problem = key.problem
        precondition((try? VyperVerifier(key)) != nil || problem != nil)
        if problem == nil {
            let again = try Groth16VerificationKey(json: Array(key.json.utf8), name: "again")
            precondition(again == key)
        }
    } catch {
        precondition(!error.description.isEmpty)
    }
}

private func readProof(_ bytes: [UInt8]) {
    do throws(FormatError) {
        let coordinates = try Groth16ProofCoordinates(json: bytes, name: "fuzz")
        if let proof = try? Groth16Proof(coordinates) {
            let again = try Groth16ProofCoordinates(json: Array(proof.json.utf8), name: "again")
            precondition((try? Groth16Proof(again)) == proof)
        }
    } catch {
        precondition(!error.description.isEmpty)
    }
    _ = try? PublicInputs.read(json: bytes, name: "fuzz")
}

private func readEncodings(_ bytes: [UInt8]) {
    if let proof = try? Groth16Proof(eip197: bytes) { precondition(proof.eip197Bytes == bytes) }
    if let proof = try? Groth16Proof(near: bytes) { precondition(proof.nearBytes == bytes) }
}

/// Reads `content` as changes of four bytes each: three of position (modulo the length), one that is xored in; a remainder of one byte cuts as many
/// bytes off the end.
private func changed(_ original: [UInt8], by content: [UInt8]) -> [UInt8] {
    var bytes = original
    for index in stride(from: 0, through: content.count - 4, by: 4) {
        let position = Int(content[index]) | Int(content[index + 1]) << 8 | Int(content[index + 2]) << 16
        bytes[position % bytes.count] ^= content[index + 3]
    }
    if content.count % 4 == 1 { bytes.removeLast(min(bytes.count, Int(content[content.count - 1]))) }
    return bytes
}

/// Writes seeds of each kind when the script asks for them.
@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzGroth16(_ count: UnsafeMutableRawPointer, _ words: UnsafeMutableRawPointer) -> CInt {
    guard let genuine else { return 1 }
    guard let directory = ProcessInfo.processInfo.environment["BURHAN_FUZZ_SEEDS"] else { return 0 }
    let seeds: [[UInt8]] = [
        [0] + genuine.system, [1, 0, 0, 0, 1], [2] + genuine.witness, [3, 60, 0, 0, 1], [4] + genuine.key, [5, 0, 1, 0, 1],
        [5, 0, 4, 0, 1],
        [6] + genuine.powers, [7, 0, 2, 0, 1], [8] + genuine.verificationKey, [9, 40, 0, 0, 1], [10] + genuine.proof,
        [11] + [UInt8](repeating: 0, count: 256),
    ]
    for (index, seed) in seeds.enumerated() {
        let file = URL(fileURLWithPath: directory).appendingPathComponent("groth16-\(index)")
        guard (try? Data(seed).write(to: file)) != nil else { return 1 }
    }
    return 0
}
