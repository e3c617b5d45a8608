import RISCV
import StarkProver
import StarkVerifier

/// Everything that the image gives a first value: the registers, the journal counter and the image's words. Part of the image.
///
/// Each place has one row; the row sends what the place holds since clock 0 and receives what it holds at the end. There is exactly
/// one instance: two would give a place two histories.
enum InitialMemoryTable {
    static let name = "initialMemory"

    /// Rows before the image's words: registers 0…32, then the journal counter.
    private static let leadingRows = 34

    static func chip() -> Chip {
        var air = ChipBuilder(name)
        let isReal = air.preprocessed("isReal", from: .image)
        let space = air.preprocessed("space", from: .image)
        let address = air.preprocessed("address", from: .image)
        let low = air.preprocessed("low", from: .image)
        let high = air.preprocessed("high", from: .image)
        let finalLow = air.column("finalLow")
        let finalHigh = air.column("finalHigh")
        let finalClock = air.column("finalClock")
        air.send(MachineBus.memory, [space, address, low, high, 0], multiplicity: isReal)
        air.receive(MachineBus.memory, [space, address, finalLow, finalHigh, finalClock], multiplicity: isReal)
        air.blind(with: [finalLow, finalHigh, finalClock, air.column("blinding")])
        return air.build()
    }

    /// Rows in use: they are the same for every execution.
    static func usedRows(_ program: Program) -> Int { leadingRows + program.imageWords.count }

    static func preprocessed(_ program: Program) -> Trace {
        let trace = Trace(rows: RISCVMachine.height(forRows: usedRows(program)), width: 5)
        for row in 0..<leadingRows {
            let isRegister = row < leadingRows - 1
            trace[row, 0] = 1
            trace[row, 1] = UInt32(isRegister ? MemorySpace.registers : MemorySpace.journalCounter)
            trace[row, 2] = UInt32(isRegister ? row : 0)
        }
        for (index, word) in program.imageWords.enumerated() {
            let row = leadingRows + index
            trace[row, 0] = 1
            trace[row, 1] = UInt32(MemorySpace.memory)
            trace[row, 2] = program.imageBase + 4 * UInt32(index)
            trace[row, 3] = word.low
            trace[row, 4] = word.high
        }
        return trace
    }

    static func trace(of record: ExecutionRecord, _ program: Program, rows: Int) -> Trace {
        let trace = Trace(rows: rows, width: 4)
        func set(_ row: Int, _ value: UInt32, _ clock: UInt32) {
            trace[row, 0] = value.low
            trace[row, 1] = value.high
            trace[row, 2] = clock
        }
        for row in 0..<leadingRows - 1 { set(row, record.finalRegisters[row], record.finalRegisterClocks[row]) }
        // The exit reads the journal counter and puts 0 into a0.
        let exitClock = 4 * UInt32(record.report.cycles)
        set(10, 0, exitClock + 2)
        set(leadingRows - 1, UInt32(record.report.journalStream.count), exitClock)
        for (index, word) in program.imageWords.enumerated() { set(leadingRows + index, word, 0) }
        for word in record.touchedWords {
            guard word.address < program.imageEnd else { break }
            set(leadingRows + Int(word.address - program.imageBase) / 4, word.final, word.clock)
        }
        return trace
    }
}
