import RISCV
import StarkProver
import StarkVerifier
import Testing
import ZKVM

@Suite struct HonestTraceTests {
    private static let registerForms = Encoding.operations.filter {
        Encoding.layout($0).0 == .register || Encoding.layout($0).0 == .branch
    }
    private static let immediateForms = Encoding.operations.filter {
        ($0.family != .jump && $0.family != .wordMemory && $0.family != .subwordMemory && Encoding.layout($0).0 == .immediate)
            || Encoding.layout($0).0 == .shift
    }

    @Test(arguments: [Family.add, .bitwise, .shift, .compare, .branch, .multiply, .divide])
    func holdForEveryPairOfEdgeOperands(family: Family) throws {
        let operations = Self.registerForms.filter { $0.family == family }
        #expect(try Witness(Assembler.edgePairs(operations)).violations() == [])
    }

    @Test func holdForEveryEdgeImmediate() throws {
        #expect(try Witness(Assembler.edgeImmediates(Self.immediateForms)).violations() == [])
    }

    @Test func holdForLoadsAndStoresAtEveryOffset() throws {
        #expect(try Witness(Assembler.edgeAccesses()).violations() == [])
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func holdForRandomPrograms(seed: UInt64) throws {
        var generator = ProgramGenerator(seed: seed)
        #expect(try Witness(generator.randomProgram(length: 400, rounds: 3)).violations() == [])
    }

    @Test func holdForEverySystemCall() throws {
        let witness = try Witness(SamplePrograms.systemCalls, input: [1, 2, 3, 4, 5])
        #expect(witness.record.report.exitCode == 9)
        #expect(witness.record.report.journal.count == 32)
        #expect(witness.record.sha256Events.count == 3)
        #expect(witness.violations() == [])
    }

    @Test func holdForWordsAtBothEndsOfZeroMemory() throws {
        var code = Assembler()
        code.data = [7]
        for address in [Assembler.dataBase + 4, 0x0FFF_FFF8, 0x0FFF_FFFC] as [UInt32] {
            code.load(5, address)
            code.emit(.sw, rs1: 5, rs2: 5, 0)
            code.emit(.lhu, rd: 6, rs1: 5, 2)
        }
        code.exit(0)
        #expect(try Witness(code).violations() == [])
    }

    /// Nothing lies behind such an image, so zero memory has no row.
    @Test func holdForAnImageThatReachesTheEndOfMemory() throws {
        let start = Program.memoryEnd - 4096
        var code = Assembler()
        code.load(5, Program.memoryEnd - 4)
        code.emit(.sw, rs1: 5, rs2: 5, 0)
        code.exit(3)
        let bytes = ELFWriter.bytes(code.words + [UInt32](repeating: 0, count: 1024 - code.words.count))
        let program = try Program(elf: ELFWriter(entry: start, segments: [.init(address: start, bytes: bytes, flags: 7)]).bytes())
        #expect(program.imageEnd == Program.memoryEnd)
        let witness = try Witness(program)
        #expect(witness.record.report.exitCode == 3)
        #expect(witness.violations() == [])
        #expect(witness.tables.contains { $0.chip.name == "zeroMemory" })
    }

    @Test func surviveRandomBlindingInTheLastRow() throws {
        let witness = try Witness(SamplePrograms.everything, input: [1, 2, 3])
        var random = SeededGenerator(seed: 5)
        for table in witness.tables {
            #expect(table.chip.blindingColumns.count == 4, "\(table.chip.name)")
            for column in table.chip.blindingColumns {
                table.main[table.main.rows - 1, column] = UInt32(random.next() % 0x7F00_0001)
            }
        }
        #expect(witness.violations() == [])
    }

    @Test func programTablesHoldFieldElementsForAnyJump() throws {
        // Jumps that are never taken, to below address 0: as 32-bit numbers their targets are beyond p.
        var code = Assembler()
        code.emit(.jal, rd: 0, 12)
        code.emit(.jal, rd: 0, -0x80000)
        code.emit(.jal, rd: 0, -0x80002)
        code.emit(.bne, rs1: 0, rs2: 0, 4094)
        code.exit(0)
        let words = try Witness(code)
        let columns = try #require(words.table("program").preprocessed)
        for column in 0..<columns.width {
            for row in 0..<columns.rows { #expect(columns[row, column] < 0x7F00_0001) }
        }
    }

    @Test func standInTheOrderOfTheMachinesChips() throws {
        let witness = try Witness(SamplePrograms.everything, input: [1, 2, 3])
        #expect(witness.tables.map(\.chip.name) == RISCVMachine.chips.map(\.chip.name))
        for (table, chip) in zip(witness.tables, RISCVMachine.chips) {
            #expect(chip.logRows.contains(table.main.rows.trailingZeroBitCount), "\(table.chip.name)")
        }
    }
}
