/// Executes programs: RV32IM, one hart, one cycle per instruction, 256 MiB of memory, the system calls of the guest ABI.
public enum Machine {
    /// Executes a program to its `exit`.
    ///
    /// `input` is content only: the machine frames it (length word, padding). `shouldStop` is asked every 65,536 cycles. The
    /// program can do no harm to the host; whatever ends it without `exit` is thrown.
    public static func run(
        _ program: Program, input: [UInt8] = [], limits: ExecutionLimits = ExecutionLimits(), shouldStop: () -> Bool = { false }
    ) throws(ProgramFault) -> ExecutionReport {
        let execution = try Execution(program, input: input, limits: limits, buffers: nil)
        return try execution.complete(Running.self, shouldStop: shouldStop)
    }

    /// Executes a program like `run` and records every access for the tables of a proof; 60 bytes per cycle.
    public static func record(
        _ program: Program, input: [UInt8] = [], limits: ExecutionLimits = ExecutionLimits(), shouldStop: () -> Bool = { false }
    ) throws(ProgramFault) -> ExecutionRecord {
        let buffers: EventBuffers
        do throws(MappingFailure) {
            buffers = try EventBuffers(capacity: limits.maximumCycles)
        } catch {
            throw ProgramFault(pc: program.entry, cycle: 0, cause: .hostMemoryUnavailable(bytes: error.byteCount))
        }
        let execution = try Execution(program, input: input, limits: limits, buffers: buffers)
        let report = try execution.complete(Recording.self, shouldStop: shouldStop)
        return execution.record(report, buffers)
    }

    /// The input stream of a program: length in bytes, then the bytes padded with zeros to whole words.
    public static func inputWords(_ input: [UInt8]) -> [UInt32] {
        [UInt32(truncatingIfNeeded: input.count)] + Program.words(of: input)
    }
}
