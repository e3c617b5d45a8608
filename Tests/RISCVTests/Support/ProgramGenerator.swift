import RISCV

/// Programs for comparison with the reference machine: they end by writing a journal of registers and memory.
///
/// Registers: x8 is the base of the data, x9 counts rounds; random code uses all others.
struct ProgramGenerator {
    static let dataBytes: UInt32 = 4096

    private var random: SeededGenerator
    private var code = Assembler()
    /// Places that jumps lead to.
    private var targets: Set<Int> = []
    private var free = (UInt8(1)..<32).filter { $0 != 8 && $0 != 9 }

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    private static let plain = Encoding.operations.filter {
        [.register, .immediate, .shift, .upper].contains(Encoding.layout($0).0) && $0.family != .jump
            && $0.family != .wordMemory && $0.family != .subwordMemory
    }
    private static let memory = Encoding.operations.filter { $0.family == .wordMemory || $0.family == .subwordMemory }
    private static let branches = Encoding.operations.filter { $0.family == .branch }

    /// A random body of `length` instructions, executed `rounds` times over random registers and data.
    mutating func randomProgram(length: Int, rounds: UInt32) -> Assembler {
        for _ in 0..<Self.dataBytes / 4 { code.data.append(value()) }
        // Room for the registers and the length word behind the data.
        code.data += [UInt32](repeating: 0, count: 40)
        for register in free { code.load(register, value()) }
        // The middle of the data, so that offsets of both signs stay inside.
        code.load(8, Assembler.dataBase + Self.dataBytes / 2)
        code.load(9, rounds)
        let start = code.pc
        let end = code.words.count + length
        while code.words.count < end { step(end) }
        code.emit(.addi, rd: 9, rs1: 9, -1)
        code.emit(.beq, rs1: 9, 8)
        code.emit(.jal, Int32(bitPattern: start &- code.pc))
        dumpRegisters()
        writeData(words: Self.dataBytes / 4)
        code.exit(UInt32(truncatingIfNeeded: random.next() & 127))
        return code
    }

    private mutating func value() -> UInt32 {
        random.next() % 2 == 0
            ? Edges.values[Int(random.next() % UInt64(Edges.values.count))] : UInt32(truncatingIfNeeded: random.next())
    }

    private mutating func source() -> UInt8 {
        UInt8(random.next() % 8) == 0 ? 0 : free[Int(random.next() % UInt64(free.count))]
    }

    private mutating func step(_ end: Int) {
        let remaining = end - code.words.count
        let (rd, rs1, rs2) = (source(), source(), source())
        let bits = Int32(truncatingIfNeeded: Int64(bitPattern: random.next()))
        switch random.next() % 16 {
        case 0...8:
            code.emit(Self.plain.randomElement(using: &random) ?? .add, rd: rd, rs1: rs1, rs2: rs2, bits)
        case 9...12:
            let operation = Self.memory.randomElement(using: &random) ?? .lw
            let size: Int32 = [.lw, .sw].contains(operation) ? 4 : [.lb, .lbu, .sb].contains(operation) ? 1 : 2
            code.emit(operation, rd: rd, rs1: 8, rs2: rs2, (bits >> 20) & -size)
        case 13...14 where remaining > 2:
            let distance = 1 + Int32(random.next() % UInt64(min(remaining, 20)))
            targets.insert(code.words.count + Int(distance))
            code.emit(Self.branches.randomElement(using: &random) ?? .beq, rs1: rs1, rs2: rs2, 4 * distance)
        case 15 where remaining > 4:
            let distance = 1 + Int32(random.next() % UInt64(min(remaining - 2, 20)))
            if random.next() % 2 == 0 || targets.contains(code.words.count + 1) {
                targets.insert(code.words.count + Int(distance))
                code.emit(.jal, rd: rd, 4 * distance)
            } else {
                // Through a register, with the low bit of the sum set, which the machine clears; no jump leads between the two.
                targets.insert(code.words.count + 1 + Int(distance))
                let register = free[Int(random.next() % UInt64(free.count))]
                code.emit(.auipc, rd: register)
                code.emit(.jalr, rd: rd, rs1: register, 4 + 4 * distance + 1)
            }
        default:
            code.emit(.auipc, rd: rd, bits & -4096)
        }
    }

    /// Stores all registers behind the data; x8 is its base still.
    private mutating func dumpRegisters() {
        code.emit(.addi, rd: 8, rs1: 8, Int32(Self.dataBytes / 2 - 4))
        for register in UInt8(0)..<32 { code.emit(.sw, rs1: 8, rs2: register, 4 + 4 * Int32(register)) }
    }

