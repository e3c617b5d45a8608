import RISCV
import StarkProver

/// The preprocessed columns that depend on the image: program and initial memory.
public struct ImageTables: Sendable {
    public let program: Program
    /// Preprocessed columns of the program table.
    public let programColumns: Trace
    /// Preprocessed columns of the initial-memory table.
    public let memoryColumns: Trace

    /// Cost: linear in the image.
    public init(_ program: Program) {
        self.program = program
        programColumns = ProgramTable.preprocessed(program)
        memoryColumns = InitialMemoryTable.preprocessed(program)
    }
}
