import StarkProver
import StarkVerifier
import Testing

@Suite("Proofs of a toy system") struct EndToEndTests {
    let toy = ToySystem()

    @Test(arguments: [[5], [8], [10], [13], [14, 9], [15, 14, 10, 5]])
    func acceptsHonestProofs(logRows: [Int]) throws {
        let (proof, statement) = try toy.prove(logRows)
        let report = try StarkVerifier(toy.system).verify(proof, statement: statement, minimumBits: 100)
        #expect(report.bits >= 100)
    }

    @Test(arguments: [[5], [10], [14, 9]])
    func acceptsHonestProofsWithoutHiding(logRows: [Int]) throws {
        let toy = ToySystem(.withoutHiding)
        let (proof, statement) = try toy.prove(logRows)
        _ = try StarkVerifier(toy.system).verify(proof, statement: statement, minimumBits: 100)
    }
}
