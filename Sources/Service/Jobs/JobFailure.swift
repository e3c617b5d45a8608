import Rules
import Storage

/// Why a job did not succeed, as it is stored and shown; holds no private value.
public struct JobFailure: Sendable, Equatable {
    public var failureClass: FailureClass
    /// Stable name of the case.
    public var code: String
    /// The cause, one sentence.
    public var detail: String
    /// Where the job stood: `queue`, or the phase of the computation.
    public var stage: String?
    /// The rule that does not hold, if that was the cause.
    public var rule: Int?
    public var ruleType: String?
    /// Whether the caller pays.
    public var isCharged = false

    public init(
        _ failureClass: FailureClass, code: String, detail: String, stage: String? = nil, rule: RuleFailure? = nil
    ) {
        self.failureClass = failureClass
        self.code = code
        self.detail = detail
        self.stage = stage
        self.rule = rule?.rule
        ruleType = rule?.type
    }

    /// The form that is stored and shown.
    public var json: JSONValue {
        var members = [
            JSONMember("class", .string(failureClass.rawValue)), JSONMember("code", .string(code)), JSONMember("detail", .string(detail)),
            JSONMember("charged", .bool(isCharged)), JSONMember("advice", .string(failureClass.advice)),
        ]
        if let stage { members.append(JSONMember("stage", .string(stage))) }
        if let rule { members.append(JSONMember("rule", .integer(rule))) }
        if let ruleType { members.append(JSONMember("type", .string(ruleType))) }
        return .object(members)
    }

    /// Reads what a job stores; records from before there were classes are given the one their code belongs to.
    public init?(_ job: JobRecord) {
        guard let stored = job.failure, let json = JSONParser.parse(stored).value else { return nil }
        func text(_ name: String) -> String? { if case .string(let text)? = json[name] { text } else { nil } }
        guard let code = text("code") else { return nil }
        self.init(
            text("class").flatMap(FailureClass.init(rawValue:)) ?? Self.classOf(code), code: code, detail: text("detail") ?? "",
            stage: text("stage"))
        if case .number(let number)? = json["rule"] { rule = number.exactly(Int.self) }
        ruleType = text("type")
        isCharged = json["charged"] == .bool(true)
    }

    private static func classOf(_ code: String) -> FailureClass {
        switch code {
        case "statement_false": .statementFalse
        case "over_limit": .overLimit
        case "invalid_rule": .invalidInput
        case "cancelled", "client_disconnected": .cancelled
        case "time_limit": .expired
        case "lost", "gave_up": .infrastructure
        default: .programFault
        }
    }
}

// MARK: The cases

extension JobFailure {
    /// What the engine reported.
    package init(_ error: EngineError) {
        switch error {
        case .statementFalse(let rule):
            self.init(.statementFalse, code: "statement_false", detail: "The statement is false.", rule: rule)
        case .overLimit(let reason): self.init(.overLimit, code: "over_limit", detail: reason)
        case .refused:
            self.init(
                .invalidInput, code: "invalid_rule", detail: "The rule or its inputs were refused when they were to be proven.")
        case .malformedReceipt(let reason), .failed(let reason): self.init(.programFault, code: "engine_failed", detail: reason)
        case .unreliable(let reason): self.init(.infrastructure, code: "engine_unreliable", detail: reason)
        case .stopped: self.init(.infrastructure, code: "engine_unreliable", detail: "The computation ended early.")
        }
    }

    package static let cancelled = JobFailure(.cancelled, code: "cancelled", detail: "The job was cancelled.")
    package static let clientGone = JobFailure(
        .cancelled, code: "client_disconnected", detail: "The caller closed the connection before the proof was ready.")
    package static let deadlinePassed = JobFailure(
        .expired, code: "deadline_passed", detail: "The deadline of the order passed before the proof was ready.")
    package static let lost = JobFailure(
        .infrastructure, code: "lost",
        detail:
            "The server stopped before the proof was ready and holds no copy of the private inputs; send the request again. Jobs survive a restart when the operator configures a seal key."
    )

    package static func timeLimit(_ seconds: Double) -> JobFailure {
        JobFailure(.expired, code: "time_limit", detail: "The proof took longer than \(Int(seconds)) seconds.")
    }

    static let gaveUpCode = "gave_up"

    /// Every attempt ended with a fault of the service; `last` is the latest cause, if one was told.
    package static func gaveUp(attempts: Int, last: String?) -> JobFailure {
        JobFailure(
            .infrastructure, code: gaveUpCode,
            detail: last.map { "\(attempts) attempts failed; the last one: \($0)" }
                ?? "The server ended \(attempts) times while it ran this job.")
    }
}
