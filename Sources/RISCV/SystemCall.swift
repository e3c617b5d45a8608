/// The system calls of the guest ABI; the raw value is the number in a7.
public enum SystemCall: UInt32, CaseIterable, Sendable {
    /// `read(0, pointer, 4)`: the next input word goes to memory; returns 4.
    case read = 63
    /// `write(1, pointer, 4)`: the word in memory goes to the journal stream; returns 4.
    case write = 64
    /// `exit(code)`: halts.
    case exit = 93
    /// `sha256(state, block)`: one compression, in place; returns 0.
    case sha256 = 0x1000
}
