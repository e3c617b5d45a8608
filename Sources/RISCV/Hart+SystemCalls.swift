extension Hart {
    private var a0: UInt8 { 10 }
    private var a1: UInt8 { 11 }
    private var a2: UInt8 { 12 }
    private var a7: UInt8 { 17 }

    /// Performs the ECALL at an index; nil when execution goes on behind it.
    @inline(never)
    func systemCall(_ index: Int, _ clk: UInt32) -> Stop? {
        guard let call = SystemCall(rawValue: read(a7)) else { return .faulted(.unknownSystemCall(number: read(a7))) }
        if let cause = argumentFault(call) { return .faulted(cause) }
        var event = InstructionEvent()
        var system = SystemEvent()
        if Mode.records {
            event.pc = pc(index)
            event.nextPC = pc(index) &+ 4
            event.clk = clk
            event.instructionIndex = UInt32(truncatingIfNeeded: index)
            event.rs1 = read(a7)
            event.rs1Clock = exchangeClock(a7, clk)
            event.rs2 = read(a0)
            event.rs2Clock = exchangeClock(a0, clk)
            system.a1 = read(a1)
            system.a1Clock = exchangeClock(a1, clk)
            system.a2 = read(a2)
            system.a2Clock = exchangeClock(a2, clk)
        }
        let result: UInt32
        switch call {
        case .exit:
            if let cause = unsafe surroundings.pointee.journal.incompleteness() { return .faulted(cause) }
            result = read(a0)
        case .write:
            let word = unsafe words[Int(read(a1) >> 2)]
            system.index = UInt32(truncatingIfNeeded: unsafe surroundings.pointee.journal.words.count)
            if let cause = unsafe surroundings.pointee.journal.append(word) { return .faulted(cause) }
            if Mode.records { recordWord(&event, read(a1), clk, new: word) }
            result = 4
        case .read:
            let position = unsafe surroundings.pointee.inputRead
            let count = unsafe surroundings.pointee.input.count
            guard position < count else { return .faulted(.inputExhausted(words: count)) }
            let word = unsafe surroundings.pointee.input[position]
            unsafe surroundings.pointee.inputRead += 1
            system.index = UInt32(truncatingIfNeeded: position)
            if Mode.records { recordWord(&event, read(a1), clk, new: word) }
            unsafe words[Int(read(a1) >> 2)] = word
            result = 4
        case .sha256:
            system.index = UInt32(truncatingIfNeeded: unsafe surroundings.pointee.sha256Events.count)
            compress(clk)
            result = 0
        }
        if Mode.records {
            event.rdOld = read(a0)
            event.rdClock = exchangeClock(a0, clk &+ 2)
            event.rdNew = result
            let tail = unsafe tails + Int(Family.system.rawValue)
            unsafe tail.pointee.pointee = event
            unsafe tail.pointee += 1
            unsafe surroundings.pointee.systemEvents.append(system)
        }
        unsafe x[Int(a0)] = result
        if case .exit = call { return .halted }
        return nil
    }

    /// The access of a stream call to the word at a1.
    private func recordWord(_ event: inout InstructionEvent, _ address: UInt32, _ clk: UInt32, new: UInt32) {
        event.memoryAddress = address
        event.memoryOld = unsafe words[Int(address >> 2)]
        event.memoryNew = new
        event.memoryClock = exchangeClock(ofWordAt: address, clk &+ 1)
    }

    /// What is wrong with the arguments of a call; pages that it accesses are counted.
    private func argumentFault(_ call: SystemCall) -> ProgramFault.Cause? {
        switch call {
        case .exit:
            return nil
        case .read, .write:
            let stream: UInt32 = call == .read ? 0 : 1
            guard read(a0) == stream else { return bad(call, .a0, .value(stream), a0) }
            if let cause = pointerFault(call, .a1, a1, bytes: 4) { return cause }
            guard read(a2) == 4 else { return bad(call, .a2, .value(4), a2) }
            return touch(read(a1))
        case .sha256:
            if let cause = pointerFault(call, .a0, a0, bytes: 32) ?? pointerFault(call, .a1, a1, bytes: 64) { return cause }
            return touch(read(a0)) ?? touch(read(a0) + 28) ?? touch(read(a1)) ?? touch(read(a1) + 60)
        }
    }

    private func pointerFault(
        _ call: SystemCall, _ argument: ProgramFault.Argument, _ register: UInt8, bytes: UInt32
    ) -> ProgramFault.Cause? {
        guard read(register) % 4 == 0 else { return bad(call, argument, .multipleOfFour, register) }
        return contains(read(register), bytes: bytes) ? nil : bad(call, argument, .addressOf(bytes: bytes), register)
    }

    private func bad(
        _ call: SystemCall, _ argument: ProgramFault.Argument, _ expected: ProgramFault.Expectation, _ register: UInt8
    ) -> ProgramFault.Cause {
        .badSystemCallArgument(call: call, argument: argument, expected: expected, found: read(register))
    }

    /// One SHA-256 compression of the block at a1 into the state at a0: all reads come before the writes.
    private func compress(_ clk: UInt32) {
        var event = SHA256Event()
        event.clk = clk
        event.stateAddress = read(a0)
        event.blockAddress = read(a1)
        for index in 0..<16 {
            let address = event.blockAddress + 4 * UInt32(index)
            event.block[index] = unsafe words[Int(address >> 2)]
            if Mode.records { event.blockClocks[index] = exchangeClock(ofWordAt: address, clk &+ 1) }
        }
        for index in 0..<8 {
            let address = event.stateAddress + 4 * UInt32(index)
            event.stateOld[index] = unsafe words[Int(address >> 2)]
            if Mode.records { event.stateClocks[index] = exchangeClock(ofWordAt: address, clk &+ 2) }
        }
        event.stateNew = SHA256Compression.compress(event.stateOld, event.block)
        for index in 0..<8 {
            unsafe words[Int(event.stateAddress >> 2) + index] = event.stateNew[index]
        }
        unsafe surroundings.pointee.compressions += 1
        if Mode.records { unsafe surroundings.pointee.sha256Events.append(event) }
    }
}
