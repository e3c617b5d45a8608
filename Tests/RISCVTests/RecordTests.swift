import RISCV
import Testing

/// The record against a naive replay that keeps a value and a clock for every register and every memory word.
struct RecordTests {
    /// Value and clock of the last access.
    private struct Cell: Equatable {
        var value: UInt32 = 0
        var clock: UInt32 = 0
    }

    private struct Replay {
        var registers = [Cell](repeating: Cell(), count: Instruction.registerCount)
        var memory: [UInt32: Cell] = [:]
        var mismatches: [String] = []
        let program: Program

        init(_ program: Program) { self.program = program }

        func initial(_ address: UInt32) -> UInt32 {
            address >= program.imageBase && address < program.imageEnd ? program.imageWords[Int((address - program.imageBase) / 4)] : 0
        }

        mutating func register(_ index: Int, _ old: UInt32, _ oldClock: UInt32, new: UInt32, at clock: UInt32, _ label: String) {
            if registers[index] != Cell(value: old, clock: oldClock) { mismatches.append("\(label): register \(index) at \(clock)") }
            if clock <= oldClock { mismatches.append("\(label): register \(index) goes back in time at \(clock)") }
            registers[index] = Cell(value: new, clock: clock)
        }

        mutating func word(_ address: UInt32, _ old: UInt32, _ oldClock: UInt32, new: UInt32, at clock: UInt32, _ label: String) {
            let cell = memory[address] ?? Cell(value: initial(address), clock: 0)
            if cell != Cell(value: old, clock: oldClock) { mismatches.append("\(label): word \(address) at \(clock)") }
            if clock <= oldClock || address % 4 != 0 { mismatches.append("\(label): word \(address) wrong clock or address at \(clock)") }
            memory[address] = Cell(value: new, clock: clock)
        }
    }

