import FiniteFields
import Groth16
import Testing

@Suite struct PowersTests {
    @Test(.needsVectors) func acceptsThePowersOfSnarkjs() throws {
        let verdict = PowersVerification.verify(try PowersFile(path: VectorFile.path("pot11.ptau")))
        #expect(verdict == .accepted, "\(verdict)")
    }

    @Test(.needsVectors) func preparesThePowersOfSnarkjsByteForByte() throws {
        let place = try TemporaryPlace()
        try PowersCeremony.prepare(PowersFile(path: VectorFile.path("pot11.ptau")), to: place.path("prepared.ptau"))
        #expect(try place.bytes("prepared.ptau") == VectorFile.bytes("pot11.ptau"))
    }

    @Test func aWholeCeremonyIsAccepted() throws {
        let place = try TemporaryPlace()
        try PowersCeremony.begin(power: 3, to: place.path("0.ptau"))
        let start = try PowersFile(path: place.path("0.ptau"))
        #expect(PowersVerification.verify(start) == .rejected(.noContribution))
        try PowersCeremony.contribute(to: start, .randomness(entropy: "a text"), name: "first", to: place.path("1.ptau"))
        let beacon = ContributionParameters.Beacon(value: [1, 2, 3], logIterations: 10)
        try PowersCeremony.contribute(
            to: PowersFile(path: place.path("1.ptau")), .beacon(beacon), name: "last", to: place.path("2.ptau"))
        try PowersCeremony.prepare(PowersFile(path: place.path("2.ptau")), to: place.path("3.ptau"))
        let powers = try PowersFile(path: place.path("3.ptau"))
        #expect(powers.contributions.map(\.parameters.name) == ["first", "last"])
        let verdict = PowersVerification.verify(powers)
        #expect(verdict == .accepted, "\(verdict)")
    }
}
