/// A decoded instruction: 8 bytes, ready to execute.
public struct Instruction: Equatable, Hashable, Sendable {
    /// What the instruction does.
    public var operation: Operation
    /// Destination register, 1...31, or `discardRegister`. `discardRegister` also where the operation writes none.
    public var rd: UInt8
    /// First source register, 0...31; `absentRegister` for LUI, AUIPC and JAL, which have none.
    public var rs1: UInt8
    /// Second source register, 0...31; `absentRegister` for ADDI, LUI, AUIPC and JAL, 0 for all others that have none.
    public var rs2: UInt8
    /// The immediate, sign-extended to 32 bits; for LUI and AUIPC already shifted left by 12; a shift amount is 0...31; 0 where
    /// there is none. In a `Program` the immediates of AUIPC, JAL and branches have the instruction's own address added.
    public var immediate: UInt32

    /// The register that takes results written to x0: it is written but never read.
    public static let discardRegister: UInt8 = 32
    /// The register that stands for an operand which no table reads: it is 0, and its clock means nothing.
    public static let absentRegister: UInt8 = 33
    /// Number of registers including the ones for discarded results and absent operands.
    public static let registerCount = 34

    /// An instruction from its parts; `rd` 0 becomes `discardRegister`, and operands that are never read `absentRegister`.
    public init(_ operation: Operation, rd: UInt8 = 0, rs1: UInt8 = 0, rs2: UInt8 = 0, immediate: UInt32 = 0) {
        self.operation = operation
        self.rd = rd == 0 ? Self.discardRegister : rd
        switch operation {
        case .addi: (self.rs1, self.rs2) = (rs1, Self.absentRegister)
        case .lui, .auipc, .jal: (self.rs1, self.rs2) = (Self.absentRegister, Self.absentRegister)
        default: (self.rs1, self.rs2) = (rs1, rs2)
        }
        self.immediate = immediate
    }

    /// The instruction with relative immediates made absolute, as it stands at the address `pc`.
    ///
    /// AUIPC then holds the very value that it loads; JAL and branches hold the address of their target.
    public func bound(to pc: UInt32) -> Instruction {
        switch operation {
        case .auipc, .jal, .beq, .bne, .blt, .bge, .bltu, .bgeu:
            var copy = self
            copy.immediate = pc &+ immediate
            return copy
        default:
            return self
        }
    }
}
