import HTTPServer
import Rules
import Service
import Storage

/// Rules in service: which customer proves which rule.
struct DeploymentRoutes {
    private let service: ProofService
    private let settings: APISettings

    init(_ service: ProofService, _ settings: APISettings) {
        self.service = service
        self.settings = settings
    }

    var all: [Route] {
        [
            Route(.post, "/api/deploy", scope: .deploy, deploy), Route(.get, "/api/deployments", scope: .deploy, list),
            Route(.get, "/api/deployments/by-image-id/{image_id}", scope: .deploy, listByImage),
            Route(.get, "/api/deployments/{customer_id}", scope: .deploy, get),
            Route(.put, "/api/deployments/{customer_id}", scope: .deploy, put),
            Route(.patch, "/api/deployments/{customer_id}", scope: .deploy, patch),
            Route(.delete, "/api/deployments/{customer_id}", scope: .deploy, delete),
        ]
    }

    private func deploy(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        let customer = try RequestBody.customerID(body.text("customer_id"), pointer: "/customer_id")
        let (record, isNew) = try service.deploy(
            customerID: customer, document: body.document(), activates: body.optionalFlag("activate") ?? true,
            keepsProofs: body.optionalFlag("keep_proofs"), idempotency: call.request.idempotencyKey(), by: call.caller)
        return .json(
            [JSONMember("success", .bool(true))] + Self.members(record), status: isNew ? 201 : 200,
            headers: ["Location": Self.location(record)])
    }

    private func put(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        let record = try service.redeploy(
            customerID: call.parameter("customer_id"), document: body.document(), activates: body.optionalFlag("activate") ?? true,
            keepsProofs: body.optionalFlag("keep_proofs"), idempotency: call.request.idempotencyKey(), by: call.caller)
        return .json([JSONMember("success", .bool(true))] + Self.members(record))
    }

    private func patch(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        guard let keeps = try body.optionalFlag("keep_proofs") else {
            throw .invalidRequest(pointer: "/keep_proofs", expected: "true or false")
        }
        let record = try service.keepProofs(keeps, of: call.parameter("customer_id"), by: call.caller)
        return .json([JSONMember("success", .bool(true))] + Self.members(record))
    }

    private func get(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let record = try service.deployment(call.parameter("customer_id"), by: call.caller)
        let document = JSONParser.parse(record.document).value ?? .null
        return .json(Self.members(record) + [JSONMember("dsl", document)])
    }

    private func delete(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        try service.removeDeployment(call.parameter("customer_id"), by: call.caller)
        return HTTPResponse(status: 204)
    }

    private func list(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        try page(call, imageID: nil)
    }

    private func listByImage(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        try page(call, imageID: RequestBody.imageID(call.parameter("image_id"), pointer: "/image_id"))
    }

    private func page(_ call: Route.Call, imageID: [UInt8]?) throws(ServiceError) -> HTTPResponse {
        let query = try PageQuery(call.request)
        let (records, total) = try service.deployments(imageID: imageID, after: query.name, limit: query.limit, by: call.caller)
        if let imageID, total == 0 { throw .unknownImage(Hex.text(imageID)) }
        var members = [
            JSONMember("deployments", .array(records.map { .object(Self.members($0)) })), JSONMember("total", .integer(total)),
        ]
        if let imageID { members.insert(JSONMember("image_id", .string(Hex.text(imageID))), at: 0) }
        if records.count == query.limit, let last = records.last { members.append(JSONMember("next_after", .string(last.customerID))) }
        return .json(members)
    }

    private static func location(_ record: DeploymentRecord) -> String {
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let name = record.customerID.utf8.map { byte in
            allowed.contains(byte) ? String(UnicodeScalar(byte)) : "%" + Hex.text([byte]).uppercased()
        }
        return "/api/deployments/" + name.joined()
    }

    static func members(_ record: DeploymentRecord) -> [JSONMember] {
        var members = [
            JSONMember("customer_id", .string(record.customerID)), JSONMember("image_id", .string(Hex.text(record.imageID))),
            JSONMember("api_endpoint", .string("/api/prove")), JSONMember("revision", .integer(record.revision)),
            JSONMember("use_case", .string(record.useCase)), JSONMember("description", .string(record.description)),
            JSONMember("version", .string(record.version)), JSONMember("created_at", .string(SystemTime.text(record.createdAt))),
            JSONMember("updated_at", .string(SystemTime.text(record.updatedAt))), JSONMember("keep_proofs", .bool(record.keepsProofs)),
        ]
        if let canary = record.canary {
            let share = JSONMember("share", .integer(record.canaryShare))
            members.append(JSONMember("canary", .object([JSONMember("revision", .integer(canary)), share])))
        }
        return members
    }
}
