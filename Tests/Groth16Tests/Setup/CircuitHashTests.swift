import FiniteFields
import Foundation
import Groth16
import Testing

@Suite struct CircuitHashTests {
    /// Powers of power 15 with tau one, and a circuit of 20,000 squarings: the hash covers one power more than the file holds. The Lagrange bases,
    /// which are long to compute, are stand-ins; the expected hash is what snarkjs 0.7.6 gives for the same two files.
    @Test func isThatOfSnarkjsForPowersThatAreJustLargeEnough() throws {
        let place = try TemporaryPlace()
        try PowersCeremony.begin(power: 15, to: place.path("new.ptau"))
        let new = try PowersFile(path: place.path("new.ptau"))
        let (g1, g2) = (new.tau1.part(0..<1).bytes.bytes, new.tau2.part(0..<1).bytes.bytes)
        var sections = new.file.sections.map { (id: $0.section ?? 0, bytes: $0.bytes) }
        for (section, point, count) in [
            (UInt32(12), g1, (1 << 17) - 1), (13, g2, (1 << 16) - 1), (14, g1, (1 << 16) - 1), (15, g1, (1 << 16) - 1),
        ] {
            sections.append((section, [[UInt8]](repeating: point, count: count).flatMap { $0 }))
        }
        let powers = try PowersFile(FileBytes(SectionFile.encode(magic: "ptau", version: 1, sections), name: "stand-in"))
        var writer = R1CSWriter()
        for wire in 1...20_000 {
            let (term, next) = (R1CSFile.Term(wire: wire, coefficient: .one), R1CSFile.Term(wire: wire + 1, coefficient: .one))
            writer.append(a: [term], b: [term], c: [next])
        }
        let header = R1CSFile.Header(
            wireCount: 20_002, publicOutputCount: 1, publicInputCount: 0, privateInputCount: 1, labelCount: 20_002, constraintCount: 20_000)
        let system = try R1CSFile(FileBytes(writer.encoded(header), name: "squarings"))
        let hash = try Groth16Setup.makeKey(system, powers, to: place.path("key.zkey"))
        #expect(
            hash.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
                == "d666a56bcb850f0d97bec311594a132acd9485e43a5fb9d37d1e8c2f556876ac"
                + "bd0c988abe7948ae0bde1f0fc3fbece5e14487241b86e59c492536a896879589")
    }
}
