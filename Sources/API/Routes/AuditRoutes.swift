import HTTPServer
import Rules
import Service
import Storage

/// The audit log: a tenant reads its own entries, the operator reads and verifies all.
struct AuditRoutes {
    private let service: ProofService

    init(_ service: ProofService) { self.service = service }

    var all: [Route] {
        [
            Route(.get, "/api/admin/audit", scope: .admin, list), Route(.get, "/api/admin/audit/head", scope: .admin, head),
            Route(.get, "/api/admin/audit/verify", scope: .admin, verify),
        ]
    }

    private func list(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let query = try PageQuery(call.request)
        let links = try service.auditEntries(
            tenant: call.request.query("tenant"), after: query.number(), limit: query.limit, by: call.caller)
        let entries = links.map { link in
            JSONValue.object([
                JSONMember("number", .integer(link.number)), JSONMember("at", .string(SystemTime.text(link.record.at))),
                JSONMember("tenant", .string(link.record.tenant)), JSONMember("actor", .string(link.record.actor)),
                JSONMember("act", .string(link.record.act)), JSONMember("subject", .string(link.record.subject)),
                JSONMember("detail", JSONParser.parse(Array(link.record.detail.utf8)).value ?? .null),
                JSONMember("digest", .string(Hex.text(link.digest))),
            ])
        }
        return .json([JSONMember("entries", .array(entries))])
    }

    private func head(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let head = try service.auditHead(by: call.caller)
        return .json([
            JSONMember("head", .string(head.text)), JSONMember("number", .integer(head.number)),
            JSONMember("digest", .string(Hex.text(head.digest))),
        ])
    }

    private func verify(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        var noted: AuditHead?
        if let text = call.request.query("head") {
            guard let head = AuditHead(text) else {
                throw .invalidRequest(pointer: "/head", expected: "a head as it was printed: a number, a colon, 64 hexadecimal digits")
            }
            noted = head
        }
        let verdict = try service.verifyAudit(noted: noted, by: call.caller)
        var members = [
            JSONMember("intact", .bool(verdict.fault == nil)), JSONMember("entries", .integer(verdict.entries)),
            JSONMember("head", .string(verdict.head.text)),
        ]
        if let fault = verdict.fault {
            members.append(
                JSONMember("fault", .object([JSONMember("number", .integer(fault.number)), JSONMember("reason", .string(fault.reason))])))
        }
        return .json(members)
    }
}
