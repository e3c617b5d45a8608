import Foundation
import Rules
import Storage

/// What a caller says of a webhook; members that are nil stay as they are.
public struct WebhookChange: Sendable {
    public var url: String?
    public var events: [String]?
    public var description: String?
    public var isEnabled: Bool?

    public init(url: String? = nil, events: [String]? = nil, description: String? = nil, isEnabled: Bool? = nil) {
        self.url = url
        self.events = events
        self.description = description
        self.isEnabled = isEnabled
    }
}

extension ProofService {
    /// The events a webhook may ask for.
    public static let webhookEvents =
        ["*"] + JobState.allCases.filter(\.isFinal).map { "job.\($0.rawValue)" } + ["batch.finished", "webhook.test"]

    /// Makes a webhook; its secret is told here and never again, save to a repetition with the same key.
    public func makeWebhook(_ wish: WebhookChange, idempotency: IdempotencyKey?, by caller: Caller) throws(ServiceError)
        -> (webhook: WebhookRecord, secret: String)
    {
        let url = try WebhookURL(wish.url ?? "", allowsLoopback: settings.webhooks.allowsLoopback)
        let now = environment.now()
        let id = environment.newID("webhook")
        let record = WebhookRecord(
            id: id, tenant: caller.tenant, url: url.text, events: try Self.events(wish.events ?? ["*"]),
            description: wish.description ?? "",
            sealedSecret: try newSecret(id), createdAt: now, updatedAt: now)
        let limit = settings.webhooks.perTenant
        let answer = try once("webhook", idempotency, by: caller) { session throws(StorageError) in
            guard try session.webhooks(tenant: caller.tenant).count < limit else {
                return .refused(.overLimit(reason: "A tenant may have \(limit) webhooks."))
            }
            try session.insertWebhook(record)
            return .answer(Array(record.id.utf8))
        }
        let webhook = try webhook(String(decoding: answer, as: UTF8.self), by: caller)
        return (webhook, try secret(of: webhook))
    }

    public func webhook(_ id: String, by caller: Caller) throws(ServiceError) -> WebhookRecord {
        guard let webhook = try stored({ session throws(StorageError) in try session.webhook(id) }), webhook.tenant == caller.tenant else {
            throw .unknownWebhook(id)
        }
        return webhook
    }

    public func webhooks(by caller: Caller) throws(ServiceError) -> [WebhookRecord] {
        try stored { session throws(StorageError) in try session.webhooks(tenant: caller.tenant) }
    }

    /// Changes a webhook; enabling one that was disabled forgets its failures.
    public func changeWebhook(_ id: String, _ change: WebhookChange, by caller: Caller) throws(ServiceError) -> WebhookRecord {
        var webhook = try webhook(id, by: caller)
        if let url = change.url { webhook.url = try WebhookURL(url, allowsLoopback: settings.webhooks.allowsLoopback).text }
        if let events = change.events { webhook.events = try Self.events(events) }
        if let description = change.description { webhook.description = description }
        if let isEnabled = change.isEnabled {
            webhook.state = isEnabled ? .enabled : .disabled
            webhook.reason = isEnabled ? nil : "It was disabled by its owner."
            if isEnabled { webhook.failingSince = nil }
        }
        webhook.updatedAt = environment.now()
        return try rewrite(webhook)
    }

    /// Gives a webhook a new secret, which is told here and never again, save to a repetition with the same key; the old one ends with it.
    public func rotateWebhookSecret(_ id: String, idempotency: IdempotencyKey? = nil, by caller: Caller) throws(ServiceError)
        -> (webhook: WebhookRecord, secret: String)
    {
        var changed = try webhook(id, by: caller)
        changed.sealedSecret = try newSecret(id)
        changed.updatedAt = environment.now()
        let record = changed
        _ = try once("rotate \(id)", idempotency, by: caller) { session throws(StorageError) in
            try session.updateWebhook(record) ? .answer([1]) : .refused(.unknownWebhook(id))
        }
        let webhook = try webhook(id, by: caller)
        return (webhook, try secret(of: webhook))
    }

