import HTTPServer
import Rules
import Service
import Storage

/// A tenant's own administration: keys, usage, ledger; `tenant` in the query or the body names another one for the operator.
struct KeyRoutes {
    private let service: ProofService
    private let settings: APISettings

    init(_ service: ProofService, _ settings: APISettings) {
        self.service = service
        self.settings = settings
    }

    var all: [Route] {
        [
            Route(.get, "/api/admin/keys", scope: .admin, list), Route(.post, "/api/admin/keys", scope: .admin, create),
            Route(.post, "/api/admin/keys/{key_id}/rotate", scope: .admin, rotate),
            Route(.delete, "/api/admin/keys/{key_id}", scope: .admin, revoke),
            Route(.get, "/api/admin/usage", scope: .admin, usage), Route(.get, "/api/admin/ledger", scope: .admin, ledger),
        ]
    }

    private func list(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let keys = try service.keys(tenant: call.request.query("tenant"), by: call.caller)
        return .json([JSONMember("keys", .array(keys.map { .object(Self.members($0)) }))])
    }

    private func create(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        let scopes = try body.optionalWords("scopes", Scope.allCases.map(\.rawValue)).compactMap { Scope(rawValue: $0) }
        let seconds = try body.optionalInteger("expires_in_seconds", 1...315_360_000)
        let key = try service.createKey(
            tenant: body.optionalText("tenant"), name: body.text("name"), scopes: Set(scopes), lifetimeSeconds: seconds,
            idempotency: call.request.idempotencyKey(), by: call.caller)
        return Self.shown(key)
    }

    private func rotate(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        let overlap = try body.optionalInteger("overlap_seconds", 0...2_592_000) ?? 86_400
        let key = try service.rotateKey(
            call.parameter("key_id"), tenant: body.optionalText("tenant"), overlapSeconds: overlap, by: call.caller)
        return Self.shown(key)
    }

    private func revoke(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        try service.revokeKey(call.parameter("key_id"), tenant: call.request.query("tenant"), by: call.caller)
        return HTTPResponse(status: 204)
    }

    /// The one answer that shows a key.
    private static func shown(_ key: NewKey) -> HTTPResponse {
        .json([JSONMember("success", .bool(true)), JSONMember("key", .string(key.text))] + members(key.record), status: 201)
    }

    static func members(_ key: APIKeyRecord) -> [JSONMember] {
        var members = [
            JSONMember("key_id", .string(key.id)), JSONMember("tenant", .string(key.tenant)), JSONMember("name", .string(key.name)),
            JSONMember("scopes", .array(key.scopes.split(separator: " ").map { .string(String($0)) })),
            JSONMember("created_at", .string(SystemTime.text(key.createdAt))),
        ]
        for (name, time) in [("expires_at", key.expiresAt), ("revoked_at", key.revokedAt), ("last_used_at", key.lastUsedAt)] {
            if let time { members.append(JSONMember(name, .string(SystemTime.text(time)))) }
        }
        if let successor = key.successor { members.append(JSONMember("successor", .string(successor))) }
        return members
    }

    // MARK: Usage

    private func usage(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let report = try service.usage(tenant: call.request.query("tenant"), by: call.caller)
        func counters(_ period: String) -> JSONValue {
            let counters = report.counters.filter { $0.period == period }
            return .object(
                counters.map {
                    JSONMember($0.measure, .object([JSONMember("used", .integer($0.used)), JSONMember("reserved", .integer($0.reserved))]))
                })
        }
        return .json([
            JSONMember("tenant", .string(report.tenant.id)), JSONMember("day", .string(report.day)),
            JSONMember("today", counters(report.day)),
            JSONMember("this_month", counters(String(report.day.prefix(7)))), JSONMember("active_jobs", .integer(report.activeJobs)),
            JSONMember(
                "credits",
                .object([
                    JSONMember("available", .integer(report.account.available)), JSONMember("held", .integer(report.account.held)),
                ])),
            JSONMember("plan", .string(report.tenant.record.plan)), JSONMember("limits", report.tenant.limits.json),
        ])
    }

    private func ledger(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let query = try PageQuery(call.request)
        let entries = try service.ledger(
            tenant: call.request.query("tenant"), after: query.number(), limit: query.limit, by: call.caller)
        let lines = entries.map { entry in
            JSONValue.object([
                JSONMember("number", .integer(entry.number)), JSONMember("kind", .string(entry.kind.rawValue)),
                JSONMember("debit", .string(entry.kind.accounts.debit)), JSONMember("credit", .string(entry.kind.accounts.credit)),
                JSONMember("amount", .integer(entry.amount)), JSONMember("reference", .string(entry.reference)),
                JSONMember("note", .string(entry.note)), JSONMember("available", .integer(entry.account.available)),
                JSONMember("held", .integer(entry.account.held)), JSONMember("at", .string(SystemTime.text(entry.at))),
            ])
        }
        return .json([JSONMember("entries", .array(lines))])
    }
}
