import Rules

/// What the service needs to know of a sound rule.
public struct RuleSummary: Sendable {
    /// 32 bytes.
    public var imageID: [UInt8]
    public var useCase: String
    public var description: String
    public var version: String
    /// The `type` of each rule, in order.
    public var ruleTypes: [String]
    /// Whether proofs need 32 salt bytes for hash outputs.
    public var usesSalt: Bool
    /// The document's normal form.
    public var normalForm: JSONValue

    public init(
        imageID: [UInt8], useCase: String, description: String, version: String, ruleTypes: [String], usesSalt: Bool, normalForm: JSONValue
    ) {
        self.imageID = imageID
        self.useCase = useCase
        self.description = description
        self.version = version
        self.ruleTypes = ruleTypes
        self.usesSalt = usesSalt
        self.normalForm = normalForm
    }
}

/// A rule compiled for its author's eyes.
public struct RuleCompilation: Sendable {
    public var summary: RuleSummary
    /// The rule in plain English.
    public var explanation: String
    /// An equivalent guest program; nil when the rule has no such form.
    public var guestSource: String?
    public var warnings: [Diagnostic]

    public init(summary: RuleSummary, explanation: String, guestSource: String?, warnings: [Diagnostic]) {
        self.summary = summary
        self.explanation = explanation
        self.guestSource = guestSource
        self.warnings = warnings
    }
}

/// What an execution without proof shows.
public struct EvaluationReport: Sendable {
    /// Nil when every rule holds.
    public var failure: RuleFailure?
    /// What a receipt would say; nil when there would be none.
    public var statement: JSONValue?
    public var cycles: Int
    /// What a proof of this execution is expected to take; nil when that is not known.
    public var estimate: ProofEstimate?

    public init(failure: RuleFailure?, statement: JSONValue?, cycles: Int, estimate: ProofEstimate?) {
        self.failure = failure
        self.statement = statement
        self.cycles = cycles
        self.estimate = estimate
    }
}

/// What a proof is expected to take, said before it is made.
public struct ProofEstimate: Sendable, Equatable {
    /// Expected time, and the bounds within which it is expected.
    public var milliseconds: Int
    public var range: ClosedRange<Int>
    /// Highest memory of a process that makes it.
    public var peakBytes: Int
    public var receiptBytes: Int

    public init(milliseconds: Int, range: ClosedRange<Int>, peakBytes: Int, receiptBytes: Int) {
        self.milliseconds = milliseconds
        self.range = range
        self.peakBytes = peakBytes
        self.receiptBytes = receiptBytes
    }
}

/// How far a proof has come.
public struct ProofProgress: Sendable, Equatable {
    /// A stable name of the phase.
    public var phase: String
    /// Share of the whole work that is done, 0...100.
    public var percent: Int
    /// Expected seconds to the end, rounded up; nil until there is something to judge by.
    public var secondsRemaining: Int?

    public init(phase: String, percent: Int, secondsRemaining: Int? = nil) {
        self.phase = phase
        self.percent = percent
        self.secondsRemaining = secondsRemaining
    }

    /// The members of a job or an event that tell of it.
    public var members: [JSONMember] {
        let known = [JSONMember("phase", .string(phase)), JSONMember("percent", .integer(percent))]
        return secondsRemaining.map { known + [JSONMember("seconds_remaining", .integer($0))] } ?? known
    }
}

/// A finished proof.
public struct RuleProof: Sendable {
    public var imageID: [UInt8]
    /// The receipt in its binary format.
    public var receipt: [UInt8]
    public var journal: [UInt8]
    /// What the receipt says.
    public var statement: JSONValue
    public var cycles: Int

    public init(imageID: [UInt8], receipt: [UInt8], journal: [UInt8], statement: JSONValue, cycles: Int) {
        self.imageID = imageID
        self.receipt = receipt
        self.journal = journal
        self.statement = statement
        self.cycles = cycles
    }
}

/// What a verifier wants a receipt to prove; members that are nil are not examined.
public struct ReceiptExpectation: Sendable {
    public var imageID: [UInt8]
    /// Public parameters that must have these values.
    public var publicParams: [JSONMember]
    public var challenge: [UInt8]?
    public var audience: String?
    public var scope: String?
    /// True unless a proof of the negative result is welcome.
    public var complianceResult: Bool?
    /// Security that the proof must have, bits.
    public var minimumSecurityBits: Int

    public init(
        imageID: [UInt8], publicParams: [JSONMember] = [], challenge: [UInt8]? = nil, audience: String? = nil, scope: String? = nil,
        complianceResult: Bool? = true, minimumSecurityBits: Int = 100
    ) {
        self.imageID = imageID
        self.publicParams = publicParams
        self.challenge = challenge
        self.audience = audience
        self.scope = scope
        self.complianceResult = complianceResult
        self.minimumSecurityBits = minimumSecurityBits
    }
}

/// The outcome of a verification.
public struct ReceiptVerdict: Sendable {
    public var isAccepted: Bool
    /// Why not, one sentence each; empty when accepted.
    public var reasons: [String]
    /// What the receipt says; nil when it could not be read.
    public var statement: JSONValue?
    /// The receipt's own image ID, 32 bytes.
    public var imageID: [UInt8]
    /// Proven security, bits.
    public var securityBits: Int?

    public init(isAccepted: Bool, reasons: [String], statement: JSONValue?, imageID: [UInt8], securityBits: Int?) {
        self.isAccepted = isAccepted
        self.reasons = reasons
        self.statement = statement
        self.imageID = imageID
        self.securityBits = securityBits
    }
}
