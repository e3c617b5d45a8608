import RISCV
import StarkProver
import StarkVerifier
import Testing
import ZKVM

/// Executions that never happened, made as consistent as a cheating prover could make them: exactly one check is left to refuse each.
///
/// They follow soundness bugs that were published for shipping machines.
@Suite struct MaliciousWitnessTests {
    private static let codeBase = Assembler.codeBase

    /// A program that loads x5 and x6, executes one instruction into the discard register (or x7), and exits.
    ///
    /// Returns its witness and the address of the instruction.
    private static func single(
        _ operation: RISCV.Operation, _ a: UInt32, _ b: UInt32, rd: UInt8 = 7, rs1: UInt8 = 5, rs2: UInt8 = 6, _ immediate: Int32 = 0
    ) throws -> (witness: Witness, pc: UInt32) {
        var code = Assembler()
        code.load(5, a)
        code.load(6, b)
        let pc = code.pc
        code.emit(operation, rd: rd, rs1: rs1, rs2: rs2, immediate)
        code.exit(0)
        return (try Witness(code), pc)
    }

    // MARK: One register, two values

    @Test func oneRegisterReadTwiceHasOneValue() throws {
        let (witness, pc) = try Self.single(.add, 5, 0, rs2: 5)
        let row = witness.row("add", at: pc)
        witness.setWord("add", "b", row, 6)
        witness.setWord("add", "result", row, 11)
        witness.setFinal(register: 7, 11)
        witness.recountLookups()
        #expect(witness.complaints() == ["bus memory"])
    }

    // MARK: Division

    /// Replaces quotient and remainder of the division at `pc` and everything that follows from them.
    private static func setDivision(
        _ witness: Witness, at pc: UInt32, a: Int, b: Int, q: Int, r: Int, isRemainder: Bool = false
    ) {
        let row = witness.row("divide", at: pc)
        let (qWord, rWord) = (UInt32(truncatingIfNeeded: q), UInt32(truncatingIfNeeded: r))
        witness.setBytes("divide", "q", row, qWord)
        witness.setWord("divide", "r", row, rWord)
        witness["divide", "qSign", row] = q < 0 ? 1 : 0
        witness["divide", "rSign", row] = r < 0 ? 1 : 0
        let result = isRemainder ? rWord : qWord
        witness.setWord("divide", "result", row, result)
        witness.setFinal(register: 7, result)
        setCarries(witness, row, UInt32(truncatingIfNeeded: a), UInt32(truncatingIfNeeded: b), qWord, rWord)
    }

    private static func setCarries(_ witness: Witness, _ row: Int, _ a: UInt32, _ b: UInt32, _ q: UInt32, _ r: UInt32) {
        func sign(_ name: String) -> Int { Int(witness["divide", "\(name)Sign", row]) }
        func byte(_ word: UInt32, _ index: Int) -> Int { Int(word >> UInt32(8 * index) & 0xFF) }
        func limb(_ word: UInt32, _ index: Int) -> Int { Int(word >> UInt32(16 * index) & 0xFFFF) }
        var carry = 0
        for index in 0..<4 {
            var sum = carry
            for i in 0..<4 {
                for j in 0..<4 where (i + j) / 2 == index { sum += byte(b, i) * byte(q, j) << (8 * ((i + j) % 2)) }
            }
            if index < 2 {
                sum += limb(r, index) - limb(a, index)
            } else {
                sum += 65535 * (sign("r") - sign("a")) - sign("b") * limb(q, index - 2) - sign("q") * limb(b, index - 2)
            }
            carry = sum >> 16
            witness["divide", "carry\(index)", row] = UInt32(index < 2 ? carry : carry + 4)
        }
    }

    private static func setMargin(_ witness: Witness, at pc: UInt32, _ margin: Int, carry: Int) {
        let row = witness.row("divide", at: pc)
        witness["divide", "marginLow", row] = Witness.element(margin & 0xFFFF)
        witness["divide", "marginHigh", row] = Witness.element(margin >> 16)
        witness["divide", "carryBit0", row] = UInt32(carry + 2) & 1
        witness["divide", "carryBit1", row] = UInt32(carry + 2) >> 1
    }

