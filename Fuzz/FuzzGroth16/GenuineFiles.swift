import FiniteFields
import Foundation
import Groth16

/// A whole ceremony for a circuit of one multiplication, x · y = z with z public, as files.
struct GenuineFiles {
    let system, witness, key, powers, verificationKey, proof: [UInt8]

    init() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("burhan-fuzz-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        func path(_ name: String) -> String { directory.appendingPathComponent(name).path }
        func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: directory.appendingPathComponent(name))) }
        func term(_ wire: Int) -> R1CSFile.Term { R1CSFile.Term(wire: wire, coefficient: .one) }

        var writer = R1CSWriter()
        writer.append(a: [term(2)], b: [term(3)], c: [term(1)])
        system = writer.encoded(
            R1CSFile.Header(
                wireCount: 4, publicOutputCount: 1, publicInputCount: 0, privateInputCount: 2, labelCount: 4, constraintCount: 1))
        witness = WitnessFile.encode([1, 6, 2, 3])
        try PowersCeremony.begin(power: 2, to: path("0.ptau"))
        try PowersCeremony.contribute(to: PowersFile(path: path("0.ptau")), .randomness(entropy: ""), to: path("1.ptau"))
        try PowersCeremony.prepare(PowersFile(path: path("1.ptau")), to: path("2.ptau"))
        let prepared = try PowersFile(path: path("2.ptau"))
        try Groth16Setup.makeKey(R1CSFile(FileBytes(system, name: "system")), prepared, to: path("0.zkey"))
        try Groth16Setup.contribute(to: ZKeyFile(path: path("0.zkey")), .randomness(entropy: ""), to: path("1.zkey"))
        let file = try ZKeyFile(path: path("1.zkey"))
        key = try bytes("1.zkey")
        powers = try bytes("2.ptau")
        verificationKey = Array(Groth16VerificationKey(file).json.utf8)
        // For reading alone: its points are in their groups and prove nothing.
        proof = Array(Groth16Proof(a: .generator, b: .generator, c: .generator).json.utf8)
    }
}
