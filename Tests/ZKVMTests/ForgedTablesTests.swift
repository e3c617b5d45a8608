import RISCV
import StarkProver
import StarkVerifier
import Testing
import ZKVM

/// Lies about memory, system calls and the end of the execution.
@Suite struct ForgedTablesTests {
    private static let farAddress: UInt32 = 0x0200_0000

    /// Writes 1 to a word behind the image, reads it, writes 2, reads it.
    private static func historyOfAWord() throws -> (witness: Witness, loads: [UInt32]) {
        var code = Assembler()
        var loads: [UInt32] = []
        code.load(8, farAddress)
        for value in [1, 2] as [Int32] {
            code.emit(.addi, rd: 5, rs1: 0, value)
            code.emit(.sw, rs1: 8, rs2: 5, 0)
            loads.append(code.pc)
            code.emit(.lw, rd: 6, rs1: 8, 0)
        }
        code.exit(0)
        return (try Witness(code), loads)
    }

    @Test func aWordHasOneHistory() throws {
        // A second row for the same word starts a second history, in which the last load finds 0.
        let (witness, loads) = try Self.historyOfAWord()
        let load = witness.row("wordMemory", at: loads[1])
        let loadClock = witness["wordMemory", "clk", load]
        witness.setWord("wordMemory", "value", load, 0)
        witness.setAccess("wordMemory", "source", load, previous: 0, now: loadClock + 1)
        witness.setFinal(register: 6, 0)
        // Rows: 0 the word, 1 the last word of memory. The word twice; then the chain goes on to the end.
        for name in ["isReal", "indexLow", "indexHigh", "previousIndex", "indexGap", "finalLow", "finalHigh", "finalClock"] {
            witness["zeroMemory", name, 2] = witness["zeroMemory", name, 1]
            witness["zeroMemory", name, 1] = witness["zeroMemory", name, 0]
        }
        witness["zeroMemory", "finalClock", 0] = loadClock - 2
        witness["zeroMemory", "finalLow", 1] = 0
        witness["zeroMemory", "finalClock", 1] = loadClock + 1
        witness["zeroMemory", "previousIndex", 1] = Self.farAddress / 4
        witness["zeroMemory", "indexGap", 1] = 0
        witness.recountLookups()
        #expect(witness.complaints() == ["bus range"])
        // Not in the chain at all, the row is just as useless.
        witness["zeroMemory", "previousIndex", 1] = Self.farAddress / 4 - 1
        witness.recountLookups()
        #expect(witness.complaints() == ["bus zero order"])
    }

    @Test func theImagesWordsAreNotZeroMemory() throws {
        // A row for an address inside the image, before the first one.
        let (witness, _) = try Self.historyOfAWord()
        let index = witness.program.imageBase / 4
        witness["zeroMemory", "isReal", 2] = 1
        witness["zeroMemory", "indexLow", 2] = index & 0x3FF
        witness["zeroMemory", "indexHigh", 2] = index >> 10
        witness["zeroMemory", "previousIndex", 2] = index - 1
        witness.recountLookups()
        #expect(witness.complaints() == ["bus zero order"])
    }

    @Test func addressesAreMultiplesOfFour() throws {
        // A load at an odd multiple of 2 would need a row of a memory table that can't exist.
        let (witness, loads) = try Self.historyOfAWord()
        let load = witness.row("wordMemory", at: loads[1])
        witness["wordMemory", "aLow", load] += 2
        witness["wordMemory", "sourceAddress", load] += 2
        witness.recountLookups()
        #expect(witness.complaints() == ["bus memory"])
    }

    @Test func paddingTakesNoPart() throws {
        for (chip, flag) in [("wordMemory", "isStore"), ("subwordMemory", "isStore"), ("add", "isSubtraction"), ("shift", "isRight")] {
            let witness = try Witness(SamplePrograms.everything, input: [1, 2, 3])
            let padding = witness.table(chip).main.rows - 2
            witness[chip, flag, padding] = 1
            #expect(witness.complaints().contains("\(chip): \(flag) is 0 in padding"))
        }
    }

    @Test func theLastRowIsPadding() throws {
        let witness = try Witness(SamplePrograms.everything, input: [1, 2, 3])
        for table in witness.tables {
            guard table.chip.columnNames.contains("isReal"), table.chip.name != "sha256" else { continue }
            let row = table.main.rows - 1
            witness[table.chip.name, "isReal", row] = 1
            #expect(witness.complaints().contains("\(table.chip.name): the last row is padding"))
            witness[table.chip.name, "isReal", row] = 0
        }
    }

