import RISCV
import StarkProver
import StarkVerifier

/// The program's instructions: part of the image; row i is the i-th instruction.
///
/// Places without an instruction that can complete, and rows behind the last one, hold zeros: code 0 is no chip's.
enum ProgramTable {
    static let name = "program"

    static func chip() -> Chip {
        var air = ChipBuilder(name)
        var entries = [air.preprocessed("pc", from: .image), air.preprocessed("code", from: .image)]
        for index in 0..<6 { entries.append(air.preprocessed("field\(index)", from: .image)) }
        air.send(MachineBus.program, entries, multiplicity: air.column("count"))
        air.blind(with: air.columns("blinding", 4))
        return air.build()
    }

    static func preprocessed(_ program: Program) -> Trace {
        let trace = Trace(rows: RISCVMachine.height(atLeast: program.instructions.count), width: 8)
        for (row, instruction) in program.instructions.enumerated() {
            let pc = program.codeBase + 4 * UInt32(row)
            guard let code = InstructionCode(instruction, at: pc) else { continue }
            trace[row, 0] = pc
            for (index, entry) in code.entries.enumerated() { trace[row, 1 + index] = entry }
        }
        return trace
    }

    /// How often each instruction was executed.
    static func trace(of record: ExecutionRecord, rows: Int) -> Trace {
        let trace = Trace(rows: rows, width: 5)
        for (row, count) in record.report.executionCounts.enumerated() { trace[row, 0] = count }
        return trace
    }
}
