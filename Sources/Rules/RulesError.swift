import RISCV

/// Why a rule could not be compiled, its inputs not encoded, or a journal not read.
public enum RulesError: Error, Sendable, Equatable {
    /// The document or the inputs have these errors.
    case refused([Diagnostic])
    /// The document is sound, but a part of it can't be proven yet (rule index, reason).
    case notAvailable(rule: Int, reason: Diagnostic)
    /// The compiled rule would exceed a limit of the rule data format.
    case tooLarge(what: String, limit: Int, found: Int)
    /// The machine stopped the guest: a limit was reached.
    case guestFault(ProgramFault)
    /// The rule guest's ELF can't take the rule's data.
    case guestUnusable(ELFError)
    /// The journal isn't a statement of the rule guest (offset in bytes).
    case notAStatement(reason: String, offset: Int)
}
