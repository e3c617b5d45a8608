import FiniteFields
import Groth16
import Testing

@Suite(.needsVectors) struct KeyVerificationTests {
    private static func verdict(_ key: ZKeyFile) throws -> KeyVerdict {
        try KeyVerification.verify(
            key, R1CSFile(path: VectorFile.path("real1k.r1cs")), PowersFile(path: VectorFile.path("pot11.ptau")))
    }

    /// The verdict about a key with one section changed; nil if the key is not even read.
    private static func verdict(changing section: ZKeyFile.Section, _ change: (inout [UInt8]) -> Void) throws -> KeyVerdict? {
        let file = try ZKeyFile(path: VectorFile.path("real1k_ceremony.zkey")).file
        let sections = file.sections.map { part -> (id: UInt32, bytes: [UInt8]) in
            var bytes = part.bytes
            if part.section == section.rawValue { change(&bytes) }
            return (part.section ?? 0, bytes)
        }
        let bytes = SectionFile.encode(magic: "zkey", version: 1, sections)
        guard let key = try? ZKeyFile(FileBytes(bytes, name: "key.zkey")) else { return nil }
        return try verdict(key)
    }

    @Test func acceptsTheCeremonyOfSnarkjsWithItsBeacon() throws {
        let key = try ZKeyFile(path: VectorFile.path("real1k_ceremony.zkey"))
        #expect(key.history.contributions.contains { $0.parameters.beacon != nil })
        let verdict = try Self.verdict(key)
        #expect(verdict == .accepted, "\(verdict)")
    }

    @Test func refusesAKeyThatNobodyContributedTo() throws {
        #expect(try Self.verdict(ZKeyFile(path: VectorFile.path("real1k_0.zkey"))) == .rejected(.noContribution))
    }

    @Test func refusesAKeyWithABeaconAlone() throws {
        let place = try TemporaryPlace()
        let beacon = ContributionParameters.Beacon(value: [7], logIterations: 10)
        try Groth16Setup.contribute(to: ZKeyFile(path: VectorFile.path("real1k_0.zkey")), .beacon(beacon), to: place.path("key.zkey"))
        #expect(try Self.verdict(ZKeyFile(path: place.path("key.zkey"))) == .rejected(.onlyBeacons))
    }

    @Test func refusesAKeyOfAnotherCircuit() throws {
        #expect(try Self.verdict(ZKeyFile(path: VectorFile.path("rln20.zkey"))).isAccepted == false)
    }

    @Test(arguments: ZKeyFile.Section.allCases) func refusesAChangedByteInEverySection(_ section: ZKeyFile.Section) throws {
        let size = try ZKeyFile(path: VectorFile.path("real1k_ceremony.zkey")).file.section(section.rawValue).count
        for offset in [0, size / 3, size / 2, size - 1] {
            // The last byte of section 10 ends the beacon's value; its name, which nothing binds, lies before.
            let verdict = try Self.verdict(changing: section) { $0[offset] ^= 1 }
            #expect(verdict?.isAccepted != true, "byte \(offset)")
        }
    }

    @Test func refusesOtherValidPointsInEverySectionOfPoints() throws {
        for section: ZKeyFile.Section in [.inputs, .a, .b1, .c, .h] {
            // The last point takes the place of the first.
            let verdict = try Self.verdict(changing: section) { $0.replaceSubrange(0..<64, with: $0.suffix(64).map { $0 }) }
            switch (section, verdict) {
            case (.c, .rejected(.quotient(.c))), (.h, .rejected(.quotient(.h))): break
            case (_, .rejected(.section(section, firstDifference: _))): break
            default: Issue.record("\(section): \(String(describing: verdict))")
            }
        }
    }

    @Test func refusesAContributionThatWasTakenOut() throws {
        let verdict = try Self.verdict(changing: .contributions) { bytes in
            // Two contributions: the first has 392 bytes and its parameters.
            let parameters = Int(bytes[68 + 388]) | Int(bytes[68 + 389]) << 8
            bytes.removeSubrange(68..<68 + 392 + parameters)
            bytes[64] -= 1
        }
        guard case .rejected(.transcript(contribution: 1)) = verdict else {
            Issue.record("\(String(describing: verdict))")
            return
        }
    }

    @Test func everyContributionKeepsTheKeyValidAndChangesIt() throws {
        let place = try TemporaryPlace()
        let first = try Groth16Setup.contribute(
            to: ZKeyFile(path: VectorFile.path("real1k_0.zkey")), .randomness(entropy: "text"), name: "Ada", to: place.path("1.zkey"))
        let second = try Groth16Setup.contribute(
            to: ZKeyFile(path: place.path("1.zkey")), .randomness(entropy: "text"), to: place.path("2.zkey"))
        let key = try ZKeyFile(path: place.path("2.zkey"))
        #expect(key.history.contributions.map(\.hash) == [first, second])
        #expect(key.history.contributions.map(\.parameters.name) == ["Ada", nil])
        let verdict = try Self.verdict(key)
        #expect(verdict == .accepted, "\(verdict)")
        #expect(Groth16VerificationKey(key).problem == nil)
    }

    @Test func namesAndBeaconsThatDoNotFitAreRefused() throws {
        let place = try TemporaryPlace()
        let key = try ZKeyFile(path: VectorFile.path("real1k_0.zkey"))
        let name = String(repeating: "x", count: 65)
        #expect(throws: SetupError.nameTooLong(bytes: 65, limit: 64)) {
            try Groth16Setup.contribute(to: key, .randomness(entropy: ""), name: name, to: place.path("key"))
        }
        for (value, iterations) in [([UInt8](), 10), ([UInt8](repeating: 1, count: 256), 10), ([1], 9), ([1], 64)] {
            #expect(throws: SetupError.self) {
                try Groth16Setup.contribute(
                    to: key, .beacon(ContributionParameters.Beacon(value: value, logIterations: iterations)), to: place.path("key"))
            }
        }
    }
}