    @Test(arguments: [RISCV.Operation.div, .divu, .rem, .remu])
    func remainderIsSmallerThanTheDivisor(operation: RISCV.Operation) throws {
        // 7 = 2·2 + 3.
        let (witness, pc) = try Self.single(operation, 7, 2)
        Self.setDivision(witness, at: pc, a: 7, b: 2, q: 2, r: 3, isRemainder: operation == .rem || operation == .remu)
        Self.setMargin(witness, at: pc, -2, carry: -1)
        witness.recountLookups()
        #expect(witness.complaints() == ["bus range"])
        Self.setMargin(witness, at: pc, 0, carry: 0)
        witness.recountLookups()
        #expect(witness.complaints() == ["divide: low limb of |b| − |r| − 1"])
    }

    @Test func remainderHasTheDividendsSign() throws {
        // −7 = 2·(−4) + 1, and 7 = 2·4 − 1.
        let (negative, pc) = try Self.single(.div, UInt32(bitPattern: -7), 2)
        Self.setDivision(negative, at: pc, a: -7, b: 2, q: -4, r: 1)
        Self.setMargin(negative, at: pc, 2, carry: 0)
        negative.recountLookups()
        #expect(negative.complaints() == ["divide: r is not positive when a is negative"])
        let (positive, place) = try Self.single(.div, 7, 2)
        Self.setDivision(positive, at: place, a: 7, b: 2, q: 4, r: -1)
        Self.setMargin(positive, at: place, 2, carry: -1)
        positive.recountLookups()
        #expect(positive.complaints().contains("divide: r is not negative when a is not"))
    }

    @Test func quotientByZeroIsAllOnes() throws {
        let (witness, pc) = try Self.single(.divu, 5, 0)
        Self.setDivision(witness, at: pc, a: 5, b: 0, q: 0xFFFE_FFFF, r: 5)
        witness.recountLookups()
        #expect(witness.complaints() == ["divide: high limb of a quotient by 0"])
        witness["divide", "byZero", witness.row("divide", at: pc)] = 0
        Self.setMargin(witness, at: pc, -6, carry: -1)
        witness.recountLookups()
        #expect(witness.complaints() == ["bus range"])
    }

    @Test func onlyZeroCountsAsZero() throws {
        // 5 = 1·(−1) + 6: true, and −1 is all ones.
        let (witness, pc) = try Self.single(.div, 5, 1)
        Self.setDivision(witness, at: pc, a: 5, b: 1, q: -1, r: 6)
        witness["divide", "byZero", witness.row("divide", at: pc)] = 1
        witness.recountLookups()
        #expect(witness.complaints() == ["divide: byZero means b = 0"])
    }

    @Test func smallestNumberByMinusOneHasOneQuotient() throws {
        // −2^31 = (−1)·(2^31 − 1) − 1.
        let (witness, pc) = try Self.single(.div, 0x8000_0000, 0xFFFF_FFFF)
        #expect(witness.violations() == [])
        Self.setDivision(witness, at: pc, a: -0x8000_0000, b: -1, q: 0x7FFF_FFFF, r: -1)
        Self.setMargin(witness, at: pc, -1, carry: -1)
        witness.recountLookups()
        #expect(witness.complaints() == ["bus range"])
    }

    // MARK: Results of the upper half, of unsigned division and remainder

    @Test(arguments: [RISCV.Operation.mul, .mulh, .mulhsu, .mulhu, .div, .divu, .rem, .remu])
    func resultIsBound(operation: RISCV.Operation) throws {
        let (witness, pc) = try Self.single(operation, 0xFFFE_0003, 0x0001_FFFF)
        let chip = operation.family == .multiply ? "multiply" : "divide"
        let row = witness.row(chip, at: pc)
        let result = witness[chip, "resultLow", row] ^ 1
        witness[chip, "resultLow", row] = result
        witness["initialMemory", "finalLow", 7] = result
        witness.recountLookups()
        #expect(witness.complaints() == ["\(chip): low limb of the result"])
    }

    @Test func productsCarryIsNoFraction() throws {
        let (witness, pc) = try Self.single(.mulhu, 0x1234_5678, 0x9ABC_DEF0)
        let row = witness.row("multiply", at: pc)
        // Another third limb, made up for by a carry that is no small number, and by the top limb in turn.
        let limb = witness["multiply", "product2", row]
        let carry = Int(witness["multiply", "carry2", row])
        let shift = Int(Witness.quotient(1, 65536))
        witness["multiply", "product2", row] = limb - 1
        witness["multiply", "carry2", row] = Witness.element(carry + shift)
        witness["multiply", "product3", row] = Witness.element(Int(witness["multiply", "product3", row]) + shift)
        witness["multiply", "resultLow", row] = limb - 1
        witness["multiply", "resultHigh", row] = witness["multiply", "product3", row]
        witness["initialMemory", "finalLow", 7] = limb - 1
        witness["initialMemory", "finalHigh", 7] = witness["multiply", "product3", row]
        witness.recountLookups()
        #expect(witness.complaints() == ["bus range"])
    }

