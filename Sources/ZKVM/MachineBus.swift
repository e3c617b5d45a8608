import StarkVerifier

/// The buses of the machine; `docs/arithmetization.md` says what each one proves.
public enum MachineBus {
    /// (pc, clk): where the hart stands.
    public static let state = Bus(number: 1, name: "state", arity: 2)
    /// (pc, code, 6 fields): the instruction at an address, see `InstructionCode`.
    public static let program = Bus(number: 2, name: "program", arity: 8)
    /// (space, address, low limb, high limb, clock): the content of a register or memory word since a clock.
    public static let memory = Bus(number: 3, name: "memory", arity: 5)
    /// (value): 0..<2^16.
    public static let range = Bus(number: 4, name: "range", arity: 1)
    /// (a, b): both 0..<2^8.
    public static let bytes = Bus(number: 5, name: "bytes", arity: 2)
    /// (a, b, a AND b): both 0..<2^8.
    public static let and = Bus(number: 6, name: "and", arity: 3)
    /// (index, low limb, high limb): a word of the journal stream.
    public static let journal = Bus(number: 7, name: "journal", arity: 3)
    /// (exit code low limb, high limb, number of journal words): the end of the execution.
    public static let halt = Bus(number: 8, name: "halt", arity: 3)
    /// (word index): addresses / 4 of memory behind the image, in increasing order.
    public static let zeroOrder = Bus(number: 9, name: "zero order", arity: 1)
    /// (clk, state address, block address): a SHA-256 compression.
    public static let sha256Call = Bus(number: 10, name: "SHA-256 call", arity: 3)
    /// (round, low and high limb of its constant, first, block, final, last): what a SHA-256 round is given.
    public static let sha256Round = Bus(number: 11, name: "SHA-256 round", arity: 7)

    /// All buses, by number.
    public static let all = [
        state, program, memory, range, bytes, and, journal, halt, zeroOrder, sha256Call, sha256Round,
    ]
}

/// The first entry of a memory tuple.
enum MemorySpace {
    /// Registers 0…31 and the register for discarded results; the address is the register's number.
    static let registers = 0
    /// Memory; the address is a byte address.
    static let memory = 1
    /// The number of journal words written so far, at address 0.
    static let journalCounter = 2
}
