import HTTPServer
import Rules
import Service
import Storage

/// A problem document (RFC 9457): the one form of every error answer.
///
/// `type` is a URN made of the stable `code`; `detail` never holds a private value.
public struct Problem: Sendable {
    public var status: Int
    public var code: String
    public var title: String
    public var detail: String
    public var extra: [JSONMember] = []
    public var headers = HTTPHeaders()

    public init(_ status: Int, _ code: String, _ title: String, _ detail: String, extra: [JSONMember] = []) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.extra = extra
    }

    /// The members of the document, without the request's id.
    var members: [JSONMember] {
        [
            JSONMember("type", .string("urn:burhan:problem:\(code)")), JSONMember("title", .string(title)),
            JSONMember("status", .integer(status)), JSONMember("detail", .string(detail)), JSONMember("code", .string(code)),
            JSONMember("success", .bool(false)),
        ] + extra
    }

    public func response(requestID: String, route: String? = nil) -> HTTPResponse {
        var headers = headers
        headers.set("Content-Type", "application/problem+json")
        headers.set("Cache-Control", "no-store")
        let body = JSONValue.object(members + [JSONMember("request_id", .string(requestID))])
        return HTTPResponse(status: status, headers: headers, body: Array(body.readableText.utf8) + [0x0a], route: route)
    }
}

extension Problem {
    /// What the transport refused.
    init(_ refusal: HTTPRefusal) {
        self.init(refusal.status, refusal.code, "The request was refused", refusal.detail)
        if refusal.status == 503 { headers.set("Retry-After", "1") }
    }

    /// The one place where the service's errors become answers.
    init(_ error: ServiceError) {
        switch error {
        case .invalidRule(let findings):
            self.init(400, "invalid_rule", "The rule document has errors", Self.sentence(findings), extra: [Self.errors(findings)])
        case .invalidInputs(let findings):
            self.init(400, "invalid_inputs", "The inputs have errors", Self.sentence(findings), extra: [Self.errors(findings)])
        case .malformedBody(let findings):
            self.init(400, "malformed_json", "The body is not valid JSON", Self.sentence(findings), extra: [Self.errors(findings)])
        case .invalidRequest(let pointer, let expected):
            self.init(
                400, "invalid_request", "The request is malformed", "\(pointer.isEmpty ? "The body" : pointer) must be \(expected).",
                extra: [JSONMember("pointer", .string(pointer)), JSONMember("expected", .string(expected))])
        case .statementFalse(let failure): self.init(falseStatement: failure)
        case .overLimit(let reason): self.init(422, "over_limit", "The execution exceeds a limit", reason)
        case .unknownDeployment(let id):
            self.init(404, "deployment_not_found", "No such deployment", "There is no deployment for customer \(id).")
        case .unknownImage(let id): self.init(404, "image_not_found", "No such image", "No deployment uses image \(id).")
        case .unknownJob(let id): self.init(404, "job_not_found", "No such job", "There is no job \(id).")
        case .unknownReceipt(let id): self.init(404, "receipt_not_found", "No such receipt", "There is no receipt \(id).")
        case .unknownTemplate(let name): self.init(404, "template_not_found", "No such template", "There is no template \(name).")
        case .unknownVersion(let customer, let revision):
            self.init(
                404, "version_not_found", "No such version", "There is no version \(revision) of the deployment for customer \(customer).")
        case .unknownBatch(let id): self.init(404, "batch_not_found", "No such batch", "There is no batch \(id).")
        case .unknownWebhook(let id): self.init(404, "webhook_not_found", "No such webhook", "There is no webhook \(id).")
        case .unknownDelivery(let id): self.init(404, "delivery_not_found", "No such delivery", "There is no delivery \(id).")
        case .webhookDisabled(let id):
            self.init(409, "webhook_disabled", "The webhook is disabled", "Webhook \(id) is disabled; enable it first.")
        case .nothingToRollBack(let id):
            self.init(
                409, "nothing_to_roll_back", "There is nothing to roll back",
                "No other version of the deployment for customer \(id) was active before.")
        case .idempotencyConflict(let jobID):
            self.init(
                409, "idempotency_conflict", "The Idempotency-Key was used with another body",
                "This Idempotency-Key belongs to a request with a different body; use a new key.", extra: Self.job(jobID))
        case .idempotencyUnverifiable(let jobID):
            self.init(
                409, "idempotency_unverifiable", "The Idempotency-Key can't be checked any more",
                "The key was used before the server restarted, and without a seal key it keeps nothing to compare the body with. Look at the job, or use a new key.",
                extra: Self.job(jobID))
        case .queueFull(let seconds):
            self.init(
                429, "queue_full", "The queue is full", "Try again in about \(seconds) s.",
                extra: [JSONMember("retry_after", .integer(seconds))])
            headers.set("Retry-After", String(seconds))
        case .draining:
            self.init(503, "draining", "The server is shutting down", "The server takes no new work; try again after its restart.")
            headers.set("Retry-After", "5")
        case .jobFinished(let id, let state):
            self.init(409, "job_finished", "The job has ended", "Job \(id) has ended as \(state.rawValue).", extra: Self.job(id))
        case .malformedReceipt(let reason): self.init(400, "malformed_receipt", "These bytes are not a receipt", reason)
        case .unauthenticated, .forbidden, .tenantSuspended: self.init(access: error)
        case .rateLimited, .limitReached, .paymentRequired, .limitsUnavailable, .nonceHeld: self.init(limit: error)
        case .unknownTenant, .unknownKey, .tenantExists, .keyEnded, .keyExists, .grantExists, .operatorExists:
            self.init(administration: error)
        case .unknownDeadLetter, .notReplayable, .notScaledOut, .quarantineUnavailable: self.init(quarantine: error)
        case .storage(.diskFull):
            self.init(503, "storage_full", "The disk is full", "The server can't store anything at the moment; try again in about 5 s.")
            headers.set("Retry-After", "5")
        case .storage(.busy), .storage(.timedOut), .storage(.unavailable), .storage(.conflict):
            self.init(503, "storage_unavailable", "The database is not available", "Nothing was changed; try again in about 2 s.")
            headers.set("Retry-After", "2")
        case .storage(.outcomeUnknown):
            self.init(
                503, "storage_outcome_unknown", "The outcome is not known",
                "The database broke off while it wrote. Send the request again with the same Idempotency-Key, which makes that safe.")
            headers.set("Retry-After", "5")
        case .storage(.unstorableText):
            self.init(400, "unstorable_text", "A text can't be stored", "A text holds the character U+0000; leave it out.")
        case .storage: self.init(500, "storage_failed", "The database failed", "The server could not read or write its database.")
        case .engine: self.init(500, "engine_failed", "The proof engine failed", "The server could not do this; the fault is in its log.")
        }
    }

