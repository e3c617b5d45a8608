import HTTPServer
import Rules
import Service
import Storage

/// Many orders at once, each with a result of its own.
struct BatchRoutes {
    private let service: ProofService
    private let settings: APISettings

    init(_ service: ProofService, _ settings: APISettings) {
        self.service = service
        self.settings = settings
    }

    var all: [Route] {
        [
            Route(.post, "/api/batches", scope: .prove, make), Route(.get, "/api/batches", scope: .prove, list),
            Route(.get, "/api/batches/{id}", scope: .prove, get), Route(.delete, "/api/batches/{id}", scope: .prove, cancel),
        ]
    }

    private func make(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        guard case .array(let values)? = body.json["items"] else {
            throw .invalidRequest(pointer: "/items", expected: "a list of 1...\(ProofService.batchLimit) orders")
        }
        let now = service.now
        let items = values.map { value -> BatchItem in
            do throws(ServiceError) {
                return .order(try RequestBody(value).order(idempotency: nil, isDetached: true, now: now))
            } catch { return .malformed(error) }
        }
        let batch = try service.orderBatch(items, idempotency: call.request.idempotencyKey(), by: call.caller) { error in
            JSONValue.object(Problem(error).members).canonicalBytes
        }
        let path = "/api/batches/\(batch.id)"
        let members = try standing(batch.id, from: 0, limit: ProofService.batchLimit, call.caller)
        return .json([JSONMember("success", .bool(true))] + members, status: 202, headers: ["Location": path])
    }

    private func get(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let limit = try call.request.integer("limit", 1...1000, standard: 1000)
        let from = try call.request.integer("from", 0...ProofService.batchLimit, standard: 0)
        return .json(try standing(call.parameter("id"), from: from, limit: limit, call.caller))
    }

    private func list(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let limit = try call.request.integer("limit", 1...1000, standard: 100)
        let batches = try service.batches(after: call.request.query("after"), limit: limit, by: call.caller)
        var members = [JSONMember("batches", .array(batches.map { BatchReport.json($0.batch, $0.counts) }))]
        if batches.count == limit, let last = batches.last { members.append(JSONMember("next_after", .string(last.batch.id))) }
        return .json(members)
    }

    private func cancel(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let batch = try service.cancelBatch(call.parameter("id"), by: call.caller)
        return .json(try standing(batch.id, from: 0, limit: ProofService.batchLimit, call.caller))
    }

    private func standing(_ id: String, from: Int, limit: Int, _ caller: Caller) throws(ServiceError) -> [JSONMember] {
        let standing = try service.standing(ofBatch: id, from: from, limit: limit, by: caller)
        guard case .object(var members) = BatchReport.json(standing.batch, standing.counts) else { return [] }
        let items = standing.items.map { item, job, salt in
            var members = [JSONMember("item", .integer(item.item))]
            if let job {
                members += JobRoutes.members(job, service).filter { $0.name != "item" && $0.name != "batch_id" }
            } else if let id = item.jobID {
                members += [JSONMember("job_id", .string(id)), JSONMember("status", .string("forgotten"))]
            }
            if let salt { members.append(JSONMember("salt", .string(Hex.text(salt)))) }
            if let refusal = item.refusal.flatMap({ JSONParser.parse($0).value }) {
                members += [JSONMember("status", .string("refused")), JSONMember("error", refusal)]
            }
            return JSONValue.object(members)
        }
        members.append(JSONMember("items", .array(items)))
        return members
    }
}
