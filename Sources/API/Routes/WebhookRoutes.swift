import HTTPServer
import Rules
import Service
import Storage

/// Webhooks of a tenant, and the log of what was sent.
struct WebhookRoutes {
    private let service: ProofService
    private let settings: APISettings

    init(_ service: ProofService, _ settings: APISettings) {
        self.service = service
        self.settings = settings
    }

    var all: [Route] {
        let one = "/api/webhooks/{id}"
        return [
            Route(.post, "/api/webhooks", scope: .admin, make), Route(.get, "/api/webhooks", scope: .admin, list),
            Route(.get, one, scope: .admin, get), Route(.patch, one, scope: .admin, change),
            Route(.delete, one, scope: .admin, delete), Route(.post, one + "/secret", scope: .admin, rotate),
            Route(.post, one + "/test", scope: .admin, test), Route(.get, one + "/deliveries", scope: .admin, deliveries),
            Route(.get, one + "/deliveries/{delivery_id}", scope: .admin, delivery),
            Route(.post, one + "/deliveries/{delivery_id}/resend", scope: .admin, resend),
        ]
    }

    private func make(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        var wish = try wish(call)
        wish.url = try RequestBody(call.request, maximumBytes: settings.bodyBytes).text("url")
        let (webhook, secret) = try service.makeWebhook(wish, idempotency: call.request.idempotencyKey(), by: call.caller)
        return .json(
            Self.members(webhook) + [JSONMember("secret", .string(secret))], status: 201,
            headers: ["Location": "/api/webhooks/\(webhook.id)"])
    }

    private func list(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        .json([JSONMember("webhooks", .array(try service.webhooks(by: call.caller).map { .object(Self.members($0)) }))])
    }

    private func get(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        .json(Self.members(try service.webhook(call.parameter("id"), by: call.caller)))
    }

    private func change(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        .json(Self.members(try service.changeWebhook(call.parameter("id"), wish(call), by: call.caller)))
    }

    private func delete(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        try service.removeWebhook(call.parameter("id"), by: call.caller)
        return HTTPResponse(status: 204)
    }

    private func rotate(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let (webhook, secret) = try service.rotateWebhookSecret(
            call.parameter("id"), idempotency: call.request.idempotencyKey(), by: call.caller)
        return .json(Self.members(webhook) + [JSONMember("secret", .string(secret))])
    }

    private func test(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let delivery = try service.testWebhook(
            call.parameter("id"), idempotency: call.request.idempotencyKey(), by: call.caller)
        return .json(Self.members(delivery), status: 202)
    }

    private func deliveries(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let limit = try call.request.integer("limit", 1...1000, standard: 100)
        let found = try service.deliveries(
            ofWebhook: call.parameter("id"), after: call.request.query("after"), limit: limit, by: call.caller)
        var members = [JSONMember("deliveries", .array(found.map { .object(Self.members($0)) }))]
        if found.count == limit, let last = found.last { members.append(JSONMember("next_after", .string(last.id))) }
        return .json(members)
    }

    private func delivery(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let (delivery, attempts) = try service.delivery(
            call.parameter("delivery_id"), ofWebhook: call.parameter("id"), by: call.caller)
        let log = attempts.map { attempt in
            var members = [
                JSONMember("number", .integer(attempt.number)), JSONMember("at", .string(SystemTime.text(attempt.at))),
                JSONMember("milliseconds", .integer(attempt.milliseconds)),
            ]
            if let status = attempt.status { members.append(JSONMember("status", .integer(status))) }
            if let error = attempt.error { members.append(JSONMember("error", .string(error))) }
            return JSONValue.object(members)
        }
        return .json(
            Self.members(delivery) + [
                JSONMember("attempt_log", .array(log)), JSONMember("body", JSONParser.parse(delivery.body).value ?? .null),
            ])
    }

    private func resend(_ call: Route.Call) throws(ServiceError) -> HTTPResponse? {
        let delivery = try service.redeliver(
            call.parameter("delivery_id"), ofWebhook: call.parameter("id"), idempotency: call.request.idempotencyKey(), by: call.caller)
        return .json(Self.members(delivery), status: 202)
    }

    private func wish(_ call: Route.Call) throws(ServiceError) -> WebhookChange {
        let body = try RequestBody(call.request, maximumBytes: settings.bodyBytes)
        let description = try body.optionalText("description")
        guard description?.utf8.count ?? 0 <= 500 else {
            throw .invalidRequest(pointer: "/description", expected: "at most 500 bytes of text")
        }
        return WebhookChange(
            url: try body.optionalText("url"), events: try body.optionalTexts("events"), description: description,
            isEnabled: try body.optionalFlag("enabled"))
    }

    private static func members(_ webhook: WebhookRecord) -> [JSONMember] {
        var members = [
            JSONMember("webhook_id", .string(webhook.id)), JSONMember("url", .string(webhook.url)),
            JSONMember("events", .array(webhook.events.map { .string($0) })), JSONMember("description", .string(webhook.description)),
            JSONMember("enabled", .bool(webhook.state == .enabled)), JSONMember("created_at", .string(SystemTime.text(webhook.createdAt))),
            JSONMember("updated_at", .string(SystemTime.text(webhook.updatedAt))),
        ]
        if let reason = webhook.reason { members.append(JSONMember("disabled_reason", .string(reason))) }
        if let since = webhook.failingSince { members.append(JSONMember("failing_since", .string(SystemTime.text(since)))) }
        return members
    }

    private static func members(_ delivery: WebhookDeliveryRecord) -> [JSONMember] {
        var members = [
            JSONMember("delivery_id", .string(delivery.id)), JSONMember("webhook_id", .string(delivery.webhookID)),
            JSONMember("event", .string(delivery.event)), JSONMember("subject", .string(delivery.subject)),
            JSONMember("status", .string(delivery.state.rawValue)), JSONMember("attempts", .integer(delivery.attempts)),
            JSONMember("created_at", .string(SystemTime.text(delivery.createdAt))),
        ]
        if let next = delivery.nextAt { members.append(JSONMember("next_attempt_at", .string(SystemTime.text(next)))) }
        if let finished = delivery.finishedAt { members.append(JSONMember("finished_at", .string(SystemTime.text(finished)))) }
        return members
    }
}
