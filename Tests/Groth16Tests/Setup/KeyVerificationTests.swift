import FiniteFields
import Groth16
import Testing

@Suite(.needsVectors) struct KeyVerificationTests {
    private static func verdict(_ key: ZKeyFile) throws -> KeyVerdict {
        try KeyVerification.verify(
            key, R1CSFile(path: VectorFile.path("real1k.r1cs")), PowersFile(path: VectorFile.path("pot11.ptau")))
    }

    private static func verdict(_ bytes: [UInt8]) throws -> KeyVerdict { try verdict(ZKeyFile(FileBytes(bytes, name: "key.zkey"))) }

    @Test func acceptsTheCeremonyOfSnarkjsWithItsBeacon() throws {
        let key = try ZKeyFile(path: VectorFile.path("real1k_ceremony.zkey"))
        #expect(key.history.contributions.contains { $0.parameters.beacon != nil })
        let verdict = try Self.verdict(key)
        #expect(verdict == .accepted, "\(verdict)")
    }

    @Test func refusesAKeyThatNobodyContributedTo() throws {
        #expect(try Self.verdict(VectorFile.bytes("real1k_0.zkey")) == .rejected(.noContribution))
    }
}
