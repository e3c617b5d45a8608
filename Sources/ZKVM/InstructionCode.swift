import RISCV

/// How an instruction stands in the program table: a number for its operation and up to six fields for its chip.
///
/// Every operation has its own number, so the number a chip looks up fixes all of its flags. 0 is no instruction.
struct InstructionCode {
    static let add = 1, subtract = 2
    static let addImmediate = 3
    static let constant = 4
    static let jumpRegister = 5
    /// + 0 AND, 1 OR, 2 XOR.
    static let bitwise = 8
    /// + 1 signed.
    static let compare = 12
    /// + 0 left, 1 right, 2 right arithmetic.
    static let shift = 16
    /// + 0 equal, 1 signed less, 2 unsigned less; + 4 for the opposite condition.
    static let branch = 24
    /// + 1 store.
    static let wordMemory = 32
    /// + 1 half, + 2 sign-extending, + 4 store.
    static let subwordMemory = 40
    /// + 0 MUL, 1 MULH, 2 MULHSU, 3 MULHU.
    static let multiply = 48
    /// + 0 DIV, 1 DIVU, 2 REM, 3 REMU.
    static let divide = 52
    static let system = 56

    /// The entries of the program tuple behind pc: the number, then the fields, filled up with zeros.
    let entries: [UInt32]

    private init(_ number: Int, _ fields: UInt32...) {
        entries = [UInt32(number)] + fields + [UInt32](repeating: 0, count: 6 - fields.count)
    }

    /// Where a branch or JAL leads, as one field element: its immediate, or 1, which is no instruction's address, when the immediate
    /// isn't either (it may be p or more then).
    @inline(__always)
    static func target(_ instruction: Instruction) -> UInt32 {
        let target = instruction.immediate
        return target % 4 == 0 && target < Program.memoryEnd ? target : 1
    }

    /// The entries for an instruction at `pc`; nil for those that never complete.
    init?(_ instruction: Instruction, at pc: UInt32) {
        let rd = UInt32(instruction.rd)
        let rs1 = UInt32(instruction.rs1)
        let rs2 = UInt32(instruction.rs2)
        let immediate = instruction.immediate
        func register(_ number: Int) -> InstructionCode { InstructionCode(number, rd, rs1, rs2) }
        func operand(_ number: Int) -> InstructionCode { InstructionCode(number, rd, rs1, rs2, immediate.low, immediate.high) }
        func branch(_ kind: Int) -> InstructionCode { InstructionCode(Self.branch + kind, rs1, rs2, Self.target(instruction)) }
        func memory(_ number: Int, _ register: UInt32) -> InstructionCode {
            InstructionCode(number, register, rs1, immediate.low, immediate.high)
        }
        switch instruction.operation {
        case .add: self = register(Self.add)
        case .sub: self = register(Self.subtract)
        case .addi: self = InstructionCode(Self.addImmediate, rd, rs1, immediate.low, immediate.high)
        case .lui, .auipc: self = InstructionCode(Self.constant, rd, immediate.low, immediate.high, pc + 4)
        case .jal: self = InstructionCode(Self.constant, rd, (pc + 4).low, (pc + 4).high, Self.target(instruction))
        case .jalr:
            self = InstructionCode(Self.jumpRegister, rd, rs1, immediate.low, immediate.high, (pc + 4).low, (pc + 4).high)
        case .and, .andi: self = operand(Self.bitwise)
        case .or, .ori: self = operand(Self.bitwise + 1)
        case .xor, .xori: self = operand(Self.bitwise + 2)
        case .sltu, .sltiu: self = operand(Self.compare)
        case .slt, .slti: self = operand(Self.compare + 1)
        case .sll, .slli: self = operand(Self.shift)
        case .srl, .srli: self = operand(Self.shift + 1)
        case .sra, .srai: self = operand(Self.shift + 2)
        case .beq: self = branch(0)
        case .blt: self = branch(1)
        case .bltu: self = branch(2)
        case .bne: self = branch(4)
        case .bge: self = branch(5)
        case .bgeu: self = branch(6)
        case .lw: self = memory(Self.wordMemory, rd)
        case .sw: self = memory(Self.wordMemory + 1, rs2)
        case .lbu: self = memory(Self.subwordMemory, rd)
        case .lhu: self = memory(Self.subwordMemory + 1, rd)
        case .lb: self = memory(Self.subwordMemory + 2, rd)
        case .lh: self = memory(Self.subwordMemory + 3, rd)
        case .sb: self = memory(Self.subwordMemory + 4, rs2)
        case .sh: self = memory(Self.subwordMemory + 5, rs2)
        case .mul: self = register(Self.multiply)
        case .mulh: self = register(Self.multiply + 1)
        case .mulhsu: self = register(Self.multiply + 2)
        case .mulhu: self = register(Self.multiply + 3)
        case .div: self = register(Self.divide)
        case .divu: self = register(Self.divide + 1)
        case .rem: self = register(Self.divide + 2)
        case .remu: self = register(Self.divide + 3)
        case .ecall: self = InstructionCode(Self.system)
        case .ebreak, .illegal, .outside: return nil
        }
    }
}

extension UInt32 {
    /// Bits 0…15.
    @inline(__always) var low: UInt32 { self & 0xFFFF }
    /// Bits 16…31.
    @inline(__always) var high: UInt32 { self >> 16 }
    /// Byte 0…3, the lowest first.
    @inline(__always) func byte(_ index: UInt32) -> UInt32 { self &>> (8 &* index) & 0xFF }
}
