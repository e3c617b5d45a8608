import RISCV
import ShippedGuests

/// An evaluation without a proof: the very image that would be proven, run on the machine.
public struct RuleEvaluation: Sendable {
    public let outcome: RuleOutcome
    /// The statement that a receipt would make; nil unless the outcome is `stated`.
    public let statement: Statement?
    /// The journal's bytes; empty unless the outcome is `stated`.
    public let journal: [UInt8]
    /// What the machine reports: exit code, cycles in all and per family.
    public let report: ExecutionReport

    /// Runs the rule guest on encoded inputs.
    ///
    /// Throws `.guestFault` when the limits are reached, `.notAStatement` should the guest write a journal that isn't one.
    public static func run(
        _ compiled: CompiledRule, inputs: RuleInputs, limits: ExecutionLimits = ExecutionLimits(), shouldStop: () -> Bool = { false }
    ) throws(RulesError) -> RuleEvaluation {
        try run(compiled.program(), input: inputs.bytes, limits: limits, shouldStop: shouldStop)
    }

    /// Runs a program made by `CompiledRule.program()` on any input bytes.
    public static func run(
        _ program: Program, input: [UInt8], limits: ExecutionLimits = ExecutionLimits(), shouldStop: () -> Bool = { false }
    ) throws(RulesError) -> RuleEvaluation {
        let report: ExecutionReport
        do throws(ProgramFault) {
            report = try Machine.run(program, input: input, limits: limits, shouldStop: shouldStop)
        } catch {
            throw .guestFault(error)
        }
        let outcome = RuleOutcome(exitCode: report.exitCode)
        guard outcome == .stated else { return RuleEvaluation(outcome: outcome, statement: nil, journal: [], report: report) }
        let statement = try Statement(journal: report.journal)
        return RuleEvaluation(outcome: outcome, statement: statement, journal: report.journal, report: report)
    }
}

extension CompiledRule {
    /// ELF of the rule guest, the same for every rule.
    public static var guest: [UInt8] { ShippedGuest.rule.elf }

    private static let guestProgram = Result<Program, ELFError> { () throws(ELFError) in try Program(elf: guest) }

    /// The rule guest with this rule's data: what is executed and proven.
    public func program() throws(RulesError) -> Program {
        do throws(ELFError) {
            return try Self.guestProgram.get().withData(data, atSymbol: Self.symbol)
        } catch {
            throw .guestUnusable(error)
        }
    }
}
