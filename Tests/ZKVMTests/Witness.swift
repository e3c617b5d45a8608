import RISCV
import StarkProver
import StarkVerifier
import ZKVM

/// The tables of one execution and what the verifier adds, to be checked exactly or tampered with.
struct Witness {
    let program: Program
    let record: ExecutionRecord
    var tables: [Table]
    var contributions: [PublicContribution]

    init(_ program: Program, input: [UInt8] = []) throws {
        self.program = program
        record = try Machine.record(program, input: input, limits: ExecutionLimits(maximumCycles: 1 << 20))
        tables = ExecutionTables.build(ImageTables(program), record)
        contributions = RISCVMachine.publicContributions(
            entry: program.entry, imageEnd: program.imageEnd, exitCode: record.report.exitCode,
            journalStream: record.report.journalStream)
    }

    init(_ code: Assembler, input: [UInt8] = []) throws {
        try self.init(code.program(), input: input)
    }

    /// Everything that is wrong with the tables.
    func violations() -> [TraceViolation] {
        TraceChecker().violations(tables, contributions: contributions)
    }
}