    private init(falseStatement failure: RuleFailure) {
        let place = failure.rule.map { "Rule \($0) (\(failure.type))" } ?? "An output"
        let what = failure.error.map { "could not be evaluated: \($0)" } ?? "does not hold"
        var members = [JSONMember("type", .string(failure.type))]
        if let rule = failure.rule { members.insert(JSONMember("index", .integer(rule)), at: 0) }
        if let description = failure.description { members.append(JSONMember("description", .string(description))) }
        if let error = failure.error { members.append(JSONMember("error", .string(error))) }
        self.init(
            422, "statement_false", "The statement is false", "\(place) \(what) for these inputs, so there is no proof.",
            extra: [JSONMember("failed_rule", .object(members))])
    }

    private static func job(_ id: String?) -> [JSONMember] {
        guard let id else { return [] }
        return [JSONMember("job_id", .string(id)), JSONMember("job", .string("/api/jobs/\(id)"))]
    }

    private static func sentence(_ findings: [Diagnostic]) -> String {
        let errors = findings.filter { $0.severity == .error }
        guard let first = errors.first else { return "There are errors." }
        let more = errors.count > 1 ? " And \(errors.count - 1) more." : ""
        return "\(first.pointer.isEmpty ? "/" : first.pointer): \(first.message)\(more)"
    }

    static func errors(_ findings: [Diagnostic]) -> JSONMember {
        JSONMember("errors", .array(findings.filter { $0.severity == .error }.map(Self.finding)))
    }

    /// A finding as JSON: where, what, expected, found.
    static func finding(_ finding: Diagnostic) -> JSONValue {
        var members = [
            JSONMember("pointer", .string(finding.pointer)), JSONMember("code", .string(finding.code.rawValue)),
            JSONMember("message", .string(finding.message)),
        ]
        if let expected = finding.expected { members.append(JSONMember("expected", .string(expected))) }
        if let found = finding.found { members.append(JSONMember("found", .string(found))) }
        if let offset = finding.offset { members.append(JSONMember("offset", .integer(offset))) }
        return .object(members)
    }
}
