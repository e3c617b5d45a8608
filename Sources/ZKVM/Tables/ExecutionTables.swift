import RISCV
import StarkProver
import StarkVerifier

/// The tables of one execution.
public enum ExecutionTables {
    /// The tables of a proof, in the order of `RISCVMachine.chips`, instances of a chip side by side; chips without rows are left out.
    ///
    /// Runs on `threads` threads. Cost: linear in the number of cycles; about 4 bytes per cell, 200 bytes per cycle.
    public static func build(_ image: ImageTables, _ record: ExecutionRecord, threads: Int = ProveOptions.allCores) -> [Table] {
        let jobs = self.jobs(image, record)
        let results = Parallel(threads: threads).map(jobs.count) { index in
            let tally = LookupTally()
            return (traces: jobs[index](tally), tally: tally)
        }
        let total = LookupTally()
        for result in results { total.add(result.tally) }
        var tables: [Table] = []
        for (machineChip, traces) in zip(RISCVMachine.chips, results.map(\.traces) + [[LookupTable.trace(of: total)]]) {
            for trace in traces {
                tables.append(
                    Table(chip: machineChip.chip, main: trace, preprocessed: preprocessed(machineChip.chip, image)))
            }
        }
        return tables
    }

    /// The preprocessed columns of a chip; nil for chips without.
    public static func preprocessed(_ chip: Chip, _ image: ImageTables) -> Trace? {
        switch chip.name {
        case LookupTable.name: LookupTable.preprocessed
        case SHA256RoundTable.name: SHA256RoundTable.preprocessed
        case ProgramTable.name: image.programColumns
        case InitialMemoryTable.name: image.memoryColumns
        default: nil
        }
    }

    private typealias Job = @Sendable (LookupTally) -> [Trace]

    /// One job for each chip but the lookup table, in order.
    private static func jobs(_ image: ImageTables, _ record: ExecutionRecord) -> [Job] {
        let program = image.program
        var jobs: [Job] = RISCVMachine.instructionChips.map { chip in { traces(of: chip, program, record, $0) } }
        jobs.append { SystemChip.traces(of: record, $0) }
        jobs.append { SHA256Traces.traces(of: record, $0) }
        jobs.append { _ in SHA256RoundTable.traces(of: record) }
        jobs.append { ZeroMemoryTable.traces(of: record, program, $0) }
        jobs.append { _ in [InitialMemoryTable.trace(of: record, program, rows: image.memoryColumns.rows)] }
        jobs.append { _ in [ProgramTable.trace(of: record, rows: image.programColumns.rows)] }
        return jobs
    }

    private static func traces<Chip: InstructionChip>(
        of chip: Chip.Type, _ program: Program, _ record: ExecutionRecord, _ lookups: LookupTally
    ) -> [Trace] {
        var rows = 0
        for (instruction, count) in zip(program.instructions, record.report.executionCounts) {
            guard let family = instruction.operation.family, Chip.families.contains(family) else { continue }
            if Chip.proves(instruction.operation) { rows += Int(count) }
        }
        guard rows > 0 else { return [] }
        var writer = TraceWriter<Chip.Column>(rows: rows, lookups: lookups)
        unsafe program.instructions.withUnsafeBufferPointer { instructions in
            for family in Chip.families {
                let events = unsafe record.events(of: family)
                for index in 0..<events.count {
                    let event = unsafe events[index]
                    let instruction = unsafe instructions[Int(event.instructionIndex)]
                    guard Chip.proves(instruction.operation) else { continue }
                    Chip.fill(writer.next(), event, instruction)
                }
            }
        }
        return writer.finish()
    }
}