    // MARK: Jumps

    @Test func jumpClearsTheLowBitAndNothingElse() throws {
        var code = Assembler()
        code.load(5, Self.codeBase + 13)
        let pc = code.pc
        code.emit(.jalr, rd: 1, rs1: 5, 0)
        code.exit(0)
        let witness = try Witness(code)
        #expect(witness.violations() == [])
        witness["jumpRegister", "lowBit", witness.row("jumpRegister", at: pc)] = 0
        #expect(witness.complaints() == ["bus state"])
    }

    @Test func branchGoesToItsTarget() throws {
        let (witness, pc) = try Self.single(.beq, 1, 1, 8)
        let row = witness.row("branch", at: pc)
        witness["branch", "next", row] = pc + 12
        #expect(witness.complaints() == ["branch: next address", "bus state"])
        witness["branch", "next", row] = pc + 4
        #expect(witness.complaints().contains("branch: next address"))
    }

    @Test func addressBeyondTheFieldMeetsNoOther() throws {
        // x5 is loaded from memory; with p added to it, a jump or a load through it has the same address modulo p.
        var code = Assembler()
        let target = Self.codeBase + 16
        code.data = [target, 77]
        code.load(8, Assembler.dataBase)
        let load = code.pc
        code.emit(.lw, rd: 5, rs1: 8, 0)
        let jump = code.pc
        code.emit(.jalr, rd: 1, rs1: 5, 0)
        code.exit(0)
        var witness = try Witness(code)
        let wrapped = target + UInt32(Witness.p)
        code.data[0] = wrapped
        let image = ImageTables(try code.program())
        witness.tables = witness.tables.map { table in
            table.preprocessed == nil || table.chip.preprocessedSource == .fixed
                ? table : Table(chip: table.chip, main: table.main, preprocessed: ExecutionTables.preprocessed(table.chip, image))
        }
        let loadRow = witness.row("wordMemory", at: load)
        witness.setWord("wordMemory", "value", loadRow, wrapped)
        let jumpRow = witness.row("jumpRegister", at: jump)
        witness.setWord("jumpRegister", "a", jumpRow, wrapped)
        witness.setFinal(register: 5, wrapped)
        // The image's first data word: 33 registers and the journal counter come before the image.
        let dataRow = 34 + Int(Assembler.dataBase - image.program.imageBase) / 4
        witness.setWord("initialMemory", "final", dataRow, wrapped)
        witness["jumpRegister", "lowBit", jumpRow] = 0
        witness.recountLookups()
        #expect(witness.complaints() == ["bus range"])
    }

    // MARK: Carries

