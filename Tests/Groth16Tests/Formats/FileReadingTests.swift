import FiniteFields
import Testing

import Groth16

@Suite(.needsVectors) struct FileReadingTests {
    @Test(arguments: ["real1k", "bits12"])
    func readsConstraintSystems(_ name: String) throws {
        let system = try R1CSFile(path: VectorFile.path("\(name).r1cs"))
        var terms = (a: 0, b: 0, c: 0)
        system.forEachTerm { _, matrix, _ in
            switch matrix {
            case .a: terms.a += 1
            case .b: terms.b += 1
            case .c: terms.c += 1
            }
        }
        #expect(terms == system.termCounts)
        #expect(system.header.constraintCount > 0)
    }

    @Test(arguments: ["real1k", "rln20", "bits12", "chain12"])
    func writesAWitnessByteForByteAsItWasRead(_ name: String) throws {
        let witness = try WitnessFile(path: VectorFile.path("\(name).wtns"))
        let values = (0..<witness.count).compactMap { witness[$0] }
        #expect(try WitnessFile.encode(values) == VectorFile.bytes("\(name).wtns"))
    }

    @Test(arguments: ["real1k", "bits12"])
    func witnessSatisfiesItsConstraintSystem(_ name: String) throws {
        let system = try R1CSFile(path: VectorFile.path("\(name).r1cs"))
        let witness = try WitnessFile(path: VectorFile.path("\(name).wtns"))
        #expect(witness.count == system.header.wireCount)
        var sums = [[BN254Scalar]](repeating: [.zero, .zero, .zero], count: system.header.constraintCount)
        system.forEachTerm { constraint, matrix, term in
            sums[constraint][matrix.rawValue] += term.coefficient * (witness[term.wire] ?? .zero)
        }
        #expect(sums.allSatisfy { $0[0] * $0[1] == $0[2] })
    }

    @Test func writesAConstraintSystemByteForByteAsItWasRead() throws {
        let system = try R1CSFile(path: VectorFile.path("real1k.r1cs"))
        var constraints = [[[R1CSFile.Term]]](repeating: [[], [], []], count: system.header.constraintCount)
        system.forEachTerm { constraint, matrix, term in constraints[constraint][matrix.rawValue].append(term) }
        var writer = R1CSWriter()
        for constraint in constraints { writer.append(a: constraint[0], b: constraint[1], c: constraint[2]) }
        let labels = (0..<system.header.wireCount).compactMap { system.label(of: $0) }
        let written = try R1CSFile(FileBytes(writer.encoded(system.header, labels: labels), name: "written"))
        let original = try SectionFile(FileBytes(path: VectorFile.path("real1k.r1cs")), magic: "r1cs", versions: 1...1)
        #expect(written.constraints.bytes == (try original.section(2)).bytes)
        #expect(written.labels.bytes == (try original.section(3)).bytes)
        #expect(written.header == system.header)
    }

    @Test(arguments: ["real1k_0", "real1k_ceremony", "rln20", "bits12", "chain12"])
    func readsProvingKeysWhosePointsAreAllValid(_ name: String) throws {
        let key = try ZKeyFile(path: VectorFile.path("\(name).zkey"))
        #expect(key.header.domainSize > key.header.publicCount)
        #expect(key.header.encoded() == (try key.file.section(2)).bytes)
        #expect(key.history.encoded() == (try key.file.section(10)).bytes)
        try key.checkPoints()
    }

    @Test func readsPowersWithTheirContributions() throws {
        let powers = try PowersFile(path: VectorFile.path("pot11.ptau"))
        #expect(powers.power == 11)
        #expect(powers.lagrange != nil)
        #expect(!powers.contributions.isEmpty)
        #expect(PowersContribution.encode(powers.contributions) == (try powers.file.section(7)).bytes)
        #expect(powers.tau1[0] == .generator)
        #expect(powers.contributions.last?.tau1 == powers.tau1[1])
    }
}
