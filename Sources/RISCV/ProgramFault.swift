/// An execution ended without `exit`: where, when and why.
///
/// The data of a cause may derive from private input (an address computed from it, say): it is for the caller that owns the
/// input, not for a log.
public struct ProgramFault: Error, Equatable, Sendable {
    /// Address of the instruction that could not complete.
    public var pc: UInt32
    /// Number of instructions completed before it.
    public var cycle: Int
    /// Why it could not.
    public var cause: Cause

    public init(pc: UInt32, cycle: Int, cause: Cause) {
        self.pc = pc
        self.cycle = cycle
        self.cause = cause
    }

    /// How memory was to be accessed.
    public enum Access: Equatable, Sendable {
        case load, store
    }

    /// A register that a system call takes an argument in.
    public enum Argument: Equatable, Sendable {
        case a0, a1, a2
    }

    /// What a system call's argument should have been.
    public enum Expectation: Equatable, Sendable {
        case value(UInt32)
        case multipleOfFour
        /// The address of this many bytes inside the valid memory.
        case addressOf(bytes: UInt32)
    }

    /// The causes of faults.
    public enum Cause: Equatable, Sendable {
        /// The word is no instruction of RV32IM.
        case illegalInstruction(word: UInt32)
        /// EBREAK was executed.
        case breakpoint
        /// There is no instruction at pc; the one executed before was at `from` (the entry itself at the start).
        case pcOutsideProgram(from: UInt32)
        /// A taken branch or a jump leads to an address that is not a multiple of 4.
        case misalignedJumpTarget(UInt32)
        /// The address is not a multiple of the access size, 2 or 4 bytes.
        case misalignedAddress(UInt32, bytes: UInt32, Access)
        /// The address is not in the valid memory, `validFrom` ..< 2^28.
        case addressOutOfRange(UInt32, bytes: UInt32, Access, validFrom: UInt32)
        /// The number in a7 is no system call.
        case unknownSystemCall(number: UInt32)
        /// An argument of a system call is not what it must be.
        case badSystemCallArgument(call: SystemCall, argument: Argument, expected: Expectation, found: UInt32)
        /// `read` after the last of `words` input words.
        case inputExhausted(words: Int)
        /// The input is longer than the limit, in bytes.
        case inputTooLong(bytes: Int, limit: Int)
        /// The journal's length word announces more than the limit, in bytes.
        case journalTooLong(bytes: UInt32, limit: Int)
        /// `write` after the journal's announced length, in bytes, is complete.
        case journalOverrun(bytes: UInt32)
        /// `exit` before the journal's announced length is complete, in words without the length word.
        case journalIncomplete(expectedWords: Int, foundWords: Int)
        /// The bytes that pad the journal to a whole word are not zero.
        case journalPaddingNotZero
        /// The limit of cycles is used up.
        case cycleLimit(Int)
        /// The access needs one page more than the limit allows.
        case memoryLimit(pages: Int)
        /// The caller asked to stop.
        case cancelled
        /// The host has no address space for the execution.
        case hostMemoryUnavailable(bytes: Int)
    }
}
