import RISCV
import Rules
import Synchronization
import ZKVM

/// The engine of the product: rules compiled to the rule guest, executed and proven on the zero-knowledge machine.
///
/// Images are kept for the 64 rules used last, so that the commitment of a rule (a few milliseconds) is made once.
public final class BurhanEngine: ProofEngine {
    private struct Entry {
        let compiled: CompiledRule
        let image: Image
        var lastUse: Int
    }

    private struct State {
        var entries: [[UInt8]: Entry] = [:]
        var clock = 0
        /// Cycles and milliseconds of the last proof, from which others are estimated.
        var lastProof: (cycles: Int, milliseconds: Int)?
    }

    private static let capacity = 64
    private let state = Mutex(State())
    private let threads: Int
    private let limits: ExecutionLimits

    /// `threads` are used by each proof, the machine's cores by default.
    public init(threads: Int = ProveOptions.allCores, limits: ExecutionLimits = ExecutionLimits()) {
        self.threads = threads
        self.limits = limits
    }

    public func check(_ document: [UInt8]) -> (rule: RuleSummary?, findings: [Diagnostic]) {
        let result = RuleDocument.parse(document)
        do throws(EngineError) {
            guard let rule = result.rule else { return (nil, result.diagnostics) }
            return (Self.summary(try prepared(rule)), result.diagnostics)
        } catch {
            guard case .refused(let findings) = error else {
                let finding = Diagnostic(.notSupported, at: "", "The rule could not be prepared for proving.")
                return (nil, result.diagnostics + [finding])
            }
            return (nil, result.diagnostics + findings)
        }
    }

    public func compile(_ document: [UInt8]) throws(EngineError) -> RuleCompilation {
        let entry = try prepared(document)
        do throws(RulesError) {
            return RuleCompilation(
                summary: Self.summary(entry), explanation: Explanation(entry.compiled.rule).text,
                guestSource: try entry.compiled.rule.guestSource(), warnings: RuleDocument.parse(document).warnings)
        } catch { throw Self.error(error) }
    }

    public func evaluate(_ document: [UInt8], _ request: StatementRequest, _ inputs: PrivateInputs) throws(EngineError) -> EvaluationReport
    {
        let entry = try prepared(document)
        var question = request
        question.allowsNegativeResult = false
        var run = try execute(entry, question, inputs)
        let failure = try Self.failure(run.outcome, entry.compiled.document)
        if let failure, failure.error == nil, request.allowsNegativeResult { run = try execute(entry, request, inputs) }
        return EvaluationReport(
            failure: failure, statement: run.statement?.json, cycles: run.report.cycles, estimatedMilliseconds: estimate(run.report.cycles))
    }

    public func prove(
        _ document: [UInt8], _ request: StatementRequest, _ inputs: PrivateInputs, progress: @escaping @Sendable (ProofProgress) -> Void,
        shouldStop: @escaping @Sendable () -> Bool
    ) throws(EngineError) -> RuleProof {
        let entry = try prepared(document)
        let encoded = try Self.encoded(entry.compiled, request, inputs)
        let start = ContinuousClock.now
        let proof: (receipt: Receipt, statistics: ProveStatistics)
        do throws(ProveError) {
            proof = try Prover.prove(
                entry.image, input: encoded.bytes, options: ProveOptions(limits: limits, threads: threads),
                progress: { progress(ProofProgress(phase: $0.phase, percent: Int($0.fraction * 100))) }, shouldStop: shouldStop)
        } catch {
            throw Self.error(error)
        }
        if let failure = try Self.failure(RuleOutcome(exitCode: proof.receipt.exitCode), entry.compiled.document) {
            throw .statementFalse(failure)
        }
        let elapsed = start.duration(to: .now).components
        let milliseconds = Int(elapsed.seconds) * 1000 + Int(elapsed.attoseconds / 1_000_000_000_000_000)
        state.withLock { $0.lastProof = (proof.statistics.cycles, milliseconds) }
        do throws(RulesError) {
            return RuleProof(
                imageID: entry.image.id.digest.bytes, receipt: proof.receipt.encoded(), journal: proof.receipt.journal,
                statement: try Statement(journal: proof.receipt.journal).json, cycles: proof.statistics.cycles)
        } catch { throw Self.error(error) }
    }

    // MARK: Steps

    private func prepared(_ document: [UInt8]) throws(EngineError) -> Entry {
        let result = RuleDocument.parse(document)
        guard let rule = result.rule else { throw .refused(result.diagnostics) }
        return try prepared(rule)
    }

    private func prepared(_ rule: CheckedRule) throws(EngineError) -> Entry {
        do throws(RulesError) {
            let compiled = try CompiledRule(rule)
            let known = state.withLock { state -> Entry? in
                state.clock += 1
                state.entries[compiled.digest]?.lastUse = state.clock
                return state.entries[compiled.digest]
            }
            if let known { return known }
            let entry = Entry(compiled: compiled, image: Image(try compiled.program(), threads: threads), lastUse: 0)
            state.withLock { state in
                state.entries[compiled.digest] = entry
                state.entries[compiled.digest]?.lastUse = state.clock
                if state.entries.count > Self.capacity, let oldest = state.entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
                    state.entries[oldest.key] = nil
                }
            }
            return entry
        } catch { throw Self.error(error) }
    }

    private func execute(_ entry: Entry, _ request: StatementRequest, _ inputs: PrivateInputs) throws(EngineError) -> RuleEvaluation {
        let encoded = try Self.encoded(entry.compiled, request, inputs)
        do throws(RulesError) { return try RuleEvaluation.run(entry.image.program, input: encoded.bytes, limits: limits) } catch {
            throw Self.error(error)
        }
    }

    private static func encoded(_ rule: CompiledRule, _ request: StatementRequest, _ inputs: PrivateInputs) throws(EngineError)
        -> RuleInputs
    {
        let (json, findings) = JSONParser.parse(inputs.json.bytes, limits: .inputs)
        guard let json else { throw .refused(findings) }
        do throws(RulesError) {
            return try RuleInputs.encode(
                rule.rule, privateInputs: json, publicParams: request.publicParams,
                options: RuleInputs.Options(
                    asOf: request.asOf, challenge: request.challenge, audience: request.audience, scope: request.scope, salt: inputs.salt,
                    allowsNegativeResult: request.allowsNegativeResult))
        } catch { throw Self.error(error) }
    }

    private static func summary(_ entry: Entry) -> RuleSummary {
        let document = entry.compiled.document
        return RuleSummary(
            imageID: entry.image.id.digest.bytes, useCase: document.useCase, description: document.description, version: document.version,
            ruleTypes: document.rules.map(\.typeName), usesSalt: entry.compiled.rule.usesSalt, normalForm: document.json)
    }

    /// A time in proportion to the last proof, nil before the first one.
    private func estimate(_ cycles: Int) -> Int? {
        state.withLock { state in
            guard let last = state.lastProof else { return nil }
            return last.milliseconds * max(cycles, last.cycles) / max(last.cycles, 1)
        }
    }
}
