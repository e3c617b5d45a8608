extension ProgramFault: CustomStringConvertible {
    /// What happened, where and when, for the owner of the program and its input.
    public var description: String {
        "program fault at pc \(pc.hexadecimal) after \(cycle) cycles: \(cause)"
    }
}

extension ProgramFault.Cause {
    /// A stable name of the cause, free of data: fit for logs and for programs to compare.
    public var code: String {
        switch self {
        case .illegalInstruction: "illegal_instruction"
        case .breakpoint: "breakpoint"
        case .pcOutsideProgram: "pc_outside_program"
        case .misalignedJumpTarget: "misaligned_jump_target"
        case .misalignedAddress: "misaligned_address"
        case .addressOutOfRange: "address_out_of_range"
        case .unknownSystemCall: "unknown_system_call"
        case .badSystemCallArgument: "bad_system_call_argument"
        case .inputExhausted: "input_exhausted"
        case .inputTooLong: "input_too_long"
        case .journalTooLong: "journal_too_long"
        case .journalOverrun: "journal_overrun"
        case .journalIncomplete: "journal_incomplete"
        case .journalPaddingNotZero: "journal_padding_not_zero"
        case .cycleLimit: "cycle_limit"
        case .memoryLimit: "memory_limit"
        case .cancelled: "cancelled"
        case .hostMemoryUnavailable: "host_memory_unavailable"
        }
    }
}

extension ProgramFault.Cause: CustomStringConvertible {
    public var description: String {
        switch self {
        case .illegalInstruction(let word):
            return "illegal instruction \(word.hexadecimal)"
        case .breakpoint:
            return "ebreak"
        case .pcOutsideProgram(let from):
            return "no instruction at this address; control came from \(from.hexadecimal)"
        case .misalignedJumpTarget(let target):
            return "jump to \(target.hexadecimal), expected a multiple of 4"
        case .misalignedAddress(let address, let bytes, let access):
            return "\(access) of \(bytes) bytes at \(address.hexadecimal), expected a multiple of \(bytes)"
        case .addressOutOfRange(let address, let bytes, let access, let validFrom):
            let range = "\(validFrom.hexadecimal) ..< \(Program.memoryEnd.hexadecimal)"
            return "\(access) of \(bytes) bytes at \(address.hexadecimal), expected an address in \(range)"
        case .unknownSystemCall(let number):
            let known = SystemCall.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
            return "system call \(number), expected one of \(known)"
        case .badSystemCallArgument(let call, let argument, let expected, let found):
            return "system call \(call): \(argument) is \(found.hexadecimal), expected \(expected)"
        case .inputExhausted(let words):
            return "read after the last of \(words) input words"
        case .inputTooLong(let bytes, let limit):
            return "input of \(bytes) bytes, expected at most \(limit)"
        case .journalTooLong(let bytes, let limit):
            return "the journal's length word says \(bytes) bytes, expected at most \(limit)"
        case .journalOverrun(let bytes):
            return "write after the journal's announced length of \(bytes) bytes is complete"
        case .journalIncomplete(let expectedWords, let foundWords):
            return "exit with \(foundWords) journal words written, expected \(expectedWords) after the length word"
        case .journalPaddingNotZero:
            return "the bytes behind the journal's last one, up to a whole word, are not zero"
        case .cycleLimit(let limit):
            return "the limit of \(limit) cycles is reached"
        case .memoryLimit(let pages):
            return "the limit of \(pages) pages of \(ExecutionLimits.pageSize) bytes is reached"
        case .cancelled:
            return "stopped by the caller"
        case .hostMemoryUnavailable(let bytes):
            return "the host has no \(bytes) bytes of address space for the execution"
        }
    }
}

extension ProgramFault.Expectation: CustomStringConvertible {
    public var description: String {
        switch self {
        case .value(let value): "\(value)"
        case .multipleOfFour: "a multiple of 4"
        case .addressOf(let bytes): "the address of \(bytes) bytes in memory"
        }
    }
}
