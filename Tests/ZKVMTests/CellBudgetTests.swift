import StarkVerifier
import Testing
import ZKVM

@Suite struct CellBudgetTests {
    /// Committed base-field cells of a row: main columns, and one quartic extension column for every two interactions.
    private static func cells(_ chip: Chip) -> Int { chip.width + 4 * ((chip.interactions.count + 1) / 2) }

    @Test(
        arguments: [
            ("add", 59), ("addImmediate", 45), ("constant", 27), ("bitwise", 72), ("shift", 84), ("compare", 65), ("branch", 57),
            ("jumpRegister", 48), ("wordMemory", 59), ("subwordMemory", 81), ("multiply", 101), ("divide", 112), ("system", 101),
            ("sha256", 300), ("zeroMemory", 28), ("initialMemory", 12), ("lookup", 15), ("program", 9),
        ])
    func rowsTakeNoMoreCellsThan(name: String, budget: Int) throws {
        let chip = try #require(RISCVMachine.chips.first { $0.chip.name == name }).chip
        #expect(Self.cells(chip) <= budget, "\(chip.width) columns, \(chip.interactions.count) interactions")
    }

    @Test func identitiesAndTuplesHaveSmallDegree() {
        for chip in RISCVMachine.chips.map(\.chip) {
            for constraint in chip.constraints { #expect(constraint.expression.degree <= 3, "\(chip.name): \(constraint.label)") }
            for interaction in chip.interactions {
                #expect(interaction.multiplicity.degree <= 1)
                for value in interaction.values { #expect(value.degree <= 1) }
            }
        }
    }
}
