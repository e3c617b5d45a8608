/// The chips of ordinary instructions: all that prove executed instructions, but multiplication, division and system calls.
enum OrdinaryChips {
    private static let names: Set<String> = [
        "add", "addImmediate", "constant", "bitwise", "shift", "compare", "branch", "jumpRegister", "wordMemory", "subwordMemory",
    ]

    /// The one with the most cells for a row.
    static func worst(_ tables: [ProofMeasurement.Table]) -> ProofMeasurement.Table? {
        tables.filter { names.contains($0.chip) }.max { $0.cellsPerRow < $1.cellsPerRow }
    }
}
