import RISCV

/// Machine words of RV32IM from the manual's opcode listing; shares nothing with the decoder.
enum Encoding {
    enum Format { case register, immediate, shift, store, branch, upper, jump, fixed }

    /// Format and fixed bits of an operation's encoding.
    static func layout(_ operation: RISCV.Operation) -> (Format, UInt32) {
        switch operation {
        case .add: (.register, 0x0000_0033)
        case .sub: (.register, 0x4000_0033)
        case .sll: (.register, 0x0000_1033)
        case .slt: (.register, 0x0000_2033)
        case .sltu: (.register, 0x0000_3033)
        case .xor: (.register, 0x0000_4033)
        case .srl: (.register, 0x0000_5033)
        case .sra: (.register, 0x4000_5033)
        case .or: (.register, 0x0000_6033)
        case .and: (.register, 0x0000_7033)
        case .mul: (.register, 0x0200_0033)
        case .mulh: (.register, 0x0200_1033)
        case .mulhsu: (.register, 0x0200_2033)
        case .mulhu: (.register, 0x0200_3033)
        case .div: (.register, 0x0200_4033)
        case .divu: (.register, 0x0200_5033)
        case .rem: (.register, 0x0200_6033)
        case .remu: (.register, 0x0200_7033)
        case .addi: (.immediate, 0x0000_0013)
        case .slti: (.immediate, 0x0000_2013)
        case .sltiu: (.immediate, 0x0000_3013)
        case .xori: (.immediate, 0x0000_4013)
        case .ori: (.immediate, 0x0000_6013)
        case .andi: (.immediate, 0x0000_7013)
        case .slli: (.shift, 0x0000_1013)
        case .srli: (.shift, 0x0000_5013)
        case .srai: (.shift, 0x4000_5013)
        case .lb: (.immediate, 0x0000_0003)
        case .lh: (.immediate, 0x0000_1003)
        case .lw: (.immediate, 0x0000_2003)
        case .lbu: (.immediate, 0x0000_4003)
        case .lhu: (.immediate, 0x0000_5003)
        case .sb: (.store, 0x0000_0023)
        case .sh: (.store, 0x0000_1023)
        case .sw: (.store, 0x0000_2023)
        case .beq: (.branch, 0x0000_0063)
        case .bne: (.branch, 0x0000_1063)
        case .blt: (.branch, 0x0000_4063)
        case .bge: (.branch, 0x0000_5063)
        case .bltu: (.branch, 0x0000_6063)
        case .bgeu: (.branch, 0x0000_7063)
        case .lui: (.upper, 0x0000_0037)
        case .auipc: (.upper, 0x0000_0017)
        case .jal: (.jump, 0x0000_006F)
        case .jalr: (.immediate, 0x0000_0067)
        case .ecall: (.fixed, 0x0000_0073)
        case .ebreak: (.fixed, 0x0010_0073)
        case .illegal, .outside: (.fixed, 0)
        }
    }

    /// Every operation that has an encoding.
    static let operations = RISCV.Operation.allCases.filter { $0 != .illegal && $0 != .outside }

    /// The word of an instruction; `immediate` is the value as the instruction uses it, bits that do not fit are dropped.
    static func word(_ operation: RISCV.Operation, rd: UInt8 = 0, rs1: UInt8 = 0, rs2: UInt8 = 0, immediate: Int32 = 0) -> UInt32 {
        let (format, fixed) = layout(operation)
        let imm = UInt32(bitPattern: immediate)
        let (d, a, b) = (UInt32(rd) << 7, UInt32(rs1) << 15, UInt32(rs2) << 20)
        func bits(_ high: UInt32, _ low: UInt32) -> UInt32 { imm >> low & ((1 << (high - low + 1)) - 1) }
        switch format {
        case .register: return fixed | d | a | b
        case .immediate: return fixed | d | a | bits(11, 0) << 20
        case .shift: return fixed | d | a | bits(4, 0) << 20
        case .store: return fixed | a | b | bits(11, 5) << 25 | bits(4, 0) << 7
        case .branch: return fixed | a | b | bits(12, 12) << 31 | bits(10, 5) << 25 | bits(4, 1) << 8 | bits(11, 11) << 7
        case .upper: return fixed | d | imm & 0xFFFF_F000
        case .jump: return fixed | d | bits(20, 20) << 31 | bits(10, 1) << 21 | bits(11, 11) << 20 | bits(19, 12) << 12
        case .fixed: return fixed
        }
    }
}
