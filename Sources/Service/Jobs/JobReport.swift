import Rules
import Storage

/// A job in JSON, as events and answers show it; nothing private is in it.
public enum JobReport {
    /// The state of a job, with what is known of its end.
    public static func json(_ job: JobRecord) -> JSONValue {
        var members = [
            JSONMember("job_id", .string(job.id)), JSONMember("status", .string(job.state.rawValue)),
            JSONMember("image_id", .string(Hex.text(job.imageID))), JSONMember("attempts", .integer(job.attempts)),
            JSONMember("priority", .integer(job.priority)), JSONMember("created_at", .string(SystemTime.text(job.createdAt))),
        ]
        if let customer = job.customerID { members.append(JSONMember("customer_id", .string(customer))) }
        if let revision = job.revision { members.append(JSONMember("revision", .integer(revision))) }
        if let batch = job.batchID { members.append(JSONMember("batch_id", .string(batch))) }
        if let item = job.batchItem { members.append(JSONMember("item", .integer(item))) }
        if let deadline = job.deadlineAt { members.append(JSONMember("deadline", .string(SystemTime.text(deadline)))) }
        if let moment = job.notBefore { members.append(JSONMember("next_attempt_at", .string(SystemTime.text(moment)))) }
        if let phase = job.phase { members.append(JSONMember("phase", .string(phase))) }
        if let started = job.startedAt { members.append(JSONMember("started_at", .string(SystemTime.text(started)))) }
        if let finished = job.finishedAt {
            members.append(JSONMember("completed_at", .string(SystemTime.text(finished))))
            if let started = job.startedAt { members.append(JSONMember("proving_time_ms", .integer(finished - started))) }
            members.append(JSONMember("charged", .bool(job.isCharged)))
        }
        if job.isCached { members.append(JSONMember("cached", .bool(true))) }
        if job.state.isFinal { members.append(JSONMember("credits", .integer(job.credits))) }
        if let receipt = job.receiptID { members.append(JSONMember("receipt_id", .string(receipt))) }
        if let failure = JobFailure(job) { members.append(JSONMember("error", failure.json)) }
        return .object(members)
    }

    static func data(_ job: JobRecord) -> [UInt8] { json(job).canonicalBytes }

    /// The code of a job's failure.
    public static func failureCode(_ job: JobRecord) -> String? { JobFailure(job)?.code }

    /// A job's attempts: when, by whom, how each ended and why.
    public static func attempts(_ attempts: [JobAttemptRecord]) -> JSONValue {
        .array(
            attempts.map { attempt in
                var members = [
                    JSONMember("number", .integer(attempt.number)), JSONMember("worker", .string(attempt.worker)),
                    JSONMember("started_at", .string(SystemTime.text(attempt.startedAt))),
                ]
                if let ended = attempt.endedAt { members.append(JSONMember("ended_at", .string(SystemTime.text(ended)))) }
                if let outcome = attempt.outcome { members.append(JSONMember("outcome", .string(outcome))) }
                if let reason = attempt.reason { members.append(JSONMember("reason", .string(reason))) }
                return .object(members)
            })
    }

    /// The public part of the order that made the job.
    static func request(_ job: JobRecord) -> JSONValue { JSONParser.parse(job.request, limits: .inputs).value ?? .object([]) }
}
