/// Completion of instructions: the result goes to its place and, when recording, the event to its family's buffer.
///
/// Values are read by the loop; the order of accesses in a cycle is that of `Family`.
extension Hart {
    /// The next event of a family, its place in the program filled in; the buffer is zero before.
    @inline(__always)
    func append(_ family: Family, _ index: Int, _ clk: UInt32, next: UInt32) -> UnsafeMutablePointer<InstructionEvent> {
        let tail = unsafe tails + Int(family.rawValue)
        let event = unsafe tail.pointee
        unsafe tail.pointee = event + 1
        unsafe event.pointee.pc = pc(index)
        unsafe event.pointee.nextPC = next
        unsafe event.pointee.clk = clk
        unsafe event.pointee.instructionIndex = UInt32(truncatingIfNeeded: index)
        return unsafe event
    }

    /// Completes an instruction that reads rs1 and rs2 and writes rd; most immediate forms read x0 as rs2.
    @inline(__always)
    func finish(_ family: Family, _ i: Instruction, _ index: Int, _ clk: UInt32, _ a: UInt32, _ b: UInt32, _ result: UInt32) {
        if Mode.records {
            let event = unsafe append(family, index, clk, next: pc(index) &+ 4)
            unsafe event.pointee.rs1 = a
            unsafe event.pointee.rs1Clock = exchangeClock(i.rs1, clk)
            unsafe event.pointee.rs2 = b
            unsafe event.pointee.rs2Clock = exchangeClock(i.rs2, clk &+ 1)
            unsafe event.pointee.rdOld = read(i.rd)
            unsafe event.pointee.rdClock = exchangeClock(i.rd, clk &+ 2)
            unsafe event.pointee.rdNew = result
        }
        unsafe x[Int(i.rd)] = result
    }

    /// Records a branch.
    @inline(__always)
    func finishBranch(_ i: Instruction, _ index: Int, _ clk: UInt32, _ a: UInt32, _ b: UInt32, next: UInt32) {
        guard Mode.records else { return }
        let event = unsafe append(.branch, index, clk, next: next)
        unsafe event.pointee.rs1 = a
        unsafe event.pointee.rs1Clock = exchangeClock(i.rs1, clk)
        unsafe event.pointee.rs2 = b
        unsafe event.pointee.rs2Clock = exchangeClock(i.rs2, clk &+ 1)
    }

    /// Completes a jump: rd receives the address of the instruction behind it.
    @inline(__always)
    func finishJump(_ i: Instruction, _ index: Int, _ clk: UInt32, _ a: UInt32, next: UInt32) {
        let link = pc(index) &+ 4
        if Mode.records {
            let event = unsafe append(.jump, index, clk, next: next)
            unsafe event.pointee.rs1 = a
            unsafe event.pointee.rs1Clock = exchangeClock(i.rs1, clk)
            unsafe event.pointee.rdOld = read(i.rd)
            unsafe event.pointee.rdClock = exchangeClock(i.rd, clk &+ 2)
            unsafe event.pointee.rdNew = link
        }
        unsafe x[Int(i.rd)] = link
    }

    /// Completes a load of `result` from the word `word` around `address`.
    @inline(__always)
    func finishLoad(
        _ family: Family, _ i: Instruction, _ index: Int, _ clk: UInt32, _ a: UInt32, _ address: UInt32, _ word: UInt32,
        _ result: UInt32
    ) {
        if Mode.records {
            let event = unsafe append(family, index, clk, next: pc(index) &+ 4)
            unsafe event.pointee.rs1 = a
            unsafe event.pointee.rs1Clock = exchangeClock(i.rs1, clk)
            unsafe event.pointee.memoryAddress = address & ~3
            unsafe event.pointee.memoryOld = word
            unsafe event.pointee.memoryNew = word
            unsafe event.pointee.memoryClock = exchangeClock(ofWordAt: address, clk &+ 1)
            unsafe event.pointee.rdOld = read(i.rd)
            unsafe event.pointee.rdClock = exchangeClock(i.rd, clk &+ 2)
            unsafe event.pointee.rdNew = result
        }
        unsafe x[Int(i.rd)] = result
    }

    /// Completes a store of the bytes of `b` under `mask`, the value and mask already at their place in the word.
    @inline(__always)
    func finishStore(
        _ family: Family, _ i: Instruction, _ index: Int, _ clk: UInt32, _ a: UInt32, _ b: UInt32, _ address: UInt32, placed: UInt32,
        mask: UInt32
    ) {
        let place = unsafe words + Int(address >> 2)
        let old = unsafe place.pointee
        let new = (old & ~mask) | (placed & mask)
        if Mode.records {
            let event = unsafe append(family, index, clk, next: pc(index) &+ 4)
            unsafe event.pointee.rs1 = a
            unsafe event.pointee.rs1Clock = exchangeClock(i.rs1, clk)
            unsafe event.pointee.rs2 = b
            unsafe event.pointee.rs2Clock = exchangeClock(i.rs2, clk &+ 1)
            unsafe event.pointee.memoryAddress = address & ~3
            unsafe event.pointee.memoryOld = old
            unsafe event.pointee.memoryNew = new
            unsafe event.pointee.memoryClock = exchangeClock(ofWordAt: address, clk &+ 2)
        }
        unsafe place.pointee = new
    }
}
