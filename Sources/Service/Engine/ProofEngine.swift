import Rules

/// What the service asks of the machinery that checks, compiles, executes, proves and verifies rules.
///
/// All calls are synchronous and may take long; the service makes them on threads of its own. Messages in answers and errors
/// never hold private values.
public protocol ProofEngine: Sendable {
    /// Names format and parameters of the receipts, so that a kept proof of another format is not taken for a new one.
    var proofFormat: String { get }

    /// How often the image of a rule was found prepared, and how often it was not.
    var preparedImages: (hits: Int, misses: Int) { get }

    /// Checks a document; every finding at once. The rule is nil exactly when a finding is an error.
    func check(_ document: [UInt8]) -> (rule: RuleSummary?, findings: [Diagnostic])

    /// Compiles a sound document for display: explanation, image ID, equivalent guest source.
    func compile(_ document: [UInt8]) throws(EngineError) -> RuleCompilation

    /// Executes the image that would be proven, without proving.
    func evaluate(_ document: [UInt8], _ request: StatementRequest, _ inputs: PrivateInputs) throws(EngineError) -> EvaluationReport

    /// Proves; `progress` is called from time to time, `shouldStop` often: once it answers true the call throws `.stopped` soon.
    func prove(
        _ document: [UInt8], _ request: StatementRequest, _ inputs: PrivateInputs, progress: @escaping @Sendable (ProofProgress) -> Void,
        shouldStop: @escaping @Sendable () -> Bool
    ) throws(EngineError) -> RuleProof

    /// What this engine can do.
    var capabilities: EngineCapabilities { get }

    /// Verifies any bytes; a receipt that isn't one throws `.malformedReceipt`, a false one is a verdict.
    func verify(_ receipt: [UInt8], _ expectation: ReceiptExpectation) throws(EngineError) -> ReceiptVerdict
}

extension ProofEngine {
    public var capabilities: EngineCapabilities { EngineCapabilities() }
}

/// What an engine can do, by names that do not change.
public struct EngineCapabilities: Sendable, Equatable {
    public var engines: [String] = []
    /// Versions of receipts that are made and verified.
    public var receiptFormats: [Int] = []
    public var parameterSets: [ParameterSet] = []

    public struct ParameterSet: Sendable, Equatable {
        public var identifier: Int
        public var name: String

        public init(identifier: Int, name: String) {
            self.identifier = identifier
            self.name = name
        }
    }

    public init() {}
}

/// Why the engine could not do what it was asked.
public enum EngineError: Error, Sendable {
    /// The document or the inputs have these faults.
    case refused([Diagnostic])
    /// The statement is false, so there is nothing to prove.
    case statementFalse(RuleFailure)
    /// The execution needs more cycles or memory than is allowed.
    case overLimit(reason: String)
    case malformedReceipt(reason: String)
    /// `shouldStop` answered true.
    case stopped
    /// The machine let the engine down: trying again may succeed.
    case unreliable(reason: String)
    /// A fault of the rule guest or of the engine: trying again will fail again.
    case failed(reason: String)
}

/// The first rule that does not hold, or that could not be evaluated; without any value.
public struct RuleFailure: Sendable, Equatable {
    /// Place in `validation_rules`, from 0; nil when an output failed.
    public var rule: Int?
    /// The rule's `type`, or `output`.
    public var type: String
    public var description: String?
    /// Set when evaluation failed (for example `overflow`), nil when the rule is simply false.
    public var error: String?

    public init(rule: Int?, type: String, description: String? = nil, error: String? = nil) {
        self.rule = rule
        self.type = type
        self.description = description
        self.error = error
    }
}
