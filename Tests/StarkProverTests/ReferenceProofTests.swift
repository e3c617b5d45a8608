import StarkProver
import StarkVerifier
import Testing

@Suite("The prover against one written from the document") struct ReferenceProofTests {
    /// One to four packings of each commitment; from no FRI layer to two, with and without a class that joins. Layout, masks, LogUp, quotients, out-of-domain values, batching, folding, transcript and openings all enter the bytes.
    @Test(arguments: [StarkParameters.standard, .withoutHiding, .compact], [[5], [9, 7, 5], [11, 6]])
    func proofsAreEqualBitByBit(parameters: StarkParameters, logRows: [Int]) throws {
        let toy = ToySystem(parameters)
        let masks = ReferenceMasks(ToySystem.seed(3))
        let reference = toy.traces(logRows)
        let statement = toy.statement(reference.sums)
        let expected = ReferenceProver(toy: toy, masks: masks).prove(reference.tables, statement)
        let proof = try toy.prove(toy.traces(logRows).tables, statement, masks: masks.source)
        #expect(proof.count == expected.bytes.count)
        #expect(proof == expected.bytes, "first difference at byte \(zip(proof, expected.bytes).prefix { $0 == $1 }.count)")
        #expect(toy.failure(proof, statement) == nil)
    }
}
