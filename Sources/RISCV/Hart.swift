/// Whether the loop writes down every event; chosen at compile time, so that there is one loop and two specialisations of it.
protocol ExecutionMode {
    static var records: Bool { get }
}

/// Executes only.
enum Running: ExecutionMode {
    @inline(__always) static var records: Bool { false }
}

/// Executes and records.
enum Recording: ExecutionMode {
    @inline(__always) static var records: Bool { true }
}

/// Why the loop came back to its caller.
enum Stop {
    case halted
    case checkpoint
    case faulted(ProgramFault.Cause)
}

/// The loop's position: between calls of the loop, and where it stopped.
struct HartPosition {
    /// Index of the next instruction; of the one that could not complete after a fault.
    var index: Int
    /// Clock of the next instruction.
    var clk: UInt32
    /// Clock at which the loop comes back.
    var checkpoint: UInt32
    /// Address to report a fault at when it is outside the program.
    var pcOutside: UInt32?
}

/// The one hardware thread: pointers into the memory of an execution, and the accesses to it that the loop is made of.
///
/// Trivial: copying it touches no reference count. It must not outlive the objects that it was made from.
@safe struct Hart<Mode: ExecutionMode> {
    let code: UnsafePointer<Instruction>
    let codeBase: UInt32
    let codeCount: UInt32
    let imageBase: UInt32
    let words: UnsafeMutablePointer<UInt32>
    let clocks: UnsafeMutablePointer<UInt32>
    let pages: UnsafeMutablePointer<UInt8>
    let x: UnsafeMutablePointer<UInt32>
    let entries: UnsafeMutablePointer<Int32>
    let surroundings: UnsafeMutablePointer<Surroundings>
    /// Per family: where the next event goes. Never read when running.
    let tails: UnsafeMutablePointer<UnsafeMutablePointer<InstructionEvent>>

    init(
        _ program: Program, _ memory: GuestMemory, _ surroundings: UnsafeMutablePointer<Surroundings>,
        tails: UnsafeMutablePointer<UnsafeMutablePointer<InstructionEvent>>
    ) {
        unsafe code = UnsafePointer(memory.code)
        codeBase = program.codeBase
        codeCount = UInt32(program.instructions.count)
        imageBase = program.imageBase
        unsafe words = memory.words
        unsafe clocks = memory.clocks
        unsafe pages = memory.pages
        unsafe x = memory.registers
        unsafe entries = memory.entries
        unsafe self.surroundings = surroundings
        unsafe self.tails = tails
    }

    /// Address of the instruction at an index.
    @inline(__always)
    func pc(_ index: Int) -> UInt32 {
        codeBase &+ UInt32(truncatingIfNeeded: index) &* 4
    }

    /// Value of a register.
    @inline(__always)
    func read(_ register: UInt8) -> UInt32 {
        unsafe x[Int(register)]
    }

    /// The clock of the previous access to a register, which becomes `clk`; when recording only.
    @inline(__always)
    func exchangeClock(_ register: UInt8, _ clk: UInt32) -> UInt32 {
        let place = unsafe x + (Instruction.registerCount + Int(register))
        let previous = unsafe place.pointee
        unsafe place.pointee = clk
        return previous
    }

    /// The clock of the previous access to the word at an address, which becomes `clk`; when recording only.
    @inline(__always)
    func exchangeClock(ofWordAt address: UInt32, _ clk: UInt32) -> UInt32 {
        let place = unsafe clocks + Int(address >> 2)
        let previous = unsafe place.pointee
        unsafe place.pointee = clk
        return previous
    }

    /// Whether an access needs nothing but itself: aligned to its size, in valid memory, on a page accessed before.
    @inline(__always)
    func isReady(_ address: UInt32, bytes: UInt32) -> Bool {
        // `imageBase` is a multiple of 4: rotating the low bits to the top refuses misaligned addresses by the same comparison.
        let shift: UInt32 = bytes == 4 ? 2 : bytes == 2 ? 1 : 0
        let offset = address &- imageBase
        let rotated = shift == 0 ? offset : (offset >> shift | offset << (32 &- shift))
        guard rotated < (Program.memoryEnd &- imageBase) >> shift else { return false }
        return unsafe pages[Int(address >> 12)] != 0
    }

    /// Makes an access ready, or says why it can't be.
    @inline(never)
    func admit(_ address: UInt32, bytes: UInt32, _ access: ProgramFault.Access) -> ProgramFault.Cause? {
        guard address % bytes == 0 else { return .misalignedAddress(address, bytes: bytes, access) }
        guard contains(address, bytes: bytes) else {
            return .addressOutOfRange(address, bytes: bytes, access, validFrom: imageBase)
        }
        return touch(address)
    }

    /// Whether bytes are in the valid memory.
    func contains(_ address: UInt32, bytes: UInt32) -> Bool {
        address >= imageBase && address <= Program.memoryEnd - bytes
    }

    /// Counts the page of a valid address when it was not accessed before.
    func touch(_ address: UInt32) -> ProgramFault.Cause? {
        guard unsafe pages[Int(address >> 12)] == 0 else { return nil }
        guard unsafe surroundings.pointee.touchedPages < surroundings.pointee.limits.maximumPages else {
            return .memoryLimit(pages: unsafe surroundings.pointee.limits.maximumPages)
        }
        unsafe surroundings.pointee.touchedPages += 1
        unsafe pages[Int(address >> 12)] = 1
        return nil
    }
}

/// What an execution exchanges with the outside.
struct Surroundings {
    let limits: ExecutionLimits
    let input: [UInt32]
    var inputRead = 0
    var journal = JournalStream()
    var touchedPages = 0
    var compressions = 0
    var systemEvents: [SystemEvent] = []
    var sha256Events: [SHA256Event] = []
}