    @Test func additionsCarryIsNoFraction() throws {
        let (witness, pc) = try Self.single(.addi, 5, 0, 3)
        let row = witness.row("addImmediate", at: pc)
        // 5 + 3 = 9, with the carry −1/2^16; the upper limb would be that fraction, so its carry makes up for it.
        let carry = Witness.quotient(-1, 65536)
        witness["addImmediate", "carryLow", row] = carry
        witness["addImmediate", "carryHigh", row] = Witness.quotient(Int(carry), 65536)
        witness.setFinal(register: 7, 9)
        witness.recountLookups()
        #expect(
            witness.complaints() == ["addImmediate: carryLow is 0 or 1", "addImmediate: carryHigh is 0 or 1"])
    }

    @Test func sumHasOneValue() throws {
        let (witness, pc) = try Self.single(.add, 0xFFFF, 1)
        let row = witness.row("add", at: pc)
        // 0xFFFF + 1 = 0x10000 as one limb, without a carry.
        witness["add", "resultLow", row] = 0x10000
        witness["add", "resultHigh", row] = 0
        witness["add", "carryLow", row] = 0
        witness["initialMemory", "finalLow", 7] = 0x10000
        witness["initialMemory", "finalHigh", 7] = 0
        witness.recountLookups()
        #expect(witness.complaints() == ["bus range"])
    }

    // MARK: Bytes of a register

    @Test(arguments: [RISCV.Operation.mul, .divu, .remu])
    func bytesOfAnOperandAreBytes(operation: RISCV.Operation) throws {
        // The divisor 0x0204 with the bytes 0x104 and 1: the word is the same, so is everything linear in it.
        let (witness, pc) = try Self.single(operation, 3, 0x0204)
        let chip = operation.family == .multiply ? "multiply" : "divide"
        let row = witness.row(chip, at: pc)
        witness[chip, "b0", row] = 0x104
        witness[chip, "b1", row] = 1
        witness.recountLookups()
        #expect(witness.complaints() == ["bus bytes"])
    }

    @Test func bytesOfABitwiseOperandAreBytes() throws {
        let (witness, pc) = try Self.single(.and, 0x0204, 0x0304)
        let row = witness.row("bitwise", at: pc)
        witness["bitwise", "a0", row] = 0x104
        witness["bitwise", "a1", row] = 1
        witness.recountLookups()
        #expect(witness.complaints() == ["bus and"])
    }

    @Test func bytesOfALoadedLimbAreBytes() throws {
        var code = Assembler()
        code.data = [0x0204]
        code.load(8, Assembler.dataBase)
        let pc = code.pc
        code.emit(.lbu, rd: 7, rs1: 8, 0)
        code.exit(0)
        let witness = try Witness(code)
        let row = witness.row("subwordMemory", at: pc)
        for (name, value) in [("limb0", 0x104), ("limb1", 1), ("byte", 0x104), ("newLow", 0x104), ("placed", 0x100)] as [(String, UInt32)] {
            witness["subwordMemory", name, row] = value
        }
        witness["subwordMemory", "signed", row] = 0x10400
        witness.setFinal(register: 7, 0x104)
        witness.recountLookups()
        #expect(witness.complaints() == ["bus bytes"])
    }

    // MARK: Clocks

    /// x5 = 1; x6 = x5 + x0; x5 = 2: the addition reads the value that is written after it.
    private static func readingTheFuture() throws -> (witness: Witness, row: Int, now: UInt32) {
        var code = Assembler()
        code.emit(.addi, rd: 5, rs1: 0, 1)
        code.emit(.add, rd: 6, rs1: 5, rs2: 0)
        let later = code.pc
        code.emit(.addi, rd: 5, rs1: 0, 2)
        code.exit(0)
        let witness = try Witness(code)
        let row = witness.row("add", at: Self.codeBase + 4)
        witness.setWord("add", "a", row, 2)
        witness.setWord("add", "result", row, 2)
        witness.setFinal(register: 6, 2)
        let now = witness["add", "clk", row]
        let laterRow = witness.row("addImmediate", at: later)
        let laterClock = witness["addImmediate", "clk", laterRow] + 2
        witness["add", "aClock", row] = laterClock
        // The later write takes over from the first one; what remains at the end is what the addition left.
        witness.setAccess("addImmediate", "old", laterRow, previous: 4 + 2, now: laterClock)
        witness["initialMemory", "finalClock", 5] = now
        return (witness, row, now)
    }

    @Test func nothingIsReadBeforeItIsWritten() throws {
        let (witness, row, now) = try Self.readingTheFuture()
        witness["add", "aGap", row] = 0
        witness.recountLookups()
        #expect(witness.complaints() == ["bus range"])
        // The gap as a fraction that makes the other part small.
        let difference = Int(now) - Int(witness["add", "aClock", row]) - 1
        witness["add", "aGap", row] = Witness.quotient(difference - 5, 8192)
        witness.recountLookups()
        #expect(witness.complaints() == ["bus range"])
    }

    @Test func clocksAreThoseOfTheStates() throws {
        let (witness, row, _) = try Self.readingTheFuture()
        // The row claims to run late enough to read the later value.
        let late = witness["add", "aClock", row] + 1
        witness["add", "clk", row] = late
        witness["add", "aGap", row] = 0
        for (name, offset) in [("b", 1), ("old", 2)] as [(String, UInt32)] {
            witness.setAccess("add", name, row, previous: witness["add", "\(name)Clock", row], now: late + offset)
        }
        witness["initialMemory", "finalClock", 5] = late
        witness["initialMemory", "finalClock", 6] = late + 2
        witness.recountLookups()
        #expect(witness.complaints().contains("bus state"))
        #expect(!witness.complaints().contains("bus range"))
    }

    @Test func registerZeroIsNeverWritten() throws {
        let (witness, pc) = try Self.single(.add, 1, 2, rd: 0)
        let row = witness.row("add", at: pc)
        #expect(witness["add", "rd", row] == 32)
        witness["add", "rd", row] = 0
        #expect(witness.complaints() == ["bus program", "bus memory"])
    }
}
