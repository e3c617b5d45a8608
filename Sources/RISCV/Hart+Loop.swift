extension Hart {
    /// Executes from `position` on until the program halts or faults or the clock reaches the checkpoint.
    ///
    /// One meaning for both modes. An event that belongs to an instruction that faults is never part of a record.
    func run(_ position: inout HartPosition) -> Stop {
        var index = position.index
        var clk = position.clk
        let checkpoint = position.checkpoint
        defer {
            position.index = index
            position.clk = clk
        }
        while clk != checkpoint {
            let i = unsafe code[index]
            let a = read(i.rs1)
            let imm = i.immediate
            switch i.operation {
            case .add: finish(.add, i, index, clk, a, read(i.rs2), a &+ read(i.rs2))
            case .sub: finish(.add, i, index, clk, a, read(i.rs2), a &- read(i.rs2))
            case .addi: finish(.add, i, index, clk, a, 0, a &+ imm)
            case .lui, .auipc: finish(.add, i, index, clk, 0, 0, imm)
            case .xor: finish(.bitwise, i, index, clk, a, read(i.rs2), a ^ read(i.rs2))
            case .or: finish(.bitwise, i, index, clk, a, read(i.rs2), a | read(i.rs2))
            case .and: finish(.bitwise, i, index, clk, a, read(i.rs2), a & read(i.rs2))
            case .xori: finish(.bitwise, i, index, clk, a, 0, a ^ imm)
            case .ori: finish(.bitwise, i, index, clk, a, 0, a | imm)
            case .andi: finish(.bitwise, i, index, clk, a, 0, a & imm)
            case .sll: finish(.shift, i, index, clk, a, read(i.rs2), a &<< read(i.rs2))
            case .srl: finish(.shift, i, index, clk, a, read(i.rs2), a &>> read(i.rs2))
            case .sra: finish(.shift, i, index, clk, a, read(i.rs2), shiftedArithmetically(a, read(i.rs2)))
            case .slli: finish(.shift, i, index, clk, a, 0, a &<< imm)
            case .srli: finish(.shift, i, index, clk, a, 0, a &>> imm)
            case .srai: finish(.shift, i, index, clk, a, 0, shiftedArithmetically(a, imm))
            case .slt: finish(.compare, i, index, clk, a, read(i.rs2), isLess(a, read(i.rs2)) ? 1 : 0)
            case .sltu: finish(.compare, i, index, clk, a, read(i.rs2), a < read(i.rs2) ? 1 : 0)
            case .slti: finish(.compare, i, index, clk, a, 0, isLess(a, imm) ? 1 : 0)
            case .sltiu: finish(.compare, i, index, clk, a, 0, a < imm ? 1 : 0)
            case .mul: finish(.multiply, i, index, clk, a, read(i.rs2), a &* read(i.rs2))
            case .mulh: finish(.multiply, i, index, clk, a, read(i.rs2), a.multipliedHigh(read(i.rs2)))
            case .mulhsu: finish(.multiply, i, index, clk, a, read(i.rs2), a.multipliedHighSignedUnsigned(read(i.rs2)))
            case .mulhu: finish(.multiply, i, index, clk, a, read(i.rs2), a.multipliedHighUnsigned(read(i.rs2)))
            case .div: finish(.divide, i, index, clk, a, read(i.rs2), a.dividedSigned(read(i.rs2)))
            case .divu: finish(.divide, i, index, clk, a, read(i.rs2), a.dividedUnsigned(read(i.rs2)))
            case .rem: finish(.divide, i, index, clk, a, read(i.rs2), a.remainderSigned(read(i.rs2)))
            case .remu: finish(.divide, i, index, clk, a, read(i.rs2), a.remainderUnsigned(read(i.rs2)))

            case .beq, .bne, .blt, .bge, .bltu, .bgeu:
                let b = read(i.rs2)
                guard isTaken(i.operation, a, b) else {
                    finishBranch(i, index, clk, a, b, next: pc(index) &+ 4)
                    break
                }
                guard let next = jump(to: imm, from: index) else { return refuseJump(to: imm, index, &clk, &position) }
                finishBranch(i, index, clk, a, b, next: imm)
                index = next
                clk &+= 4
                continue

            case .jal, .jalr:
                let target = i.operation == .jal ? imm : (a &+ imm) & ~1
                guard let next = jump(to: target, from: index) else { return refuseJump(to: target, index, &clk, &position) }
                finishJump(i, index, clk, a, next: target)
                index = next
                clk &+= 4
                continue

            case .lw:
                let address = a &+ imm
                if let cause = refusal(address, bytes: 4, .load) { return .faulted(cause) }
                let word = unsafe words[Int(address >> 2)]
                finishLoad(.wordMemory, i, index, clk, a, address, word, word)
            case .lh, .lhu:
                let address = a &+ imm
                if let cause = refusal(address, bytes: 2, .load) { return .faulted(cause) }
                let word = unsafe words[Int(address >> 2)]
                let half = UInt16(truncatingIfNeeded: word &>> ((address & 3) &* 8))
                let value = i.operation == .lhu ? UInt32(half) : UInt32(bitPattern: Int32(Int16(bitPattern: half)))
                finishLoad(.subwordMemory, i, index, clk, a, address, word, value)
            case .lb, .lbu:
                let address = a &+ imm
                if let cause = refusal(address, bytes: 1, .load) { return .faulted(cause) }
                let word = unsafe words[Int(address >> 2)]
                let byte = UInt8(truncatingIfNeeded: word &>> ((address & 3) &* 8))
                let value = i.operation == .lbu ? UInt32(byte) : UInt32(bitPattern: Int32(Int8(bitPattern: byte)))
                finishLoad(.subwordMemory, i, index, clk, a, address, word, value)
            case .sw:
                let address = a &+ imm
                if let cause = refusal(address, bytes: 4, .store) { return .faulted(cause) }
                let b = read(i.rs2)
                finishStore(.wordMemory, i, index, clk, a, b, address, placed: b, mask: .max)
            case .sh:
                let address = a &+ imm
                if let cause = refusal(address, bytes: 2, .store) { return .faulted(cause) }
                let (b, shift) = (read(i.rs2), (address & 3) &* 8)
                finishStore(.subwordMemory, i, index, clk, a, b, address, placed: b &<< shift, mask: 0xFFFF &<< shift)
            case .sb:
                let address = a &+ imm
                if let cause = refusal(address, bytes: 1, .store) { return .faulted(cause) }
                let (b, shift) = (read(i.rs2), (address & 3) &* 8)
                finishStore(.subwordMemory, i, index, clk, a, b, address, placed: b &<< shift, mask: 0xFF &<< shift)

            case .ecall:
                if let stop = systemCall(index, clk) {
                    if case .halted = stop { clk &+= 4 }
                    return stop
                }
            case .ebreak: return .faulted(.breakpoint)
            case .illegal: return .faulted(.illegalInstruction(word: imm))
            case .outside:
                // Control came from the instruction before: jumps here are refused at the jump.
                return .faulted(.pcOutsideProgram(from: pc(index) &- 4))
            }
            index &+= 1
            clk &+= 4
        }
        return .checkpoint
    }

    @inline(__always)
    private func isLess(_ a: UInt32, _ b: UInt32) -> Bool {
        Int32(bitPattern: a) < Int32(bitPattern: b)
    }

    @inline(__always)
    private func shiftedArithmetically(_ a: UInt32, _ count: UInt32) -> UInt32 {
        UInt32(bitPattern: Int32(bitPattern: a) &>> Int32(bitPattern: count))
    }

    @inline(__always)
    private func isTaken(_ operation: Operation, _ a: UInt32, _ b: UInt32) -> Bool {
        switch operation {
        case .beq: a == b
        case .bne: a != b
        case .blt: isLess(a, b)
        case .bge: !isLess(a, b)
        case .bltu: a < b
        default: a >= b
        }
    }

    /// The cause when an access is not possible; nil, nearly always, when it is.
    @inline(__always)
    private func refusal(_ address: UInt32, bytes: UInt32, _ access: ProgramFault.Access) -> ProgramFault.Cause? {
        isReady(address, bytes: bytes) ? nil : admit(address, bytes: bytes, access)
    }

    /// The index of a jump's target, counted as an entry; nil where there is no instruction.
    @inline(__always)
    private func jump(to target: UInt32, from index: Int) -> Int? {
        let offset = target &- codeBase
        let next = Int(offset >> 2 | offset << 30)
        guard next < Int(codeCount), unsafe code[next].operation != .outside else { return nil }
        unsafe entries[index &+ 1] &-= 1
        unsafe entries[next] &+= 1
        return next
    }

    /// The fault of a jump to where there is no instruction: at the jump when the target is misaligned, else behind it.
    @inline(never)
    private func refuseJump(to target: UInt32, _ index: Int, _ clk: inout UInt32, _ position: inout HartPosition) -> Stop {
        if target % 4 != 0 { return .faulted(.misalignedJumpTarget(target)) }
        clk &+= 4
        position.pcOutside = target
        return .faulted(.pcOutsideProgram(from: pc(index)))
    }
}
