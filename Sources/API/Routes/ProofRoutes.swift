import Dispatch
import HTTPServer
import Rules
import Service
import Storage
import Telemetry

/// Proofs: answered directly when they are ready soon, as a job otherwise.
struct ProofRoutes {
    private let service: ProofService
    private let settings: APISettings

    init(_ service: ProofService, _ settings: APISettings) {
        self.service = service
        self.settings = settings
    }

    var all: [Route] {
        [Route(.post, "/api/prove", scope: .prove, prove), Route(.post, "/api/generate-proof", scope: .prove, prove)]
    }

    private func prove(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        var order = ProofOrder(
            subject: try body.subject(), request: try body.statementRequest(), inputs: try body.privateInputs(),
            idempotency: try call.request.idempotencyKey(), isDetached: call.request.prefersAsynchronous)
        order.traceparent = TraceScope.current?.traceparent
        let ticket = try service.order(order, by: call.caller)
        if call.request.prefersAsynchronous {
            var response = Self.accepted(ticket.job, salt: ticket.salt)
            response.headers.set("Preference-Applied", "respond-async")
            return response
        }
        try wait(for: ticket, call)
        return nil
    }

    /// Answers when the job has ended; after `waitSeconds` with 202. If the client goes away first, the job is stopped.
    private func wait(for ticket: ProofTicket, _ call: Route.Call) throws(ServiceError) {
        let exchange = call.exchange
        let request = call.request
        let service = service
        let pattern = call.pattern
        let caller = call.caller
        let leave = try service.whenFinished(ticket.job.id, by: caller) { job in
            var response = Self.finished(job, salt: ticket.salt, request, service, caller)
            response.route = pattern
            exchange.respond(response)
        }
        exchange.onClientGone { leave() }
        DispatchQueue.global().asyncAfter(deadline: .now() + settings.waitSeconds) {
            service.detach(ticket.job.id)
            var response = Self.accepted(ticket.job, salt: ticket.salt)
            response.route = pattern
            exchange.respond(response)
        }
    }

    private static func accepted(_ job: JobRecord, salt: [UInt8]?) -> HTTPResponse {
        let path = "/api/jobs/\(job.id)"
        var members = [JSONMember("success", .bool(true))]
        if case .object(let report) = JobReport.json(job) { members += report }
        members += [JSONMember("job", .string(path)), JSONMember("events", .string(path + "/events"))]
        if let salt { members.append(JSONMember("salt", .string(Hex.text(salt)))) }
        return .json(members, status: 202, headers: ["Location": path])
    }

    private static func finished(
        _ job: JobRecord, salt: [UInt8]?, _ request: HTTPRequest, _ service: ProofService, _ caller: Caller
    ) -> HTTPResponse {
        guard job.state == .succeeded, let receiptID = job.receiptID else {
            return Problem(unfinished: job).response(requestID: request.id)
        }
        do throws(ServiceError) {
            let receipt = try service.receipt(receiptID, by: caller)
            if request.acceptsBytes {
                return .receipt(
                    receipt.encoded, headers: ["X-Job-Id": job.id, "X-Receipt-Id": receipt.id, "X-Image-Id": Hex.text(receipt.imageID)])
            }
            var members = [JSONMember("success", .bool(true)), JSONMember("job_id", .string(job.id))] + ReceiptRoutes.members(receipt)
            if let started = job.startedAt, let finished = job.finishedAt {
                members += [
                    JSONMember("queue_time_ms", .integer(started - job.createdAt)),
                    JSONMember("proving_time_ms", .integer(finished - started)),
                ]
            }
            if let salt { members.append(JSONMember("salt", .string(Hex.text(salt)))) }
            return .json(members)
        } catch {
            return Problem(error).response(requestID: request.id)
        }
    }
}

extension Problem {
    /// A job that a caller waited for and that gave no receipt.
    init(unfinished job: JobRecord) {
        let failure = job.failure.flatMap { JSONParser.parse($0).value }
        func text(_ name: String) -> String? { if case .string(let text)? = failure?[name] { text } else { nil } }
        let code = text("code") ?? "engine_failed"
        let detail = text("detail") ?? "The proof did not come about."
        switch job.state {
        case .queued, .running, .lost:
            self.init(
                503, job.state == .lost ? "lost" : "draining", "The server is shutting down",
                job.state == .lost ? detail : "The job goes on when the server has been started again.")
            headers.set("Retry-After", "5")
        case .cancelled: self.init(409, code, "The job was cancelled", detail)
        case .expired: self.init(504, code, "The proof took too long", detail)
        case .failed where code == "statement_false" || code == "over_limit": self.init(422, code, "There is no proof", detail)
        case .failed, .succeeded: self.init(500, code, "The proof failed", detail)
        }
        extra = [JSONMember("job_id", .string(job.id)), JSONMember("job", .string("/api/jobs/\(job.id)"))]
    }
}
