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
            Route(.get, "/api/jobs", scope: .prove, list), Route(.get, "/api/jobs/{id}", scope: .prove, get),
            Route(.delete, "/api/jobs/{id}", scope: .prove, cancel),
            Route(.get, "/api/jobs/{id}/events", scope: .prove, events),
        ]
    }

    /// The job as it is, or, with `wait`, as it is when it has ended or the seconds have passed.
    private func get(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let job = try service.job(call.parameter("id"), by: call.caller)
        let seconds = try call.request.integer("wait", 0...60, standard: 0)
        guard seconds > 0, !job.state.isFinal else { return .json(try Self.report(job, service)) }
        let (service, exchange, pattern, caller) = (service, call.exchange, call.pattern, call.caller)
        let requestID = call.request.id
        let answer: @Sendable () -> Void = {
            var response: HTTPResponse
            do throws(ServiceError) { response = .json(try Self.report(try service.job(job.id, by: caller), service)) } catch {
                response = Problem(error).response(requestID: requestID)
            }
            response.route = pattern
            exchange.respond(response)
        }
        let leave = try service.watch(job.id, by: caller) { _ in answer() }
        exchange.onClientGone(leave)
        DispatchQueue.global().asyncAfter(deadline: .now() + Double(seconds)) {
            leave()
            answer()
        }
        return nil
    }

    private func list(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let request = call.request
        let limit = try request.integer("limit", 1...1000, standard: 100)
        var filter = JobFilter(customerID: request.query("customer_id"), batchID: request.query("batch_id"))
        if let image = request.query("image_id") { filter.imageID = try RequestBody.imageID(image, pointer: "/image_id") }
        for name in request.query("status")?.split(separator: ",") ?? [] {
            guard let state = JobState(rawValue: String(name)) else {
                throw .invalidRequest(
                    pointer: "/status", expected: "a list of \(JobState.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            filter.states.insert(state)
        }
        filter.from = try Self.time("from", request)
        filter.until = try Self.time("until", request)
        let jobs = try service.jobs(filter, after: request.query("after"), limit: limit, by: call.caller)
        var members = [JSONMember("jobs", .array(jobs.map(JobReport.json)))]
        if jobs.count == limit, let last = jobs.last { members.append(JSONMember("next_after", .string(last.id))) }
        return .json(members)
    }

    private static func time(_ name: String, _ request: HTTPRequest) throws(ServiceError) -> Int? {
        guard let text = request.query(name) else { return nil }
        guard let time = SystemTime.milliseconds(text) else { throw .invalidRequest(pointer: "/\(name)", expected: "a time (RFC 3339)") }
        return time
    }

    /// The members of a job with the history of its attempts.
    static func report(_ job: JobRecord, _ service: ProofService) throws(ServiceError) -> [JSONMember] {
        let attempts = try service.attempts(of: job)
        return members(job, service) + (attempts.isEmpty ? [] : [JSONMember("attempt_history", JobReport.attempts(attempts))])
    }

    static func members(_ job: JobRecord, _ service: ProofService) -> [JSONMember] {
        var members: [JSONMember] = []
        if case .object(let report) = JobReport.json(job) { members = report }
        if let wait = service.wait(of: job) { members += wait.members }
        // A job that has ended may be on the board for a moment longer.
        if !job.state.isFinal, let progress = service.progress(of: job.id) {
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
        } else if let progress = service.progress(of: id) {
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
