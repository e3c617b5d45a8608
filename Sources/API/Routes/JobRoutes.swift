import Dispatch
import HTTPServer
import Rules
import Service
import Storage

/// Jobs: status, events, cancellation.
struct JobRoutes {
    private let service: ProofService

    init(_ service: ProofService) { self.service = service }

    var all: [Route] {
        [
            Route(.get, "/api/jobs/{id}", scope: .prove, get), Route(.delete, "/api/jobs/{id}", scope: .prove, cancel),
            Route(.get, "/api/jobs/{id}/events", scope: .prove, events),
        ]
    }

    private func get(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        .json(Self.members(try service.job(call.parameter("id"), by: call.caller), service))
    }

    static func members(_ job: JobRecord, _ service: ProofService) -> [JSONMember] {
        var members: [JSONMember] = []
        if case .object(let report) = JobReport.json(job) { members = report }
        let (position, progress) = service.standing(job.id)
        if let position { members.append(JSONMember("queue_position", .integer(position))) }
        if let progress {
            members.removeAll { $0.name == "phase" }
            members += progress.members
        } else if job.state == .succeeded {
            members.append(JSONMember("percent", .integer(100)))
        }
        if let receipt = job.receiptID { members.append(JSONMember("receipt", .string("/api/receipts/\(receipt)"))) }
        return members
    }

    /// Stops the computation and answers when it has stopped, or with 202 if that takes longer than ten seconds.
    private func cancel(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let id = call.parameter("id")
        let exchange = call.exchange
        let service = service
        let pattern = call.pattern
        let caller = call.caller
        try service.cancel(id, by: caller)
        service.detach(id)
        let answer: @Sendable (Int, JobRecord) -> Void = { status, job in
            var response = HTTPResponse.json([JSONMember("success", .bool(true))] + Self.members(job, service), status: status)
            response.route = pattern
            exchange.respond(response)
        }
        _ = try service.whenFinished(id, by: caller) { answer(200, $0) }
        DispatchQueue.global().asyncAfter(deadline: .now() + 10) {
            if let job = try? service.job(id, by: caller) { answer(202, job) }
        }
        return nil
    }

    /// Server-sent events (HTML standard §9.2): entries of the job's history carry ids and can be resumed after; progress carries none.
    private func events(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let id = call.parameter("id")
        let job = try service.job(id, by: call.caller)
        let asked = call.request.headers["Last-Event-ID"] ?? call.request.query("last_event_id")
        guard let after = asked.map({ Int($0) }) ?? 0, after >= 0 else {
            throw .invalidRequest(pointer: "/last_event_id", expected: "the id of an event of this job")
        }
        let head = HTTPResponse(
            status: 200, headers: ["Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"],
            route: call.pattern)
        let writer = call.exchange.stream(head, keepAlive: Array(": still here\n\n".utf8))
        writer.write(Array("retry: 2000\n\n".utf8))
        let key = try service.listen(id, after: after, by: call.caller) { message in
            writer.write(Self.event(message))
            if message.isLast { writer.finish() }
        }
        let service = service
        call.exchange.onClientGone { service.stopListening(key) }
        if job.state.isFinal {
            writer.finish()
        } else if let progress = service.standing(id).progress {
            let data = JSONValue.object(progress.members)
            writer.write(Self.event(JobMessage(number: nil, name: "progress", data: data.canonicalBytes, isLast: false)))
        }
        return nil
    }

    private static func event(_ message: JobMessage) -> [UInt8] {
        let id = message.number.map { "id: \($0)\n" } ?? ""
        return Array("\(id)event: \(message.name)\ndata: ".utf8) + message.data + Array("\n\n".utf8)
    }
}