    /// Replays all events in the order of their clocks and compares the end.
    private func check(_ code: Assembler, input: [UInt8] = []) throws {
        let program = try code.program()
        let record = try Machine.record(program, input: input)
        #expect(try Machine.run(program, input: input) == record.report)
        var events: [(Family, Int, InstructionEvent)] = []
        for family in Family.allCases {
            let recorded = unsafe Array(record.events(of: family))
            #expect(recorded.count == record.report.cycles(of: family))
            events += recorded.enumerated().map { (family, $0.offset, $0.element) }
        }
        events.sort { $0.2.clk < $1.2.clk }
        #expect(events.count == record.report.cycles)
        #expect(record.systemEvents.count == record.report.cycles(of: .system))
        var replay = Replay(program)
        var pc = program.entry
        for (cycle, (family, position, event)) in events.enumerated() {
            let instruction = try #require(program.instruction(at: event.pc))
            #expect(instruction.operation.family == family)
            #expect(event.pc == pc && event.clk == 4 * UInt32(cycle + 1))
            #expect(event.instructionIndex == (event.pc - program.codeBase) / 4)
            if family != .branch && family != .jump { #expect(event.nextPC == event.pc + 4) }
            pc = event.nextPC
            if family == .system {
                system(event, record.systemEvents[position], record, &replay)
            } else {
                ordinary(event, family, instruction, &replay)
            }
        }
        #expect(replay.mismatches.isEmpty, "\(replay.mismatches.prefix(5))")
        #expect(replay.registers.map(\.value) == record.finalRegisters)
        #expect(replay.registers.map(\.clock) == record.finalRegisterClocks)
        let touched = replay.memory.keys.sorted().map { address in
            let cell = replay.memory[address] ?? Cell()
            return TouchedWord(address: address, initial: replay.initial(address), final: cell.value, clock: cell.clock)
        }
        #expect(touched == record.touchedWords)
    }

    private func ordinary(_ event: InstructionEvent, _ family: Family, _ i: Instruction, _ replay: inout Replay) {
        let (clk, label) = (event.clk, "\(family)")
        let isMemory = family == .wordMemory || family == .subwordMemory
        let isStore = [.sb, .sh, .sw].contains(i.operation)
        replay.register(Int(i.rs1), event.rs1, event.rs1Clock, new: event.rs1, at: clk, label)
        if isMemory {
            #expect(event.memoryAddress == (event.rs1 &+ i.immediate) & ~3)
        }
        if isMemory ? isStore : family != .jump {
            replay.register(Int(i.rs2), event.rs2, event.rs2Clock, new: event.rs2, at: clk + 1, label)
        }
        if isMemory {
            if !isStore { #expect(event.memoryOld == event.memoryNew) }
            let clock = isStore ? clk + 2 : clk + 1
            replay.word(event.memoryAddress, event.memoryOld, event.memoryClock, new: event.memoryNew, at: clock, label)
        }
        if family != .branch && !isStore {
            replay.register(Int(i.rd), event.rdOld, event.rdClock, new: event.rdNew, at: clk + 2, label)
        }
    }

    private func system(_ event: InstructionEvent, _ system: SystemEvent, _ record: ExecutionRecord, _ replay: inout Replay) {
        let clk = event.clk
        replay.register(17, event.rs1, event.rs1Clock, new: event.rs1, at: clk, "a7")
        replay.register(10, event.rs2, event.rs2Clock, new: event.rs2, at: clk, "a0")
        replay.register(11, system.a1, system.a1Clock, new: system.a1, at: clk, "a1")
        replay.register(12, system.a2, system.a2Clock, new: system.a2, at: clk, "a2")
        let index = Int(system.index)
        switch SystemCall(rawValue: event.rs1) {
        case .read, .write:
            #expect(event.memoryAddress == system.a1)
            replay.word(system.a1, event.memoryOld, event.memoryClock, new: event.memoryNew, at: clk + 1, "stream")
            let stream = event.rs1 == 63 ? record.inputWords : record.report.journalStream
            #expect(stream[index] == event.memoryNew)
            if event.rs1 == 64 { #expect(event.memoryOld == event.memoryNew) }
            #expect(event.rdNew == 4)
        case .sha256:
            let sha = record.sha256Events[index]
            #expect(sha.clk == clk && sha.stateAddress == event.rs2 && sha.blockAddress == system.a1 && event.rdNew == 0)
            for word in 0..<16 {
                let address = sha.blockAddress + 4 * UInt32(word)
                replay.word(address, sha.block[word], sha.blockClocks[word], new: sha.block[word], at: clk + 1, "block")
            }
            for word in 0..<8 {
                let address = sha.stateAddress + 4 * UInt32(word)
                replay.word(address, sha.stateOld[word], sha.stateClocks[word], new: sha.stateNew[word], at: clk + 2, "state")
            }
        case .exit:
            #expect(event.rdNew == event.rs2)
        case nil:
            Issue.record("system call \(event.rs1)")
        }
        replay.register(10, event.rdOld, event.rdClock, new: event.rdNew, at: clk + 2, "a0")
    }

    @Test(arguments: UInt64(100)..<106)
    func matchesANaiveReplayOfRandomPrograms(_ seed: UInt64) throws {
        var generator = ProgramGenerator(seed: seed)
        try check(generator.randomProgram(length: 2000, rounds: 10))
    }

    @Test func matchesANaiveReplayOfSystemCalls() throws {
        var code = Assembler()
        code.data = (0..<64).map { UInt32($0) &* 0x9E37_79B9 }
        let data = Assembler.dataBase
        for index in 0..<4 { code.call(63, a0: 0, a1: data + 8 * UInt32(index), a2: 4) }
        // Apart, overlapping, and the state inside the block.
        code.call(0x1000, a0: data, a1: data + 64)
        code.call(0x1000, a0: data + 48, a1: data)
        code.call(0x1000, a0: data + 16, a1: data)
        code.data += [8]
        code.write(data + 4 * 64)
        code.write(data + 16)
        code.write(data + 16)
        code.exit(77)
        try check(code, input: Array(1...12))
    }

    @Test func recordsEveryOperationSomewhere() throws {
        var executed: Set<RISCV.Operation> = []
        for seed in UInt64(100)..<106 {
            var generator = ProgramGenerator(seed: seed)
            let program = try generator.randomProgram(length: 2000, rounds: 2).program()
            let report = try Machine.run(program)
            for (instruction, count) in zip(program.instructions, report.executionCounts) where count > 0 {
                executed.insert(instruction.operation)
            }
        }
        #expect(executed == Set(Encoding.operations.filter { $0 != .ebreak }))
    }
}
