import RISCV
import Rules
import ZKVM

/// What can be proven: a guest program, or a rule on the rule guest.
enum Subject {
    case guest(Program)
    case rule(CheckedRule, Program)

    /// Tells the two kinds apart by content: an executable begins with the ELF magic number, a rule document is JSON.
    ///
    /// - Throws: `CommandError` with what is wrong with the file.
    init(at path: String, _ terminal: Terminal, quiet: Bool = false) throws(CommandError) {
        let bytes = try FileAccess.read(path)
        if bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46]) {
            self = .guest(try GuestFile.program(bytes, at: path))
        } else {
            let rule = try RuleFile.rule(bytes, at: path, terminal, quiet: quiet)
            do throws(RulesError) {
                self = .rule(rule, try CompiledRule(rule).program())
            } catch {
                throw error.commandError(path)
            }
        }
    }

    var program: Program {
        switch self {
        case .guest(let program), .rule(_, let program): program
        }
    }
}
