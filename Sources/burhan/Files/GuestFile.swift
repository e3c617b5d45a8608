import RISCV

/// Loads the guest program that a command names.
enum GuestFile {
    /// - Throws: `CommandError.unreadableFile`, or `.malformed` with what is wrong with the executable.
    static func program(at path: String) throws(CommandError) -> Program {
        try program(try FileAccess.read(path), at: path)
    }

    /// - Parameter path: names the file in errors.
    static func program(_ bytes: [UInt8], at path: String) throws(CommandError) -> Program {
        do throws(ELFError) {
            return try Program(elf: bytes)
        } catch {
            throw .malformed(what: path, reason: "not a guest program: \(error)")
        }
    }
}
