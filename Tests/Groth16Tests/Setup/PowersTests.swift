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

    @Test(arguments: PowersFile.Section.allCases) func refusesAChangedByteInEverySection(_ section: PowersFile.Section) throws {
        let file = try Self.prepared()
        let size = try file.section(section.rawValue).count
        for offset in [0, size / 3, size / 2, size - 1] {
            let changed = Self.changing(file, section) { $0[offset] ^= 1 }
            // The last byte is the upper end of a parameter's length, or of the last point.
            #expect(changed.map { PowersVerification.verify($0).isAccepted } != true, "byte \(offset)")
        }
    }

    @Test func refusesOtherValidPointsInEverySectionOfPoints() throws {
        let file = try Self.prepared()
        let sections: [(PowersFile.Section, Int)] = [
            (.tau1, 64), (.tau2, 128), (.alphaTau1, 64), (.betaTau1, 64), (.lagrangeTau1, 64), (.lagrangeTau2, 128),
            (.lagrangeAlphaTau1, 64),
            (.lagrangeBetaTau1, 64),
        ]
        for (section, size) in sections {
            // The last two points change places.
            let changed = try #require(
                Self.changing(file, section) { bytes in
                    let (last, other) = (Array(bytes.suffix(size)), Array(bytes.suffix(2 * size).prefix(size)))
                    bytes.replaceSubrange(bytes.count - 2 * size..<bytes.count, with: last + other)
                })
            switch PowersVerification.verify(changed) {
            case .rejected(.powers(section)), .rejected(.lagrange(section, power: _)): break
            case let verdict: Issue.record("\(section): \(verdict)")
            }
        }
    }

    @Test func refusesPowersWithABeaconAlone() throws {
        let place = try TemporaryPlace()
        try PowersCeremony.begin(power: 1, to: place.path("0.ptau"))
        let beacon = ContributionParameters.Beacon(value: [7], logIterations: 10)
        try PowersCeremony.contribute(to: PowersFile(path: place.path("0.ptau")), .beacon(beacon), to: place.path("1.ptau"))
        #expect(PowersVerification.verify(try PowersFile(path: place.path("1.ptau"))) == .rejected(.onlyBeacons))
    }

    @Test func refusesACircuitThatIsTooLargeAndPowersThatAreNotPrepared() throws {
        let place = try TemporaryPlace()
        var writer = R1CSWriter()
        let term = R1CSFile.Term(wire: 1, coefficient: .one)
        for _ in 0..<4 { writer.append(a: [term], b: [term], c: [term]) }
        let header = R1CSFile.Header(
            wireCount: 2, publicOutputCount: 0, publicInputCount: 0, privateInputCount: 1, labelCount: 2, constraintCount: 4)
        let system = try R1CSFile(FileBytes(writer.encoded(header), name: "system"))
        try PowersCeremony.begin(power: 2, to: place.path("2.ptau"))
        #expect(throws: SetupError.circuitTooLarge(constraints: 4, publicValues: 0, neededPower: 3, power: 2)) {
            try Groth16Setup.makeKey(system, PowersFile(path: place.path("2.ptau")), to: place.path("key"))
        }
        try PowersCeremony.begin(power: 3, to: place.path("3.ptau"))
        #expect(throws: SetupError.powersNotPrepared(file: place.path("3.ptau"))) {
            try Groth16Setup.makeKey(system, PowersFile(path: place.path("3.ptau")), to: place.path("key"))
        }
    }

    /// Powers of tau of power 2 with one contribution and Lagrange bases.
    private static func prepared() throws -> SectionFile {
        let place = try TemporaryPlace()
        try PowersCeremony.begin(power: 2, to: place.path("0.ptau"))
        try PowersCeremony.contribute(to: PowersFile(path: place.path("0.ptau")), .randomness(entropy: ""), to: place.path("1.ptau"))
        try PowersCeremony.prepare(PowersFile(path: place.path("1.ptau")), to: place.path("2.ptau"))
        return try PowersFile(FileBytes(place.bytes("2.ptau"), name: "powers")).file
    }

    /// The file with one section changed; nil if it is not even read.
    private static func changing(_ file: SectionFile, _ section: PowersFile.Section, _ change: (inout [UInt8]) -> Void) -> PowersFile? {
        let sections = file.sections.map { part -> (id: UInt32, bytes: [UInt8]) in
            var bytes = part.bytes
            if part.section == section.rawValue { change(&bytes) }
            return (part.section ?? 0, bytes)
        }
        return try? PowersFile(FileBytes(SectionFile.encode(magic: "ptau", version: 1, sections), name: "changed"))
    }
}
