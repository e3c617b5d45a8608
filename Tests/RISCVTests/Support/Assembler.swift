import RISCV

/// A small assembler for test programs: code at `codeBase`, data at `dataBase`, both in one ELF file.
struct Assembler {
    static let codeBase: UInt32 = 0x1_0000
    static let dataBase: UInt32 = 0x8_0000

    private(set) var words: [UInt32] = []
    /// Initial contents of the data segment, which has at least one page.
    var data: [UInt32] = []

    /// Address of the next instruction.
    var pc: UInt32 { Self.codeBase + 4 * UInt32(words.count) }

    mutating func emit(word: UInt32) {
        words.append(word)
    }

    mutating func emit(_ operation: RISCV.Operation, rd: UInt8 = 0, rs1: UInt8 = 0, rs2: UInt8 = 0, _ immediate: Int32 = 0) {
        words.append(Encoding.word(operation, rd: rd, rs1: rs1, rs2: rs2, immediate: immediate))
    }

    /// Loads a constant in two instructions.
    mutating func load(_ rd: UInt8, _ value: UInt32) {
        let low = Int32(bitPattern: value << 20) >> 20
        emit(.lui, rd: rd, Int32(bitPattern: value &- UInt32(bitPattern: low)))
        emit(.addi, rd: rd, rs1: rd, low)
    }

    /// An ECALL with its number and arguments loaded first.
    mutating func call(_ number: UInt32, a0: UInt32, a1: UInt32 = 0, a2: UInt32 = 0) {
        load(17, number)
        load(10, a0)
        load(11, a1)
        load(12, a2)
        emit(.ecall)
    }

    /// Writes the word at an address to the journal stream.
    mutating func write(_ address: UInt32) {
        call(64, a0: 1, a1: address, a2: 4)
    }

    /// Halts.
    mutating func exit(_ code: UInt32) {
        call(93, a0: code)
    }

    /// The executable file.
    func elf() -> [UInt8] {
        ELFWriter(
            entry: Self.codeBase,
            segments: [
                .init(address: Self.codeBase, bytes: ELFWriter.bytes(words), flags: 5),
                .init(address: Self.dataBase, bytes: ELFWriter.bytes(data), memorySize: max(4096, UInt32(4 * data.count)), flags: 6),
            ]
        ).bytes()
    }

    /// The loaded program.
    func program() throws -> Program {
        try Program(elf: elf())
    }
}
