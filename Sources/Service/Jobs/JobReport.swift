import Rules
import Storage

/// A job in JSON, as events and answers show it; nothing private is in it.
public enum JobReport {
    /// The state of a job, with what is known of its end.
    public static func json(_ job: JobRecord) -> JSONValue {
        var members = [
            JSONMember("job_id", .string(job.id)), JSONMember("status", .string(job.state.rawValue)),
            JSONMember("image_id", .string(Hex.text(job.imageID))), JSONMember("attempts", .integer(job.attempts)),
            JSONMember("created_at", .string(SystemTime.text(job.createdAt))),
        ]
        if let customer = job.customerID { members.append(JSONMember("customer_id", .string(customer))) }
        if let phase = job.phase { members.append(JSONMember("phase", .string(phase))) }
        if let started = job.startedAt { members.append(JSONMember("started_at", .string(SystemTime.text(started)))) }
        if let finished = job.finishedAt {
            members.append(JSONMember("completed_at", .string(SystemTime.text(finished))))
            if let started = job.startedAt { members.append(JSONMember("proving_time_ms", .integer(finished - started))) }
        }
        if job.state.isFinal { members.append(JSONMember("credits", .integer(job.credits))) }
        if let receipt = job.receiptID { members.append(JSONMember("receipt_id", .string(receipt))) }
        if let failure = job.failure, let json = JSONParser.parse(failure).value { members.append(JSONMember("error", json)) }
        return .object(members)
    }

    static func data(_ job: JobRecord) -> [UInt8] { json(job).canonicalBytes }

    /// The code of a job's failure.
    public static func failureCode(_ job: JobRecord) -> String? {
        guard let failure = job.failure, case .string(let code)? = JSONParser.parse(failure).value?["code"] else { return nil }
        return code
    }

    /// A failure as it is stored: a stable code and a sentence, with the failed rule if there is one.
    static func failure(_ code: String, _ detail: String, rule: RuleFailure? = nil) -> [UInt8] {
        var members = [JSONMember("code", .string(code)), JSONMember("detail", .string(detail))]
        if let rule {
            if let index = rule.rule { members.append(JSONMember("rule", .integer(index))) }
            members.append(JSONMember("type", .string(rule.type)))
        }
        return JSONValue.object(members).canonicalBytes
    }

    /// The public part of the order that made the job.
    static func request(_ job: JobRecord) -> JSONValue { JSONParser.parse(job.request, limits: .inputs).value ?? .object([]) }
}
