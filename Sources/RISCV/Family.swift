/// A group of operations that are proven by the same table, hence recorded in the same buffer.
///
/// Every instruction of a family makes the same register accesses, whether or not its encoding names all of them: an operand
/// that the encoding lacks is register x0 when read and register 32 (see `Instruction.discardRegister`) when written. The second
/// operand of ADDI and both of LUI, AUIPC and JAL are `Instruction.absentRegister`, whose reads are of no account.
///
/// | family | at clk | at clk+1 | at clk+2 |
/// |---|---|---|---|
/// | add, bitwise, shift, compare, multiply, divide | read rs1 | read rs2 | write rd |
/// | branch | read rs1 | read rs2 | – |
/// | jump | read rs1 | – | write rd |
/// | memory, loads | read rs1 | read the word | write rd |
/// | memory, stores | read rs1 | read rs2 | write the word |
/// | system | read a7, a0, a1, a2 | see `SystemEvent` | write a0; see `SHA256Event` |
public enum Family: UInt8, CaseIterable, Sendable {
    /// ADD ADDI SUB LUI AUIPC, and FENCE, which is decoded as an ADDI that changes nothing.
    case add
    /// XOR OR AND and their immediate forms.
    case bitwise
    /// SLL SRL SRA and their immediate forms.
    case shift
    /// SLT SLTU and their immediate forms.
    case compare
    /// BEQ BNE BLT BGE BLTU BGEU.
    case branch
    /// JAL JALR.
    case jump
    /// LW SW.
    case wordMemory
    /// LB LBU LH LHU SB SH.
    case subwordMemory
    /// MUL MULH MULHSU MULHU.
    case multiply
    /// DIV DIVU REM REMU.
    case divide
    /// ECALL.
    case system
}
