import FiniteFields
import Testing

import Groth16

@Suite(.needsVectors) struct SetupTests {
    @Test func reproducesTheKeyOfSnarkjsByteForByte() throws {
        let place = try TemporaryPlace()
        let system = try R1CSFile(path: VectorFile.path("real1k.r1cs"))
        let powers = try PowersFile(path: VectorFile.path("pot11.ptau"))
        try Groth16Setup.makeKey(system, powers, to: place.path("key.zkey"))
        #expect(try place.bytes("key.zkey") == VectorFile.bytes("real1k_0.zkey"))
    }
}
