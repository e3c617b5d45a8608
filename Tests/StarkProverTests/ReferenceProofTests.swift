import StarkProver
import StarkVerifier
import Testing

@Suite("The prover against one written from the document") struct ReferenceProofTests {
    /// Layout, masks, LogUp, quotients, out-of-domain values, batching, folding, transcript and openings all enter the bytes.
    @Test(arguments: [[5], [9, 7, 5]]) func proofsAreEqualBitByBit(logRows: [Int]) throws {
        for parameters in [StarkParameters.standard, .withoutHiding] {
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
}
