import RISCV

/// Programs that tests of the tables share.
enum SamplePrograms {
    /// Reads three input words, compresses three times (once with state and block overlapping), writes a journal, exits with 9.
    static var systemCalls: Assembler {
        var code = Assembler()
        code.data = [32] + (0..<40).map { 0x9E37_79B9 &* $0 }
        appendSystemCalls(&code)
        code.exit(9)
        return code
    }

    private static func appendSystemCalls(_ code: inout Assembler) {
        let data = Assembler.dataBase
        for word in 0..<2 as Range<UInt32> { code.call(63, a0: 0, a1: data + 4 + 4 * word, a2: 4) }
        code.call(0x1000, a0: data + 4, a1: data + 36)
        code.call(0x1000, a0: data + 4, a1: data + 36)
        code.call(0x1000, a0: data + 12, a1: data + 4)
        for word in 0..<9 as Range<UInt32> { code.write(data + 4 * word) }
    }

    /// Every operation several times on edge operands, and every system call: each table has a few real rows.
    static var everything: Assembler {
        var code = Assembler()
        code.data = [32] + (0..<60).map { 0x9E37_79B9 &* $0 }
        let pairs: [(UInt32, UInt32)] = [
            (7, 2), (0x8000_0000, 0xFFFF_FFFF), (0xFFFF_FFF9, 2), (5, 0), (0x1234_5678, 0x1234_5678), (0xFFFE_0003, 0x0001_FFFF),
        ]
        code.load(8, Assembler.dataBase + 128)
        for (a, b) in pairs {
            code.load(5, a)
            code.load(6, b)
            for operation in Encoding.operations where Encoding.layout(operation).0 == .register {
                code.emit(operation, rd: 7, rs1: 5, rs2: 6)
            }
            for operation in Encoding.operations where Encoding.layout(operation).0 == .branch {
                code.emit(operation, rs1: 5, rs2: 6, 8)
                code.emit(.addi, rd: 9, rs1: 9, 1)
            }
            code.emit(.slli, rd: 7, rs1: 5, 13)
            code.emit(.srai, rd: 7, rs1: 5, 21)
            code.emit(.xori, rd: 7, rs1: 5, -5)
            code.emit(.slti, rd: 0, rs1: 5, -5)
            for (operation, offset) in [(RISCV.Operation.sw, Int32(0)), (.sb, 5), (.sh, 10), (.sb, 12), (.sh, 16)] {
                code.emit(operation, rs1: 8, rs2: 5, offset)
            }
            for (operation, offset) in [(RISCV.Operation.lw, Int32(0)), (.lb, 5), (.lbu, 3), (.lh, 10), (.lhu, 16), (.lb, 12)] {
                code.emit(operation, rd: 7, rs1: 8, offset)
            }
            code.emit(.auipc, rd: 7, 0)
            code.emit(.jalr, rd: 1, rs1: 7, 9)
            code.emit(.jal, rd: 0, 4)
        }
        code.load(5, 0x0200_0000)
        code.emit(.sw, rs1: 5, rs2: 6, 0)
        appendSystemCalls(&code)
        code.exit(0xDEAD_BEEF)
        return code
    }
}
