/// One execution from its setting up to its report: owns the memory that the hart points into.
@safe struct Execution: ~Copyable {
    private static let cyclesBetweenCheckpoints = 1 << 16

    private let program: Program
    private let limits: ExecutionLimits
    private let memory: GuestMemory
    private let surroundings: UnsafeMutablePointer<Surroundings>
    private let tails: UnsafeMutablePointer<UnsafeMutablePointer<InstructionEvent>>

    init(_ program: Program, input: [UInt8], limits: ExecutionLimits, buffers: EventBuffers?) throws(ProgramFault) {
        func fault(_ cause: ProgramFault.Cause) -> ProgramFault { ProgramFault(pc: program.entry, cycle: 0, cause: cause) }
        guard input.count <= ExecutionLimits.maximumInputBytes else {
            throw fault(.inputTooLong(bytes: input.count, limit: ExecutionLimits.maximumInputBytes))
        }
        do throws(MappingFailure) {
            memory = try GuestMemory(program, recording: buffers != nil)
        } catch {
            throw fault(.hostMemoryUnavailable(bytes: error.byteCount))
        }
        self.program = program
        self.limits = limits
        unsafe surroundings = .allocate(capacity: 1)
        unsafe surroundings.initialize(to: Surroundings(limits: limits, input: Machine.inputWords(input)))
        unsafe tails = .allocate(capacity: Family.allCases.count)
        if let buffers {
            for family in Family.allCases {
                unsafe (tails + Int(family.rawValue)).initialize(to: buffers.start(of: family))
            }
        }
    }

    deinit {
        unsafe surroundings.deinitialize(count: 1)
        unsafe surroundings.deallocate()
        unsafe tails.deallocate()
    }

    /// Runs to the halt in the mode that the execution was set up for.
    func complete<Mode: ExecutionMode>(_: Mode.Type, shouldStop: () -> Bool) throws(ProgramFault) -> ExecutionReport {
        let hart = unsafe Hart<Mode>(program, memory, surroundings, tails: tails)
        let entry = Int(program.entry - program.codeBase) / 4
        let lastClock = Self.clock(limits.maximumCycles)
        var position = HartPosition(index: entry, clk: Self.clock(0), checkpoint: Self.clock(0))
        unsafe memory.entries[entry] += 1
        while true {
            position.checkpoint = min(lastClock, position.clk + 4 * UInt32(Self.cyclesBetweenCheckpoints))
            let stop = hart.run(&position)
            let cycles = Int(position.clk / 4) - 1
            let cause: ProgramFault.Cause
            switch stop {
            case .halted:
                unsafe memory.entries[position.index + 1] -= 1
                return report(cycles: cycles)
            case .checkpoint:
                if position.clk == lastClock {
                    cause = .cycleLimit(limits.maximumCycles)
                } else if shouldStop() {
                    cause = .cancelled
                } else {
                    continue
                }
            case .faulted(let found):
                cause = found
            }
            throw ProgramFault(pc: position.pcOutside ?? hart.pc(position.index), cycle: cycles, cause: cause)
        }
    }

    /// The clock of a cycle, counted from 0.
    private static func clock(_ cycle: Int) -> UInt32 {
        4 * (UInt32(cycle) + 1)
    }

    private func report(cycles: Int) -> ExecutionReport {
        let counts = memory.executionCounts(program.instructions.count)
        var perFamily = [Int](repeating: 0, count: Family.allCases.count)
        for (instruction, count) in zip(program.instructions, counts) where count > 0 {
            if let family = instruction.operation.family { perFamily[Int(family.rawValue)] += Int(count) }
        }
        let journal = unsafe surroundings.pointee.journal
        return ExecutionReport(
            exitCode: unsafe memory.registers[10], journal: journal.content(), journalStream: journal.words, cycles: cycles,
            cyclesPerFamily: perFamily, executionCounts: counts, touchedPages: unsafe surroundings.pointee.touchedPages,
            compressions: unsafe surroundings.pointee.compressions)
    }

    /// The record of a completed execution.
    func record(_ report: ExecutionReport, _ buffers: EventBuffers) -> ExecutionRecord {
        for family in Family.allCases {
            let end = unsafe tails[Int(family.rawValue)]
            buffers.setCount(unsafe end - buffers.start(of: family), of: family)
        }
        let count = Instruction.registerCount
        return ExecutionRecord(
            report: report, inputWords: unsafe surroundings.pointee.input, inputWordsRead: unsafe surroundings.pointee.inputRead,
            finalRegisters: (0..<count).map { unsafe memory.registers[$0] },
            finalRegisterClocks: (0..<count).map { unsafe memory.registers[count + $0] },
            touchedWords: memory.touchedWords(of: program), systemEvents: unsafe surroundings.pointee.systemEvents,
            sha256Events: unsafe surroundings.pointee.sha256Events, buffers: buffers)
    }
}
