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
        var order = try body.order(
            idempotency: call.request.idempotencyKey(), isDetached: call.request.prefersAsynchronous, now: service.now)
        order.traceparent = TraceScope.current?.traceparent
        let ticket = try service.order(order, by: call.caller)
        if call.request.prefersAsynchronous {
            var response = accepted(ticket)
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
        let seconds = min(request.preferredWait ?? settings.waitSeconds, settings.waitSeconds)
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { [self] in
            service.detach(ticket.job.id)
            var response = accepted(ticket)
            response.route = pattern
            exchange.respond(response)
        }
    }

    private func accepted(_ ticket: ProofTicket) -> HTTPResponse {
        let path = "/api/jobs/\(ticket.job.id)"
        var members = [JSONMember("success", .bool(true))] + JobRoutes.members(ticket.job, service)
        members += [JSONMember("job", .string(path)), JSONMember("events", .string(path + "/events"))]
        if let salt = ticket.salt { members.append(JSONMember("salt", .string(Hex.text(salt)))) }
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
            if let revision = job.revision { members.append(JSONMember("revision", .integer(revision))) }
            if job.isCached { members.append(JSONMember("cached", .bool(true))) }
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
        let failure = JobFailure(job)
        let code = failure?.code ?? "engine_failed"
        let detail = failure?.detail ?? "The proof did not come about."
        switch job.state {
        case .queued, .running, .lost:
            self.init(
                503, job.state == .lost ? "lost" : "draining", "The server is shutting down",
                job.state == .lost ? detail : "The job goes on when the server has been started again.")
            headers.set("Retry-After", "5")
        case .cancelled: self.init(409, code, "The job was cancelled", detail)
        case .expired: self.init(504, code, "The proof took too long", detail)
        case .failed where failure.map { [.statementFalse, .overLimit, .invalidInput].contains($0.failureClass) } ?? false:
            self.init(422, code, "There is no proof", detail)
        case .failed, .succeeded: self.init(500, code, "The proof failed", detail)
        }
        extra = [JSONMember("job_id", .string(job.id)), JSONMember("job", .string("/api/jobs/\(job.id)"))]
        if let failure {
            extra += [
                JSONMember("class", .string(failure.failureClass.rawValue)), JSONMember("charged", .bool(failure.isCharged)),
                JSONMember("advice", .string(failure.failureClass.advice)),
            ]
        }
    }
}
