import RISCV
import Rules
import Service

/// The engine of the product, except that a proof stops before it begins: the harness is about what leads there.
struct EngineWithoutProofs: ProofEngine {
    let proofFormat = "none"
    let preparedImages = (hits: 0, misses: 0)

    private let engine = BurhanEngine(threads: 1, limits: ExecutionLimits(maximumCycles: 1 << 18))

    func check(_ document: [UInt8]) -> (rule: RuleSummary?, findings: [Diagnostic]) { engine.check(document) }

    func compile(_ document: [UInt8]) throws(EngineError) -> RuleCompilation { try engine.compile(document) }

    func evaluate(_ document: [UInt8], _ request: StatementRequest, _ inputs: PrivateInputs) throws(EngineError) -> EvaluationReport {
        try engine.evaluate(document, request, inputs)
    }

    func prove(
        _ document: [UInt8], _ request: StatementRequest, _ inputs: PrivateInputs, progress: @escaping @Sendable (ProofProgress) -> Void,
        shouldStop: @escaping @Sendable () -> Bool
    ) throws(EngineError) -> RuleProof {
        throw .stopped
    }

    func verify(_ receipt: [UInt8], _ expectation: ReceiptExpectation) throws(EngineError) -> ReceiptVerdict {
        try engine.verify(receipt, expectation)
    }
}
