import RISCV
import Testing

/// One program per cause of a fault; each is executed and recorded, and both must say the same.
struct FaultTests {
    private let data = Assembler.dataBase

    /// The fault of a program, the same from both ways of executing it.
    private func fault(
        _ code: Assembler, input: [UInt8] = [], limits: ExecutionLimits = ExecutionLimits(), shouldStop: () -> Bool = { false }
    ) throws -> ProgramFault? {
        let program = try code.program()
        var faults: [ProgramFault] = []
        do throws(ProgramFault) {
            _ = try Machine.run(program, input: input, limits: limits, shouldStop: shouldStop)
        } catch {
            faults.append(error)
        }
        do throws(ProgramFault) {
            _ = try Machine.record(program, input: input, limits: limits, shouldStop: shouldStop)
        } catch {
            faults.append(error)
        }
        #expect(faults.count == 2)
        #expect(faults.first == faults.last)
        if let fault = faults.first { #expect(!fault.description.isEmpty && !fault.cause.code.isEmpty) }
        return faults.first
    }

    /// A fault at the instruction with an index, reached in a straight line.
    private func straight(_ index: Int, _ cause: ProgramFault.Cause) -> ProgramFault {
        ProgramFault(pc: Assembler.codeBase + 4 * UInt32(index), cycle: index, cause: cause)
    }

    @Test func illegalInstruction() throws {
        var code = Assembler()
        code.emit(.addi)
        code.emit(word: 0xFFFF_FFFF)
        #expect(try fault(code) == straight(1, .illegalInstruction(word: 0xFFFF_FFFF)))
    }

    @Test func breakpoint() throws {
        var code = Assembler()
        code.emit(.addi)
        code.emit(.ebreak)
        #expect(try fault(code) == straight(1, .breakpoint))
    }

    @Test func runningOffTheEndOfTheCode() throws {
        var code = Assembler()
        code.emit(.addi)
        code.emit(.addi)
        #expect(try fault(code) == straight(2, .pcOutsideProgram(from: Assembler.codeBase + 4)))
    }

    @Test(arguments: [0, 4, 0xFFFC, 0x1_000C, 0x8_0000, 0x1000_0000, 0xFFFF_FFFC] as [UInt32])
    func jumpingOutsideTheProgram(_ target: UInt32) throws {
        var code = Assembler()
        code.load(5, target)
        code.emit(.jalr, rd: 1, rs1: 5)
        let expected = ProgramFault(pc: target, cycle: 3, cause: .pcOutsideProgram(from: Assembler.codeBase + 8))
        #expect(try fault(code) == expected)
    }

    @Test func branchingOutsideTheProgram() throws {
        var code = Assembler()
        code.emit(.addi)
        code.emit(.beq, -64)
        let expected = ProgramFault(pc: Assembler.codeBase - 60, cycle: 2, cause: .pcOutsideProgram(from: Assembler.codeBase + 4))
        #expect(try fault(code) == expected)
    }

    @Test func enteringTheGapBetweenSegments() throws {
        // Two executable segments with a page between them.
        func elf(_ first: [UInt32]) -> [UInt8] {
            ELFWriter(
                entry: 0x1_0000,
                segments: [
                    .init(address: 0x1_0000, bytes: ELFWriter.bytes(first), flags: 5),
                    .init(address: 0x1_2000, bytes: ELFWriter.bytes([Encoding.word(.ebreak)]), flags: 5),
                ]
            ).bytes()
        }
        let cases: [([UInt32], ProgramFault)] = [
            ([Encoding.word(.addi)], ProgramFault(pc: 0x1_0004, cycle: 1, cause: .pcOutsideProgram(from: 0x1_0000))),
            ([Encoding.word(.jal, immediate: 0x100)], ProgramFault(pc: 0x1_0100, cycle: 1, cause: .pcOutsideProgram(from: 0x1_0000))),
            ([Encoding.word(.jal, immediate: 0x2000)], ProgramFault(pc: 0x1_2000, cycle: 1, cause: .breakpoint)),
        ]
        for (words, expected) in cases {
            let program = try Program(elf: elf(words))
            #expect(throws: expected) { try Machine.run(program) }
            #expect(throws: expected) { try Machine.record(program) }
        }
    }

    @Test func misalignedJumpTargets() throws {
        var through = Assembler()
        through.load(5, 0x1_0007)
        through.emit(.jalr, rd: 1, rs1: 5)
        #expect(try fault(through) == straight(2, .misalignedJumpTarget(0x1_0006)))
        var direct = Assembler()
        direct.emit(.jal, rd: 1, 6)
        #expect(try fault(direct) == straight(0, .misalignedJumpTarget(0x1_0006)))
        var branch = Assembler()
        branch.emit(.addi)
        branch.emit(.bgeu, -2)
        #expect(try fault(branch) == straight(1, .misalignedJumpTarget(0x1_0002)))
    }

    @Test func branchesThatAreNotTakenMayHaveAnyTarget() throws {
        var code = Assembler()
        code.emit(.bne, 6)
        code.emit(.bne, -4096)
        code.exit(9)
        #expect(try Machine.run(code.program()).exitCode == 9)
    }

    @Test(
        arguments: [(.lh, 2, 1), (.lhu, 2, 3), (.lw, 4, 1), (.lw, 4, 2), (.sh, 2, 1), (.sw, 4, 2), (.sw, 4, 3)]
            as [(RISCV.Operation, UInt32, Int32)])
    func misalignedAddresses(_ operation: RISCV.Operation, _ bytes: UInt32, _ offset: Int32) throws {
        let access: ProgramFault.Access = [.sh, .sw].contains(operation) ? .store : .load
        for touchBefore in [false, true] {
            var code = Assembler()
            code.load(5, data)
            code.emit(touchBefore ? .lw : .addi, rd: 7, rs1: 5)
            code.emit(operation, rd: 6, rs1: 5, rs2: 6, offset)
            let cause = ProgramFault.Cause.misalignedAddress(data + UInt32(offset), bytes: bytes, access)
            #expect(try fault(code) == straight(3, cause))
        }
    }

    @Test(arguments: [.lb, .lbu, .lh, .lhu, .lw, .sb, .sh, .sw] as [RISCV.Operation])
    func addressesOutOfRange(_ operation: RISCV.Operation) throws {
        let access: ProgramFault.Access = [.sb, .sh, .sw].contains(operation) ? .store : .load
        let bytes: UInt32 = [.lw, .sw].contains(operation) ? 4 : [.lb, .lbu, .sb].contains(operation) ? 1 : 2
        for address in [0, 0x8000, Assembler.codeBase - bytes, 0x1000_0000, 0x8000_0000, 0 &- bytes] {
            var code = Assembler()
            code.load(5, address)
            code.emit(operation, rd: 6, rs1: 5, rs2: 6)
            let cause = ProgramFault.Cause.addressOutOfRange(address, bytes: bytes, access, validFrom: Assembler.codeBase)
            #expect(try fault(code) == straight(2, cause))
        }
        // The first and the last valid place.
        for address in [Assembler.codeBase, 0x1000_0000 - bytes] {
            var code = Assembler()
            code.load(5, address)
            code.emit(operation, rd: 6, rs1: 5, rs2: 6)
            code.exit(0)
            #expect(try Machine.run(code.program()).exitCode == 0)
        }
    }

    @Test func addressesBelowTheImageInItsFirstPage() throws {
        let program = try Program(
            elf: ELFWriter(
                entry: 0x1_0074,
                segments: [
                    .init(
                        address: 0x1_0074,
                        bytes: ELFWriter.bytes([
                            Encoding.word(.auipc, rd: 5), Encoding.word(.lw, rd: 6, rs1: 5),
                            Encoding.word(.lw, rd: 6, rs1: 5, immediate: -4),
                        ]), flags: 5)
                ]
            ).bytes())
        let cause = ProgramFault.Cause.addressOutOfRange(0x1_0070, bytes: 4, .load, validFrom: 0x1_0074)
        #expect(throws: ProgramFault(pc: 0x1_007C, cycle: 2, cause: cause)) { try Machine.run(program) }
    }

    @Test func unknownSystemCalls() throws {
        for number: UInt32 in [0, 1, 62, 65, 94, 0x1001, .max] {
            var code = Assembler()
            code.call(number, a0: 1, a1: data, a2: 4)
            #expect(try fault(code) == straight(8, .unknownSystemCall(number: number)))
        }
    }

    @Test func badSystemCallArguments() throws {
        typealias Expectation = ProgramFault.Expectation
        let end: UInt32 = 0x1000_0000
        let cases: [(SystemCall, UInt32, UInt32, UInt32, ProgramFault.Argument, Expectation, UInt32)] = [
            (.write, 2, data, 4, .a0, .value(1), 2),
            (.write, 1, data + 2, 4, .a1, .multipleOfFour, data + 2),
            (.write, 1, end, 4, .a1, .addressOf(bytes: 4), end),
            (.write, 1, 0, 4, .a1, .addressOf(bytes: 4), 0),
            (.write, 1, data, 8, .a2, .value(4), 8),
            (.read, 1, data, 4, .a0, .value(0), 1),
            (.read, 0, data + 1, 4, .a1, .multipleOfFour, data + 1),
            (.read, 0, .max - 3, 4, .a1, .addressOf(bytes: 4), .max - 3),
            (.read, 0, data, 3, .a2, .value(4), 3),
            (.sha256, data + 1, data, 0, .a0, .multipleOfFour, data + 1),
            (.sha256, data, data + 2, 0, .a1, .multipleOfFour, data + 2),
            (.sha256, end - 28, data, 0, .a0, .addressOf(bytes: 32), end - 28),
            (.sha256, data, end - 60, 0, .a1, .addressOf(bytes: 64), end - 60),
            (.sha256, data, 0xFFFF_FFF0, 0, .a1, .addressOf(bytes: 64), 0xFFFF_FFF0),
        ]
        for (call, a0, a1, a2, argument, expected, found) in cases {
            var code = Assembler()
            code.call(call.rawValue, a0: a0, a1: a1, a2: a2)
            let cause = ProgramFault.Cause.badSystemCallArgument(call: call, argument: argument, expected: expected, found: found)
            #expect(try fault(code) == straight(8, cause))
        }
    }

    @Test func readingBeyondTheInput() throws {
        var code = Assembler()
        for _ in 0..<4 { code.call(63, a0: 0, a1: data, a2: 4) }
        #expect(try fault(code, input: [1, 2, 3, 4, 5]) == straight(35, .inputExhausted(words: 3)))
        #expect(try fault(code) == straight(17, .inputExhausted(words: 1)))
    }

    @Test func inputsBeyondTheLimit() throws {
        var code = Assembler()
        code.exit(0)
        let limit = ExecutionLimits.maximumInputBytes
        let input = [UInt8](repeating: 0, count: limit + 1)
        #expect(try fault(code, input: input) == straight(0, .inputTooLong(bytes: limit + 1, limit: limit)))
    }

    @Test func malformedJournals() throws {
        func writing(_ words: [UInt32]) -> Assembler {
            var code = Assembler()
            code.data = words
            for index in words.indices { code.write(data + 4 * UInt32(index)) }
            code.exit(0)
            return code
        }
        #expect(try fault(writing([65_537])) == straight(8, .journalTooLong(bytes: 65_537, limit: 65_536)))
        #expect(try fault(writing([.max])) == straight(8, .journalTooLong(bytes: .max, limit: 65_536)))
        #expect(try fault(writing([0, 0])) == straight(17, .journalOverrun(bytes: 0)))
        #expect(try fault(writing([3, 0, 7])) == straight(26, .journalOverrun(bytes: 3)))
        #expect(try fault(writing([3, 0x0100_0000])) == straight(17, .journalPaddingNotZero))
        #expect(try fault(writing([8, 1])) == straight(26, .journalIncomplete(expectedWords: 2, foundWords: 1)))
        #expect(try fault(writing([1])) == straight(17, .journalIncomplete(expectedWords: 1, foundWords: 0)))
        #expect(try Machine.run(writing([0]).program()).journal == [])
        #expect(try Machine.run(writing([3, 0x00CC_BBAA]).program()).journal == [0xAA, 0xBB, 0xCC])
    }

    @Test func theLargestJournal() throws {
        var code = Assembler()
        code.writeJournal(data, words: 16_384)
        code.exit(0)
        let report = try Machine.run(code.program())
        #expect(report.journal == [UInt8](repeating: 0, count: 65_536))
    }

    @Test func cycleLimits() throws {
        var endless = Assembler()
        endless.emit(.jal, 0)
        for limit in [0, 1, 2, 65_535, 65_536, 65_537, 200_000] {
            let expected = ProgramFault(pc: Assembler.codeBase, cycle: limit, cause: .cycleLimit(limit))
            #expect(try fault(endless, limits: ExecutionLimits(maximumCycles: limit)) == expected)
        }
        var finite = Assembler()
        finite.exit(0)
        let exact = ExecutionLimits(maximumCycles: 9)
        #expect(try Machine.run(finite.program(), limits: exact).cycles == 9)
        #expect(try fault(finite, limits: ExecutionLimits(maximumCycles: 8)) == straight(8, .cycleLimit(8)))
    }

    @Test func memoryLimits() throws {
        var code = Assembler()
        code.load(5, data)
        code.emit(.lw, rd: 6, rs1: 5)
        code.emit(.sw, rs1: 5, rs2: 6, 2044)
        code.load(5, data + 4096)
        code.emit(.sb, rs1: 5, rs2: 6)
        code.exit(0)
        #expect(try fault(code, limits: ExecutionLimits(maximumPages: 0)) == straight(2, .memoryLimit(pages: 0)))
        #expect(try fault(code, limits: ExecutionLimits(maximumPages: 1)) == straight(6, .memoryLimit(pages: 1)))
        #expect(try Machine.run(code.program(), limits: ExecutionLimits(maximumPages: 2)).touchedPages == 2)
        var call = Assembler()
        call.call(0x1000, a0: data + 4096 - 16, a1: data + 12_288 - 32)
        #expect(try fault(call, limits: ExecutionLimits(maximumPages: 3)) == straight(8, .memoryLimit(pages: 3)))
    }

    @Test func cancellation() throws {
        var endless = Assembler()
        endless.emit(.addi)
        endless.emit(.jal, -4)
        var asked = 0
        let stop = {
            asked += 1
            return asked % 4 == 0
        }
        let expected = ProgramFault(pc: Assembler.codeBase, cycle: 4 << 16, cause: .cancelled)
        #expect(try fault(endless, shouldStop: stop) == expected)
    }
}
