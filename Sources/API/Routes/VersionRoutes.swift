import HTTPServer
import Rules
import Service
import Storage

/// Versions of deployments: which there are, which is active, how that changed, what a developer needs to use one.
struct VersionRoutes {
    private let service: ProofService
    private let settings: APISettings

    init(_ service: ProofService, _ settings: APISettings) {
        self.service = service
        self.settings = settings
    }

    var all: [Route] {
        let root = "/api/deployments/{customer_id}"
        return [
            Route(.get, root + "/versions", scope: .deploy, list),
            Route(.get, root + "/versions/{revision}", scope: .deploy, get),
            Route(.post, root + "/activate", scope: .deploy, activate), Route(.post, root + "/rollback", scope: .deploy, rollBack),
            Route(.get, root + "/history", scope: .deploy, history), Route(.get, root + "/sdk", scope: .deploy, sdk),
        ]
    }

    private func list(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let limit = try call.request.integer("limit", 1...1000, standard: 100)
        let below = try call.request.integer("below", 1...Int(Int32.max), standard: .max)
        let versions = try service.versions(call.parameter("customer_id"), below: below, limit: limit, by: call.caller)
        var members = [JSONMember("versions", .array(versions.map { .object(Self.members($0)) }))]
        if versions.count == limit, let last = versions.last, last.revision > 1 {
            members.append(JSONMember("next_below", .integer(last.revision)))
        }
        return .json(members)
    }

    private func get(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        guard let revision = Int(call.parameter("revision")), revision > 0 else {
            throw .invalidRequest(pointer: "/revision", expected: "the number of a version")
        }
        let version = try service.version(call.parameter("customer_id"), revision: revision, by: call.caller)
        return .json(Self.members(version) + [JSONMember("dsl", JSONParser.parse(version.document).value ?? .null)])
    }

    /// All orders for a version, or a share of them.
    private func activate(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        guard let revision = try body.optionalInteger("revision", 1...Int(Int32.max)) else {
            throw .invalidRequest(pointer: "/revision", expected: "the number of a version")
        }
        let share = try body.optionalInteger("share", 1...100) ?? 100
        return try move(call, share == 100 ? .activate(revision) : .canary(revision, share: share))
    }

    private func rollBack(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? { try move(call, .rollBack) }

    private func move(_ call: Route.Call, _ move: DeploymentMove) throws(ServiceError) -> HTTPResponse {
        let record = try service.move(
            call.parameter("customer_id"), move, idempotency: call.request.idempotencyKey(), by: call.caller)
        return .json([JSONMember("success", .bool(true))] + DeploymentRoutes.members(record))
    }

    private func history(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let limit = try call.request.integer("limit", 1...1000, standard: 100)
        let changes = try service.history(of: call.parameter("customer_id"), limit: limit, by: call.caller)
        return .json([
            JSONMember(
                "changes",
                .array(
                    changes.map { change in
                        var members = [
                            JSONMember("at", .string(SystemTime.text(change.at))), JSONMember("action", .string(change.action)),
                        ]
                        if let revision = change.revision { members.append(JSONMember("revision", .integer(revision))) }
                        if let from = change.fromRevision { members.append(JSONMember("from_revision", .integer(from))) }
                        if let share = change.share { members.append(JSONMember("share", .integer(share))) }
                        if let key = change.keyID { members.append(JSONMember("key_id", .string(key))) }
                        return .object(members)
                    }))
        ])
    }

    private func sdk(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let asked = try call.request.integer("revision", 1...Int(Int32.max), standard: 0)
        let (archive, revision) = try service.sdk(
            of: call.parameter("customer_id"), revision: asked > 0 ? asked : nil, by: call.caller)
        return HTTPResponse(
            status: 200,
            headers: [
                "Content-Type": "application/gzip", "Cache-Control": "no-store",
                "Content-Disposition": #"attachment; filename="burhan-sdk-v\#(revision).tar.gz""#,
            ], body: archive)
    }

    private static func members(_ version: DeploymentVersionRecord) -> [JSONMember] {
        [
            JSONMember("customer_id", .string(version.customerID)), JSONMember("revision", .integer(version.revision)),
            JSONMember("image_id", .string(Hex.text(version.imageID))), JSONMember("use_case", .string(version.useCase)),
            JSONMember("description", .string(version.description)), JSONMember("version", .string(version.version)),
            JSONMember("created_at", .string(SystemTime.text(version.createdAt))),
        ]
    }
}
