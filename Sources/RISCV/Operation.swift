/// An operation of RV32IM (The RISC-V Instruction Set Manual, Volume I, chapters 2 and 13), its register and immediate forms apart.
public enum Operation: UInt8, CaseIterable, Sendable {
    case add, sub, addi, lui, auipc
    case xor, or, and, xori, ori, andi
    case sll, srl, sra, slli, srli, srai
    case slt, sltu, slti, sltiu
    case beq, bne, blt, bge, bltu, bgeu
    case jal, jalr
    case lw, sw
    case lb, lh, lbu, lhu, sb, sh
    case mul, mulh, mulhsu, mulhu
    case div, divu, rem, remu
    case ecall
    /// Never completes: a program fault.
    case ebreak
    /// A word that is no instruction of RV32IM; the instruction's immediate is the word. Never completes: a program fault.
    case illegal
    /// A place between two executable segments, where there is no instruction. Never completes: a program fault.
    case outside

    /// The family that records the operation; nil for those that never complete.
    public var family: Family? {
        switch self {
        case .add, .sub, .addi, .lui, .auipc: .add
        case .xor, .or, .and, .xori, .ori, .andi: .bitwise
        case .sll, .srl, .sra, .slli, .srli, .srai: .shift
        case .slt, .sltu, .slti, .sltiu: .compare
        case .beq, .bne, .blt, .bge, .bltu, .bgeu: .branch
        case .jal, .jalr: .jump
        case .lw, .sw: .wordMemory
        case .lb, .lh, .lbu, .lhu, .sb, .sh: .subwordMemory
        case .mul, .mulh, .mulhsu, .mulhu: .multiply
        case .div, .divu, .rem, .remu: .divide
        case .ecall: .system
        case .ebreak, .illegal, .outside: nil
        }
    }
}
