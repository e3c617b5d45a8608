import RISCV
import StarkProver
import StarkVerifier
import Testing
import ZKVM

@Suite struct HonestTraceTests {
    private static let registerForms = Encoding.operations.filter {
        Encoding.layout($0).0 == .register || Encoding.layout($0).0 == .branch
    }

    @Test(arguments: [Family.add, .bitwise, .compare, .branch])
    func holdForEveryPairOfEdgeOperands(family: Family) throws {
        let operations = Self.registerForms.filter { $0.family == family }
        let witness = try Witness(Assembler.edgePairs(operations))
        #expect(witness.violations() == [])
    }
}