    public func removeWebhook(_ id: String, by caller: Caller) throws(ServiceError) {
        _ = try webhook(id, by: caller)
        try written { session throws(StorageError) in try session.deleteWebhook(id) }
    }

    // MARK: Deliveries

    /// A webhook's deliveries, the newest first.
    public func deliveries(ofWebhook id: String, after: String?, limit: Int, by caller: Caller) throws(ServiceError)
        -> [WebhookDeliveryRecord]
    {
        _ = try webhook(id, by: caller)
        return try stored { session throws(StorageError) in try session.deliveries(webhookID: id, after: after, limit: limit) }
    }

    /// One delivery with its attempts.
    public func delivery(_ id: String, ofWebhook webhookID: String, by caller: Caller) throws(ServiceError)
        -> (delivery: WebhookDeliveryRecord, attempts: [WebhookAttemptRecord])
    {
        _ = try webhook(webhookID, by: caller)
        let found = try stored { session throws(StorageError) in
            (try session.delivery(id), try session.deliveryAttempts(id))
        }
        guard let delivery = found.0, delivery.webhookID == webhookID else { throw .unknownDelivery(id) }
        return (delivery, found.1)
    }

    /// Sends a delivery's message again, as a new delivery.
    public func redeliver(_ id: String, ofWebhook webhookID: String, idempotency: IdempotencyKey?, by caller: Caller) throws(ServiceError)
        -> WebhookDeliveryRecord
    {
        let (delivery, _) = try delivery(id, ofWebhook: webhookID, by: caller)
        let data = JSONParser.parse(delivery.body).value?["data"] ?? .null
        return try deliver(delivery.event, subject: delivery.subject, data, webhookID, idempotency, caller)
    }

    /// Sends a message that means nothing, so that a receiver can be tried out.
    public func testWebhook(_ id: String, idempotency: IdempotencyKey?, by caller: Caller) throws(ServiceError) -> WebhookDeliveryRecord {
        try deliver("webhook.test", subject: id, .object([JSONMember("webhook_id", .string(id))]), id, idempotency, caller)
    }

    private func deliver(
        _ event: String, subject: String, _ data: JSONValue, _ webhookID: String, _ idempotency: IdempotencyKey?, _ caller: Caller
    ) throws(ServiceError) -> WebhookDeliveryRecord {
        let webhook = try webhook(webhookID, by: caller)
        guard webhook.state == .enabled else { throw .webhookDisabled(webhookID) }
        let now = environment.now()
        let answer = try once("deliver \(webhookID)", idempotency, by: caller) { session throws(StorageError) in
            .answer(Array(try webhooks.owe(webhook, event, subject: subject, data, session, at: now).id.utf8))
        }
        webhooks.wake()
        return try delivery(String(decoding: answer, as: UTF8.self), ofWebhook: webhookID, by: caller).delivery
    }

    // MARK: Steps

    private func rewrite(_ webhook: WebhookRecord) throws(ServiceError) -> WebhookRecord {
        guard try written({ session throws(StorageError) in try session.updateWebhook(webhook) }) else { throw .unknownWebhook(webhook.id) }
        return webhook
    }

    private func newSecret(_ id: String) throws(ServiceError) -> [UInt8] {
        try keyed { () throws(ServiceKey.Failure) in
            try webhooks.seal("whsec_" + Hex.text(ServiceKey.randomBytes(32)), webhookID: id)
        }
    }

    private func secret(of webhook: WebhookRecord) throws(ServiceError) -> String {
        try keyed { () throws(ServiceKey.Failure) in String(decoding: try webhooks.open(webhook).bytes, as: UTF8.self) }
    }

    private static func events(_ names: [String]) throws(ServiceError) -> [String] {
        guard !names.isEmpty, Set(names).isSubset(of: webhookEvents) else {
            throw .invalidRequest(pointer: "/events", expected: "a list of \(webhookEvents.joined(separator: ", "))")
        }
        return Array(Set(names)).sorted()
    }
}
