import RISCV
import Rules
import StarkVerifier
import Synchronization
import ZKVM

/// The engine of the product: rules compiled to the rule guest, executed and proven on the zero-knowledge machine.
///
/// The images of the rules used last are kept, up to 256 MB of them, so that the commitment of a rule (some milliseconds) is made once.
public final class BurhanEngine: ProofEngine {
    private struct Entry {
        let compiled: CompiledRule
        let image: Image
    }

    /// A document that is a rule, as it was read.
    private struct ReadRule {
        let compiled: CompiledRule
        let findings: [Diagnostic]
    }

    private struct State {
        /// By the document's bytes, so that a thousand orders for one deployment read its document once.
        var rules = RecentlyUsed<[UInt8], ReadRule>(limit: 16_000_000)
        /// By rule digest.
        var prepared = RecentlyUsed<[UInt8], Entry>(limit: 256_000_000)
        /// How much longer recent proofs took than was estimated.
        var slowness = 1.0
        var hits = 0
        var misses = 0
    }

    private let state = Mutex(State())
    private let threads: Int
    private let limits: ExecutionLimits

    /// `threads` are used by each proof; nil means as many as the machine has cores.
    public init(threads: Int? = nil, limits: ExecutionLimits = ExecutionLimits()) {
        self.threads = threads ?? ProveOptions.allCores
        self.limits = limits
    }

    public var capabilities: EngineCapabilities {
        var capabilities = EngineCapabilities()
        capabilities.engines = ["stark"]
        capabilities.receiptFormats = [Int(Receipt.version)]
        capabilities.parameterSets = [(StarkParameters.standard, "standard"), (StarkParameters.compact, "compact")].map {
            EngineCapabilities.ParameterSet(identifier: Int($0.0.identifier), name: $0.1)
        }
        return capabilities
    }

    public var proofFormat: String { "receipt \(Receipt.version)" }

    public var preparedImages: (hits: Int, misses: Int) { state.withLock { ($0.hits, $0.misses) } }

    public func check(_ document: [UInt8]) -> (rule: RuleSummary?, findings: [Diagnostic]) {
        let rule: ReadRule
        do throws(EngineError) { rule = try read(document) } catch { return (nil, Self.findings(error)) }
        do throws(EngineError) { return (Self.summary(try prepared(rule.compiled)), rule.findings) } catch {
            return (nil, rule.findings + Self.findings(error))
        }
    }

    /// What an error says of a document.
    private static func findings(_ error: EngineError) -> [Diagnostic] {
        if case .refused(let findings) = error { return findings }
        return [Diagnostic(.notSupported, at: "", "The rule could not be prepared for proving.")]
    }

    public func compile(_ document: [UInt8]) throws(EngineError) -> RuleCompilation {
        let rule = try read(document)
        let entry = try prepared(rule.compiled)
        do throws(RulesError) {
            return RuleCompilation(
                summary: Self.summary(entry), explanation: Explanation(entry.compiled.rule).text,
                guestSource: try entry.compiled.rule.guestSource(), warnings: rule.findings.filter { $0.severity == .warning })
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
            failure: failure, statement: run.statement?.json, cycles: run.report.cycles, estimate: estimate(entry, run.report))
    }

    public func prove(
        _ document: [UInt8], _ request: StatementRequest, _ inputs: PrivateInputs, progress: @escaping @Sendable (ProofProgress) -> Void,
        shouldStop: @escaping @Sendable () -> Bool
    ) throws(EngineError) -> RuleProof {
        let entry = try prepared(document)
        let encoded = try Self.encoded(entry.compiled, request, inputs)
        let proof: (receipt: Receipt, statistics: ProveStatistics)
        do throws(ProveError) {
            proof = try Prover.prove(
                entry.image, input: encoded.bytes, options: ProveOptions(limits: limits, threads: threads),
                progress: {
                    progress(
                        ProofProgress(
                            phase: $0.phase, percent: Int($0.fraction * 100),
                            secondsRemaining: $0.secondsRemaining.map { Int($0.rounded(.up)) }))
                }, shouldStop: shouldStop)
        } catch {
            throw Self.error(error)
        }
        if let failure = try Self.failure(RuleOutcome(exitCode: proof.receipt.exitCode), entry.compiled.document) {
            throw .statementFalse(failure)
        }
        learn(from: proof.statistics)
        do throws(RulesError) {
            return RuleProof(
                imageID: entry.image.id.digest.bytes, receipt: proof.receipt.encoded(), journal: proof.receipt.journal,
                statement: try Statement(journal: proof.receipt.journal).json, cycles: proof.statistics.cycles)
        } catch { throw Self.error(error) }
    }

    // MARK: Steps

    /// Reads and compiles a document; `.refused` carries all that was found in it.
    private func read(_ document: [UInt8]) throws(EngineError) -> ReadRule {
        if let known = state.withLock({ $0.rules.find(document) }) { return known }
        let result = RuleDocument.parse(document)
        guard let rule = result.rule else { throw .refused(result.diagnostics) }
        let read: ReadRule
        do throws(RulesError) { read = ReadRule(compiled: try CompiledRule(rule), findings: result.diagnostics) } catch {
            throw .refused(result.diagnostics + Self.findings(Self.error(error)))
        }
        // What is made of a document takes some twenty times its bytes.
        state.withLock { $0.rules.insert(document, read, bytes: 20 * document.count) }
        return read
    }

    private func prepared(_ document: [UInt8]) throws(EngineError) -> Entry { try prepared(read(document).compiled) }

    private func prepared(_ compiled: CompiledRule) throws(EngineError) -> Entry {
        do throws(RulesError) {
            let known = state.withLock { state in
                let known = state.prepared.find(compiled.digest)
                if known == nil { state.misses += 1 } else { state.hits += 1 }
                return known
            }
            if let known { return known }
            let entry = Entry(compiled: compiled, image: Image(try compiled.program(), threads: threads))
            state.withLock { $0.prepared.insert(compiled.digest, entry, bytes: entry.image.preparedBytes) }
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

    // MARK: Estimates

    /// What a proof of an execution will take here. The first call measures the machine, for about half a second.
    private func estimate(_ entry: Entry, _ report: ExecutionReport) -> ProofEstimate? {
        guard let calibration = try? MachineCalibration.shared(threads: threads) else { return nil }
        let slowness = state.withLock { $0.slowness }
        let estimate = ProvingEstimate(entry.image.program, report, calibration: calibration.scaled(by: slowness))
        guard let seconds = estimate.seconds, let range = estimate.secondsRange else { return nil }
        return ProofEstimate(
            milliseconds: Int(seconds * 1000), range: Int(range.lowerBound * 1000)...Int((range.upperBound * 1000).rounded(.up)),
            peakBytes: estimate.peakBytes, receiptBytes: estimate.receiptBytes)
    }

    /// Lets estimates follow what proofs take beside other work on this machine.
    private func learn(from statistics: ProveStatistics) {
        guard let calibration = MachineCalibration.known(threads: threads) else { return }
        let ratio = statistics.seconds / max(calibration.seconds(cells: statistics.committedCells), 1e-6)
        state.withLock { $0.slowness = 0.7 * $0.slowness + 0.3 * min(max(ratio, 0.2), 20) }
    }
}
