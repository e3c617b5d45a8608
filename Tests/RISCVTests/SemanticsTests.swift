import RISCV
import Testing

/// One instruction at a time against formulas over wide integers, and against values from the manual's tables.
struct SemanticsTests {
    private func signed(_ value: UInt32) -> Int64 { Int64(Int32(bitPattern: value)) }
    private func low(_ value: Int64) -> UInt32 { UInt32(truncatingIfNeeded: value) }

    /// The result by the manual's wording.
    private func expected(_ operation: RISCV.Operation, _ a: UInt32, _ b: UInt32) -> UInt32 {
        let (sa, sb, ua, ub) = (signed(a), signed(b), Int64(a), Int64(b))
        switch operation {
        case .add, .addi: return low(ua + ub)
        case .sub: return low(ua - ub)
        case .xor, .xori: return (a | b) - (a & b)
        case .or, .ori: return ~(~a & ~b)
        case .and, .andi: return ~(~a | ~b)
        case .sll, .slli: return low(ua << (ub % 32))
        case .srl, .srli: return low(ua >> (ub % 32))
        case .sra, .srai: return low(sa >> (ub % 32))
        case .slt, .slti: return sa < sb ? 1 : 0
        case .sltu, .sltiu: return ua < ub ? 1 : 0
        case .mul: return low(sa &* sb)
        case .mulh: return low((sa * sb) >> 32)
        case .mulhsu: return low((sa * ub) >> 32)
        case .mulhu: return UInt32((UInt64(a) * UInt64(b)) >> 32)
        case .div: return sb == 0 ? .max : low(sa / sb)
        case .divu: return ub == 0 ? .max : low(ua / ub)
        case .rem: return sb == 0 ? a : low(sa % sb)
        case .remu: return ub == 0 ? a : low(ua % ub)
        default: return 0
        }
    }

    /// Exit code of a program that executes one instruction on x5 and x6 into x10.
    private func result(_ operation: RISCV.Operation, _ a: UInt32, _ b: UInt32, immediate: Int32 = 0) throws -> UInt32 {
        var code = Assembler()
        code.load(5, a)
        code.load(6, b)
        code.emit(operation, rd: 10, rs1: 5, rs2: 6, immediate)
        code.load(17, 93)
        code.emit(.ecall)
        return try Machine.run(code.program()).exitCode
    }

    @Test(arguments: Encoding.operations.filter { Encoding.layout($0).0 == .register })
    func computesEveryEdgePair(_ operation: RISCV.Operation) throws {
        for a in Edges.values {
            for b in Edges.values {
                let (found, wanted) = (try result(operation, a, b), expected(operation, a, b))
                #expect(found == wanted, "\(operation) \(a), \(b)")
            }
        }
    }

    @Test(arguments: Encoding.operations.filter { [.immediate, .shift].contains(Encoding.layout($0).0) && $0.family != .jump })
    func computesEveryEdgeImmediate(_ operation: RISCV.Operation) throws {
        guard let family = operation.family, family != .wordMemory, family != .subwordMemory else { return }
        for a in Edges.values {
            for immediate in Encoding.layout(operation).0 == .shift ? Array(0..<32) : Edges.immediates {
                let found = try result(operation, a, 0, immediate: immediate)
                #expect(found == expected(operation, a, UInt32(bitPattern: immediate)), "\(operation) \(a), \(immediate)")
            }
        }
    }

    @Test func dividesByZeroAndOverflowsAsTheManualSays() throws {
        let smallest: UInt32 = 0x8000_0000
        #expect(try result(.div, 7, 0) == 0xFFFF_FFFF)
        #expect(try result(.divu, 7, 0) == 0xFFFF_FFFF)
        #expect(try result(.rem, 7, 0) == 7)
        #expect(try result(.remu, 7, 0) == 7)
        #expect(try result(.div, smallest, 0xFFFF_FFFF) == smallest)
        #expect(try result(.rem, smallest, 0xFFFF_FFFF) == 0)
        #expect(try result(.div, UInt32(bitPattern: -7), 2) == UInt32(bitPattern: -3))
        #expect(try result(.rem, UInt32(bitPattern: -7), 2) == UInt32(bitPattern: -1))
        #expect(try result(.rem, 7, UInt32(bitPattern: -2)) == 1)
    }

    @Test func multipliesHighAsTheManualSays() throws {
        #expect(try result(.mulh, 0xFFFF_FFFF, 0xFFFF_FFFF) == 0)
        #expect(try result(.mulhu, 0xFFFF_FFFF, 0xFFFF_FFFF) == 0xFFFF_FFFE)
        #expect(try result(.mulhsu, 0xFFFF_FFFF, 0xFFFF_FFFF) == 0xFFFF_FFFF)
        #expect(try result(.mulhsu, 0x7FFF_FFFF, 0xFFFF_FFFF) == 0x7FFF_FFFE)
        #expect(try result(.mulh, 0x8000_0000, 0x8000_0000) == 0x4000_0000)
        #expect(try result(.mulhsu, 0x8000_0000, 0x8000_0000) == 0xC000_0000)
    }

    @Test func shiftsByTheLowFiveBits() throws {
        #expect(try result(.sll, 1, 33) == 2)
        #expect(try result(.srl, 0x8000_0000, 0xFFFF_FFFF) == 1)
        #expect(try result(.sra, 0x8000_0000, 0xFFFF_FFE4) == 0xF800_0000)
    }

    @Test func keepsRegisterZeroZero() throws {
        var code = Assembler()
        code.load(5, 99)
        code.emit(.add, rd: 0, rs1: 5, rs2: 5)
        code.emit(.jal, rd: 0, 4)
        code.load(6, Assembler.dataBase)
        code.emit(.sw, rs1: 6, rs2: 5, 0)
        code.emit(.lw, rd: 0, rs1: 6, 0)
        code.emit(.add, rd: 10, rs1: 0, rs2: 0)
        code.load(17, 93)
        code.emit(.ecall)
        #expect(try Machine.run(code.program()).exitCode == 0)
    }

    @Test func clearsTheLowestBitOfAJumpRegisterTarget() throws {
        var code = Assembler()
        code.load(5, code.pc + 16 + 1)
        code.emit(.jalr, rd: 1, rs1: 5, 0)
        code.emit(.ebreak)
        code.emit(.addi, rd: 10, rs1: 1, 0)
        code.load(17, 93)
        code.emit(.ecall)
        #expect(try Machine.run(code.program()).exitCode == Assembler.codeBase + 12)
    }

    @Test func neverExecutesWhatWasStoredOverCode() throws {
        var code = Assembler()
        code.load(5, code.pc + 24)
        code.load(6, Encoding.word(.ebreak))
        code.emit(.sw, rs1: 5, rs2: 6, 0)
        code.emit(.lw, rd: 10, rs1: 5, 0)
        code.emit(.addi, rd: 11, rs1: 0, 7)
        code.load(17, 93)
        code.emit(.ecall)
        let report = try Machine.run(code.program())
        #expect(report.exitCode == Encoding.word(.ebreak))
    }

    @Test func executesFence() throws {
        var code = Assembler()
        code.emit(word: 0x0FF0_000F)
        code.exit(5)
        #expect(try Machine.run(code.program()).exitCode == 5)
    }
}
