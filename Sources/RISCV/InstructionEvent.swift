/// One executed instruction, with everything that its row in a table needs; 15 words.
///
/// The clock of cycle i (counted from 0) is 4·(i + 1); what is there at the start has clock 0. A `…Clock` field is the clock of
/// the *previous* access to the same register or memory word. Accesses and their clocks are listed at `Family`. Fields of
/// accesses that the family does not make are 0.
public struct InstructionEvent: Equatable, Sendable {
    /// Address of the instruction.
    public var pc: UInt32 = 0
    /// Address of the next instruction; for the last event of an execution, pc + 4.
    public var nextPC: UInt32 = 0
    /// Clock of this cycle.
    public var clk: UInt32 = 0
    /// Index into `Program.instructions`.
    public var instructionIndex: UInt32 = 0
    /// Value of rs1 (ECALL: of a7) and the clock of its previous access.
    public var rs1: UInt32 = 0
    public var rs1Clock: UInt32 = 0
    /// Value of rs2 (ECALL: of a0, before) and the clock of its previous access.
    public var rs2: UInt32 = 0
    public var rs2Clock: UInt32 = 0
    /// Value of rd (ECALL: of a0) before, the clock of its previous access (possibly in this very cycle), and its value after.
    public var rdOld: UInt32 = 0
    public var rdClock: UInt32 = 0
    public var rdNew: UInt32 = 0
    /// Address of the memory word accessed (a multiple of 4, also for bytes and halves), its value before and after (the same
    /// for loads), and the clock of its previous access.
    public var memoryAddress: UInt32 = 0
    public var memoryOld: UInt32 = 0
    public var memoryNew: UInt32 = 0
    public var memoryClock: UInt32 = 0

    public init() {}
}

/// What an ECALL has beyond its `InstructionEvent`; parallel to the events of `Family.system`.
///
/// `write` reads the word at a1 at clk+1; `read` accesses the word at a1 at clk+1, replacing its value by the input word. Both
/// are in the event's memory fields. `exit` and `sha256` leave those fields 0.
public struct SystemEvent: Equatable, Sendable {
    /// Value of a1 and the clock of its previous access.
    public var a1: UInt32 = 0
    public var a1Clock: UInt32 = 0
    /// Value of a2 and the clock of its previous access.
    public var a2: UInt32 = 0
    public var a2Clock: UInt32 = 0
    /// For `write`: index of the word in the journal stream. For `read`: index of the word in the input stream. For `sha256`:
    /// index into `sha256Events`. For `exit`: 0.
    public var index: UInt32 = 0

    public init() {}
}

/// One application of the SHA-256 compression function (FIPS 180-4, section 6.2.2) by a system call.
public struct SHA256Event: Sendable {
    /// Clock of the ECALL. The block is read at clk+1; the state is read and replaced at clk+2.
    public var clk: UInt32 = 0
    /// Address of the 8 state words (a0).
    public var stateAddress: UInt32 = 0
    /// Address of the 16 message words (a1).
    public var blockAddress: UInt32 = 0
    /// The message words and the clocks of their previous accesses.
    public var block = InlineArray<16, UInt32>(repeating: 0)
    public var blockClocks = InlineArray<16, UInt32>(repeating: 0)
    /// The state words before and after, and the clocks of their previous accesses (clk+1 where they overlap the block).
    public var stateOld = InlineArray<8, UInt32>(repeating: 0)
    public var stateNew = InlineArray<8, UInt32>(repeating: 0)
    public var stateClocks = InlineArray<8, UInt32>(repeating: 0)

    public init() {}
}

/// A memory word that an execution accessed at least once.
public struct TouchedWord: Equatable, Sendable {
    /// Address, a multiple of 4.
    public var address: UInt32
    /// Value at the start: the image's word, or 0 from the image's end on.
    public var initial: UInt32
    /// Value at the halt.
    public var final: UInt32
    /// Clock of the last access.
    public var clock: UInt32

    public init(address: UInt32, initial: UInt32, final: UInt32, clock: UInt32) {
        self.address = address
        self.initial = initial
        self.final = final
        self.clock = clock
    }
}
