import HTTPServer
import Rules
import Service
import Storage

/// The operator's administration: tenants, their limits, credits and prices.
struct TenantRoutes {
    private let service: ProofService
    private let settings: APISettings

    init(_ service: ProofService, _ settings: APISettings) {
        self.service = service
        self.settings = settings
    }

    var all: [Route] {
        [
            Route(.get, "/api/admin/tenants", scope: .admin, list), Route(.post, "/api/admin/tenants", scope: .admin, create),
            Route(.get, "/api/admin/tenants/{tenant}", scope: .admin, get),
            Route(.post, "/api/admin/tenants/{tenant}/suspend", scope: .admin, suspend),
            Route(.post, "/api/admin/tenants/{tenant}/resume", scope: .admin, resume),
            Route(.put, "/api/admin/tenants/{tenant}/limits", scope: .admin, setLimits),
            Route(.post, "/api/admin/tenants/{tenant}/credits", scope: .admin, grant),
            Route(.get, "/api/admin/tenants/{tenant}/prices/{customer_id}", scope: .admin, price),
            Route(.put, "/api/admin/tenants/{tenant}/prices/{customer_id}", scope: .admin, setPrice),
            Route(.delete, "/api/admin/tenants/{tenant}/prices/{customer_id}", scope: .admin, removePrice),
        ]
    }

    private func list(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let query = try PageQuery(call.request)
        let tenants = try service.tenants(after: query.name, limit: query.limit, by: call.caller)
        return .json([JSONMember("tenants", .array(tenants.map { .object(Self.members($0)) }))])
    }

    private func create(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        let id = try body.text("id")
        let tenant = try service.createTenant(
            id: id, name: body.optionalText("name") ?? id, plan: plan(body) ?? .free,
            limits: body.object("limits"), by: call.caller)
        return .json(
            [JSONMember("success", .bool(true))] + Self.members(tenant), status: 201,
            headers: ["Location": "/api/admin/tenants/\(tenant.id)"])
    }

    private func get(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        .json(Self.members(try service.tenant(call.parameter("tenant"), by: call.caller)))
    }

    private func suspend(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? { try setState(.suspended, call) }

    private func resume(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? { try setState(.active, call) }

    private func setState(_ state: TenantState, _ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let tenant = try service.setState(state, ofTenant: call.parameter("tenant"), by: call.caller)
        return .json([JSONMember("success", .bool(true))] + Self.members(tenant))
    }

    private func setLimits(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        let tenant = try service.setLimits(
            ofTenant: call.parameter("tenant"), plan: plan(body), limits: body.json["limits"] == nil ? nil : body.object("limits"),
            by: call.caller)
        return .json([JSONMember("success", .bool(true))] + Self.members(tenant))
    }

    private func plan(_ body: RequestBody) throws(ServiceError) -> Plan? {
        let expected = "one of " + Plan.allCases.map(\.rawValue).joined(separator: ", ")
        guard let name = try body.optionalText("plan", expected) else { return nil }
        guard let plan = Plan(rawValue: name) else { throw .invalidRequest(pointer: "/plan", expected: expected) }
        return plan
    }

    private func grant(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        guard let credits = try body.optionalInteger("credits", 1...1 << 50) else {
            throw .invalidRequest(pointer: "/credits", expected: "an integer in 1...\(1 << 50)")
        }
        let reference = try body.text("reference", "a text that names this grant, so that it is made once")
        guard (1...128).contains(reference.utf8.count) else {
            throw .invalidRequest(pointer: "/reference", expected: "1...128 bytes")
        }
        let account = try service.grantCredits(
            credits, toTenant: call.parameter("tenant"), reference: reference, note: body.optionalText("note") ?? "", by: call.caller)
        return .json([
            JSONMember("success", .bool(true)), JSONMember("tenant", .string(call.parameter("tenant"))),
            JSONMember("available", .integer(account.available)), JSONMember("held", .integer(account.held)),
        ])
    }

    // MARK: Prices

    private func price(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let price = try service.price(tenant: call.parameter("tenant"), customerID: call.parameter("customer_id"), by: call.caller)
        return .json([JSONMember("credits", price.map { .integer($0) } ?? .null)])
    }

    private func setPrice(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        guard let credits = try body.optionalInteger("credits", 0...1 << 50) else {
            throw .invalidRequest(pointer: "/credits", expected: "an integer in 0...\(1 << 50)")
        }
        let customer = try RequestBody.customerID(call.parameter("customer_id"), pointer: "/customer_id")
        try service.setPrice(credits, tenant: call.parameter("tenant"), customerID: customer, by: call.caller)
        return .json([JSONMember("success", .bool(true)), JSONMember("credits", .integer(credits))])
    }

    private func removePrice(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        try service.setPrice(nil, tenant: call.parameter("tenant"), customerID: call.parameter("customer_id"), by: call.caller)
        return HTTPResponse(status: 204)
    }

    private static func members(_ tenant: Tenant) -> [JSONMember] {
        let record = tenant.record
        return [
            JSONMember("tenant", .string(record.id)), JSONMember("name", .string(record.name)),
            JSONMember("state", .string(record.state.rawValue)), JSONMember("plan", .string(record.plan)),
            JSONMember("limits", tenant.limits.json), JSONMember("created_at", .string(SystemTime.text(record.createdAt))),
            JSONMember("updated_at", .string(SystemTime.text(record.updatedAt))),
        ]
    }
}