    /// Writes the data and the 32 registers behind it as one journal.
    private mutating func writeData(words: UInt32) {
        code.writeJournal(Assembler.dataBase, words: words + 32)
    }
}

extension Assembler {
    /// Writes a journal of whole words from memory, by a loop; the length word is put behind them first.
    mutating func writeJournal(_ address: UInt32, words: UInt32) {
        load(5, address + 4 * words)
        load(6, 4 * words)
        emit(.sw, rs1: 5, rs2: 6, 0)
        write(address + 4 * words)
        load(20, address)
        load(21, address + 4 * words)
        // Loop: write the word at x20.
        load(17, 64)
        emit(.addi, rd: 10, rs1: 0, 1)
        emit(.addi, rd: 11, rs1: 20, 0)
        emit(.addi, rd: 12, rs1: 0, 4)
        emit(.ecall)
        emit(.addi, rd: 20, rs1: 20, 4)
        emit(.bltu, rs1: 20, rs2: 21, -20)
    }

    /// Stores x7 as the next result; x8 points to its place.
    fileprivate mutating func keepResult() {
        emit(.sw, rs1: 8, rs2: 7, 0)
        emit(.addi, rd: 8, rs1: 8, 4)
    }

    /// Every register operation, or every branch, on every pair of edge values.
    static func edgePairs(_ operations: [RISCV.Operation]) -> Assembler {
        var code = Assembler()
        var results: UInt32 = 0
        code.load(8, dataBase)
        for operation in operations {
            for a in Edges.values {
                code.load(5, a)
                for b in Edges.values {
                    code.load(6, b)
                    if Encoding.layout(operation).0 == .branch {
                        code.emit(.addi, rd: 7, rs1: 0, 1)
                        code.emit(operation, rs1: 5, rs2: 6, 8)
                        code.emit(.addi, rd: 7, rs1: 0, 0)
                    } else {
                        code.emit(operation, rd: 7, rs1: 5, rs2: 6)
                    }
                    code.keepResult()
                    results += 1
                }
            }
        }
        code.data = [UInt32](repeating: 0, count: Int(results) + 1)
        code.writeJournal(dataBase, words: results)
        code.exit(3)
        return code
    }

    /// Every immediate operation on every edge value and immediate.
    static func edgeImmediates(_ operations: [RISCV.Operation]) -> Assembler {
        var code = Assembler()
        var results: UInt32 = 0
        code.load(8, dataBase)
        for operation in operations {
            let immediates = Encoding.layout(operation).0 == .shift ? Array(0..<32) : Edges.immediates
            for a in Edges.values {
                code.load(5, a)
                for immediate in immediates {
                    code.emit(operation, rd: 7, rs1: 5, immediate)
                    code.keepResult()
                    results += 1
                }
            }
        }
        for upper: Int32 in [0, 0x1000, 0x7FFF_F000, .min, -4096] {
            for operation in [RISCV.Operation.lui, .auipc] {
                code.emit(operation, rd: 7, upper)
                code.keepResult()
                results += 1
            }
        }
        code.data = [UInt32](repeating: 0, count: Int(results) + 1)
        code.writeJournal(dataBase, words: results)
        code.exit(4)
        return code
    }

    /// Every load and store at every aligned offset of words with edge values.
    static func edgeAccesses() -> Assembler {
        var code = Assembler()
        var results: UInt32 = 0
        code.load(8, dataBase)
        code.load(9, dataBase + 0x8000)
        for value in Edges.values + [0x80FF_7F01, 0x7F80_01FF] {
            code.load(5, value)
            for (operation, size) in [(RISCV.Operation.lb, Int32(1)), (.lbu, 1), (.lh, 2), (.lhu, 2), (.lw, 4)] {
                for offset in stride(from: Int32(0), to: 4, by: Int(size)) {
                    code.emit(.sw, rs1: 9, rs2: 5, -4)
                    code.emit(operation, rd: 7, rs1: 9, offset - 4)
                    code.keepResult()
                    results += 1
                }
            }
            for (operation, size) in [(RISCV.Operation.sb, Int32(1)), (.sh, 2), (.sw, 4)] {
                for offset in stride(from: Int32(0), to: 4, by: Int(size)) {
                    code.load(6, 0x5AA5_C33C)
                    code.emit(.sw, rs1: 9, rs2: 6, 0)
                    code.emit(operation, rs1: 9, rs2: 5, offset)
                    code.emit(.lw, rd: 7, rs1: 9, 0)
                    code.keepResult()
                    results += 1
                }
            }
        }
        code.data = [UInt32](repeating: 0, count: 0x8000 / 4 + 1)
        code.writeJournal(dataBase, words: results)
        code.exit(5)
        return code
    }
}
