import StarkVerifier
import Testing
import ZKVM

@Suite("The fixed tables' commitment") struct ReceiptFixedRootTests {
    /// When the look-up or round tables change, `FixedRoot` must: the message holds the new value.
    @Test(arguments: [StarkParameters.standard, .withoutHiding]) func isWhatTheVerifierTakesItFor(parameters: StarkParameters) {
        let root = ProofSystem.fixedCommitment(parameters).root
        #expect(
            ProofSystem.system(parameters).fixedRoot == root,
            "parameter set \(parameters.identifier): write \(root.hexadecimal) into FixedRoot.swift")
    }

    @Test func identitiesAreReadFromHexadecimalDigitsOnly() {
        let text = ReceiptFixture.fibonacci.id.description
        #expect(ImageID(hexadecimal: text) == ReceiptFixture.fibonacci.id)
        #expect(ImageID(hexadecimal: "0x" + text.uppercased()) == ReceiptFixture.fibonacci.id)
        for wrong in [
            "", "0x", String(text.dropLast()), text + "0", "0x0x" + text.dropFirst(2), "g" + text.dropFirst(), "é" + text.dropFirst(2),
        ] {
            #expect(ImageID(hexadecimal: wrong) == nil, "\(wrong)")
        }
    }
}