    @Test func journalIsWhatWasWritten() throws {
        var witness = try Witness(SamplePrograms.systemCalls, input: [1, 2, 3, 4, 5])
        let honest = witness.contributions
        witness.contributions = honest.map { contribution in
            guard contribution.bus == MachineBus.journal, contribution.values[0] == 3 else { return contribution }
            return PublicContribution(
                bus: contribution.bus, values: [3, contribution.values[1] ^ 1, contribution.values[2]], multiplicity: -1)
        }
        #expect(witness.complaints() == ["bus journal"])
        // Two words exchanged.
        witness.contributions = honest.map { contribution in
            guard contribution.bus == MachineBus.journal, contribution.values[0] < 2 else { return contribution }
            return PublicContribution(
                bus: contribution.bus, values: [1 - contribution.values[0]] + contribution.values[1...], multiplicity: -1)
        }
        #expect(witness.complaints() == ["bus journal"])
        // The last word left out, and its number from the end.
        let words = witness.record.report.journalStream.dropLast()
        witness.contributions = RISCVMachine.publicContributions(
            entry: witness.program.entry, imageEnd: witness.program.imageEnd, exitCode: 9, journalStream: Array(words))
        #expect(witness.complaints() == ["bus journal", "bus halt"])
    }

    @Test func exitCodeIsWhatTheProgramGave() throws {
        var witness = try Witness(SamplePrograms.systemCalls, input: [1, 2, 3, 4, 5])
        witness.contributions = RISCVMachine.publicContributions(
            entry: witness.program.entry, imageEnd: witness.program.imageEnd, exitCode: 0,
            journalStream: witness.record.report.journalStream)
        #expect(witness.complaints() == ["bus halt"])
    }

    @Test func anExecutionIsComplete() throws {
        // Without its last instruction, all registers left as the one before had them.
        let (witness, _) = try Self.historyOfAWord()
        let main = witness.table("system").main
        for column in 0..<main.width { main[0, column] = 0 }
        witness.recountLookups()
        #expect(witness.complaints().isSuperset(of: ["bus state", "bus halt"]))
        // Starting later than at the entry.
        var other = try Self.historyOfAWord().witness
        other.contributions = RISCVMachine.publicContributions(
            entry: other.program.entry + 4, imageEnd: other.program.imageEnd, exitCode: 0, journalStream: [])
        #expect(other.complaints() == ["bus state"])
    }

    @Test func statesInAClosedLoopNeedRisingClocks() throws {
        // A jump to itself beside the execution: its clock would have to be its own successor.
        var code = Assembler()
        code.emit(.jal, rd: 0, 8)
        let loop = code.pc
        code.emit(.jal, rd: 0, 0)
        code.exit(0)
        let witness = try Witness(code)
        let free = (0..<witness.table("constant").main.rows).first { witness["constant", "isReal", $0] == 0 } ?? 0
        for (name, value) in [("isReal", 1), ("pc", loop), ("next", loop), ("clk", 400), ("rd", 32)] as [(String, UInt32)] {
            witness["constant", name, free] = value
        }
        witness.setWord("constant", "value", free, loop + 4)
        witness.recountLookups()
        #expect(witness.complaints().contains("bus state"))
    }

    @Test func inputWordsHaveTwoLimbs() throws {
        var code = Assembler()
        code.data = [0]
        code.call(63, a0: 0, a1: Assembler.dataBase, a2: 4)
        code.exit(0)
        let witness = try Witness(code, input: [])
        let row = (0..<witness.table("system").main.rows).first { witness["system", "isRead", $0] == 1 } ?? 0
        witness["system", "newLow", row] = 0x12345
        let dataRow = 34 + Int(Assembler.dataBase - witness.program.imageBase) / 4
        witness["initialMemory", "finalLow", dataRow] = 0x12345
        witness.recountLookups()
        #expect(witness.complaints() == ["bus range"])
    }

    @Test func systemCallsKeepToTheirArguments() throws {
        // A write that claims to be a read, of a word of the prover's choice.
        let witness = try Witness(SamplePrograms.systemCalls, input: [1, 2, 3, 4, 5])
        let row = (0..<witness.table("system").main.rows).first { witness["system", "isWrite", $0] == 1 } ?? 0
        witness["system", "isWrite", row] = 0
        witness["system", "isRead", row] = 1
        #expect(
            witness.complaints().isSuperset(of: ["system: stream number: 1 to write, 0 to read", "bus memory", "bus journal"]))
    }

    @Test func compressionsAreCompleteAndBelongToCalls() throws {
        let witness = try Witness(SamplePrograms.systemCalls, input: [1, 2, 3, 4, 5])
        // Group 0 stops being real in its 20th round.
        for row in 20..<64 {
            for name in ["isReal", "realFirst", "realBlock", "realFinal"] { witness["sha256", name, row] = 0 }
        }
        #expect(witness.complaints().contains("sha256: isReal stays the same in a call"))
        let other = try Witness(SamplePrograms.systemCalls, input: [1, 2, 3, 4, 5])
        // The rounds of another group: a call that nobody made.
        other["sha256", "clk", 0] += 4
        #expect(other.complaints().isSuperset(of: ["sha256: clk stays the same in a call", "bus SHA-256 call"]))
    }
}
