/// Where a tenant wants to be told what happens to its jobs.
public struct WebhookRecord: Sendable, Equatable {
    public enum State: String, Sendable { case enabled, disabled }

    public var id: String
    public var tenant: String
    public var url: String
    /// Names of events, `*` for all.
    public var events: [String]
    public var description: String
    /// The secret of its signatures, under the operator's key.
    public var sealedSecret: [UInt8]
    public var state: State
    /// Why it is disabled.
    public var reason: String?
    /// Since when no delivery has succeeded, milliseconds since 1970.
    public var failingSince: Int?
    public var createdAt: Int
    public var updatedAt: Int

    public init(
        id: String, tenant: String, url: String, events: [String], description: String, sealedSecret: [UInt8], state: State = .enabled,
        reason: String? = nil, failingSince: Int? = nil, createdAt: Int, updatedAt: Int
    ) {
        self.id = id
        self.tenant = tenant
        self.url = url
        self.events = events
        self.description = description
        self.sealedSecret = sealedSecret
        self.state = state
        self.reason = reason
        self.failingSince = failingSince
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

extension Session {
    private static let webhookColumns =
        "id, tenant, url, events, description, sealed_secret, state, reason, failing_since, created_at, updated_at"

    public func insertWebhook(_ webhook: WebhookRecord) throws(StorageError) {
        try connection.run(
            "INSERT INTO webhooks (\(Self.webhookColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .text(webhook.id), .text(webhook.tenant), .text(webhook.url), .text(webhook.events.joined(separator: ",")),
                .text(webhook.description), .blob(webhook.sealedSecret), .text(webhook.state.rawValue), Value(webhook.reason),
                Value(webhook.failingSince), .integer(webhook.createdAt), .integer(webhook.updatedAt),
            ])
    }

    /// Writes everything that may change; true if the webhook is there.
    @discardableResult
    public func updateWebhook(_ webhook: WebhookRecord) throws(StorageError) -> Bool {
        try connection.run(
            """
            UPDATE webhooks SET url = ?, events = ?, description = ?, sealed_secret = ?, state = ?, reason = ?, failing_since = ?,
            updated_at = ? WHERE id = ?
            """,
            [
                .text(webhook.url), .text(webhook.events.joined(separator: ",")), .text(webhook.description), .blob(webhook.sealedSecret),
                .text(webhook.state.rawValue), Value(webhook.reason), Value(webhook.failingSince), .integer(webhook.updatedAt),
                .text(webhook.id),
            ])
    }

    public func webhook(_ id: String) throws(StorageError) -> WebhookRecord? {
        try connection.query("SELECT \(Self.webhookColumns) FROM webhooks WHERE id = ?", [.text(id)], Self.webhook).first
    }

    /// A tenant's webhooks in the order they were made.
    public func webhooks(tenant: String) throws(StorageError) -> [WebhookRecord] {
        try connection.query(
            "SELECT \(Self.webhookColumns) FROM webhooks WHERE tenant = ? ORDER BY number", [.text(tenant)], Self.webhook)
    }

    /// Deletes a webhook with its deliveries.
    public func deleteWebhook(_ id: String) throws(StorageError) {
        try connection.run(
            "DELETE FROM webhook_attempts WHERE delivery_id IN (SELECT id FROM webhook_deliveries WHERE webhook_id = ?)", [.text(id)])
        try connection.run("DELETE FROM webhook_deliveries WHERE webhook_id = ?", [.text(id)])
        try connection.run("DELETE FROM webhooks WHERE id = ?", [.text(id)])
    }

    private static func webhook(_ row: Row) -> WebhookRecord {
        WebhookRecord(
            id: row.text(0), tenant: row.text(1), url: row.text(2), events: row.text(3).split(separator: ",").map(String.init),
            description: row.text(4), sealedSecret: row.blob(5), state: WebhookRecord.State(rawValue: row.text(6)) ?? .disabled,
            reason: row.optionalText(7), failingSince: row.optionalInteger(8), createdAt: row.integer(9), updatedAt: row.integer(10))
    }
}
