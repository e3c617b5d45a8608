extension Instruction {
    /// Decodes a word as RV32IM with FENCE, ECALL and EBREAK; every other word is `.illegal` with the word as immediate.
    ///
    /// Immediates stay relative (see `bound(to:)`). FENCE becomes an ADDI to the discard register; its hint fields are ignored.
    /// Source: The RISC-V Instruction Set Manual, Volume I, chapters 2 and 13, and the opcode listings in chapter 35.
    public init(decoding word: UInt32) {
        let rd = UInt8(word >> 7 & 31)
        let rs1 = UInt8(word >> 15 & 31)
        let rs2 = UInt8(word >> 20 & 31)
        let function3 = word >> 12 & 7
        let function7 = word >> 25
        let upper = word & 0xFFFF_F000
        // Immediates of formats I, S, B and J.
        let immediateI = UInt32(bitPattern: Int32(bitPattern: word) >> 20)
        let immediateS = (immediateI & ~31) | UInt32(rd)
        let immediateB = (immediateI & 0xFFFF_F000) | (word << 4 & 0x800) | (word >> 20 & 0x7E0) | (word >> 7 & 0x1E)
        let immediateJ = (immediateI & 0xFFF0_0000) | (word & 0xF_F000) | (word >> 9 & 0x800) | (word >> 20 & 0x7FE)

        var decoded: Instruction?
        switch word & 0x7F {
        case 0x37:
            decoded = Instruction(.lui, rd: rd, immediate: upper)
        case 0x17:
            decoded = Instruction(.auipc, rd: rd, immediate: upper)
        case 0x6F:
            decoded = Instruction(.jal, rd: rd, immediate: immediateJ)
        case 0x67 where function3 == 0:
            decoded = Instruction(.jalr, rd: rd, rs1: rs1, immediate: immediateI)
        case 0x63:
            decoded = Self.branch(function3).map { Instruction($0, rs1: rs1, rs2: rs2, immediate: immediateB) }
        case 0x03:
            decoded = Self.load(function3).map { Instruction($0, rd: rd, rs1: rs1, immediate: immediateI) }
        case 0x23:
            decoded = Self.store(function3).map { Instruction($0, rs1: rs1, rs2: rs2, immediate: immediateS) }
        case 0x13:
            if let operation = Self.immediateShift(function3, function7) {
                decoded = Instruction(operation, rd: rd, rs1: rs1, immediate: UInt32(rs2))
            } else {
                decoded = Self.immediate(function3).map { Instruction($0, rd: rd, rs1: rs1, immediate: immediateI) }
            }
        case 0x33:
            decoded = Self.register(function3, function7).map { Instruction($0, rd: rd, rs1: rs1, rs2: rs2) }
        case 0x0F where function3 == 0:
            decoded = Instruction(.addi)
        case 0x73 where word == 0x0000_0073:
            decoded = Instruction(.ecall)
        case 0x73 where word == 0x0010_0073:
            decoded = Instruction(.ebreak)
        default:
            break
        }
        self = decoded ?? Instruction(.illegal, immediate: word)
    }

    private static func branch(_ function3: UInt32) -> Operation? {
        switch function3 {
        case 0: .beq
        case 1: .bne
        case 4: .blt
        case 5: .bge
        case 6: .bltu
        case 7: .bgeu
        default: nil
        }
    }

    private static func load(_ function3: UInt32) -> Operation? {
        switch function3 {
        case 0: .lb
        case 1: .lh
        case 2: .lw
        case 4: .lbu
        case 5: .lhu
        default: nil
        }
    }

    private static func store(_ function3: UInt32) -> Operation? {
        switch function3 {
        case 0: .sb
        case 1: .sh
        case 2: .sw
        default: nil
        }
    }

    private static func immediateShift(_ function3: UInt32, _ function7: UInt32) -> Operation? {
        switch (function3, function7) {
        case (1, 0x00): .slli
        case (5, 0x00): .srli
        case (5, 0x20): .srai
        default: nil
        }
    }

    private static func immediate(_ function3: UInt32) -> Operation? {
        switch function3 {
        case 0: .addi
        case 2: .slti
        case 3: .sltiu
        case 4: .xori
        case 6: .ori
        case 7: .andi
        default: nil
        }
    }

    private static func register(_ function3: UInt32, _ function7: UInt32) -> Operation? {
        switch (function7, function3) {
        case (0x00, 0): .add
        case (0x20, 0): .sub
        case (0x00, 1): .sll
        case (0x00, 2): .slt
        case (0x00, 3): .sltu
        case (0x00, 4): .xor
        case (0x00, 5): .srl
        case (0x20, 5): .sra
        case (0x00, 6): .or
        case (0x00, 7): .and
        case (0x01, 0): .mul
        case (0x01, 1): .mulh
        case (0x01, 2): .mulhsu
        case (0x01, 3): .mulhu
        case (0x01, 4): .div
        case (0x01, 5): .divu
        case (0x01, 6): .rem
        case (0x01, 7): .remu
        default: nil
        }
    }
}
