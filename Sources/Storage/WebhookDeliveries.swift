/// One message that a webhook is owed.
public struct WebhookDeliveryRecord: Sendable, Equatable {
    public enum State: String, Sendable { case pending, delivered, failed }

    public var id: String
    public var tenant: String
    public var webhookID: String
    public var event: String
    /// The job or batch it tells of.
    public var subject: String
    /// JSON, sent as it is.
    public var body: [UInt8]
    public var state: State
    public var attempts: Int
    /// When it is to be tried next, milliseconds since 1970; while an attempt is under way, when that counts as given up.
    public var nextAt: Int?
    public var createdAt: Int
    public var finishedAt: Int?

    public init(
        id: String, tenant: String, webhookID: String, event: String, subject: String, body: [UInt8], state: State = .pending,
        attempts: Int = 0, nextAt: Int?, createdAt: Int, finishedAt: Int? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.webhookID = webhookID
        self.event = event
        self.subject = subject
        self.body = body
        self.state = state
        self.attempts = attempts
        self.nextAt = nextAt
        self.createdAt = createdAt
        self.finishedAt = finishedAt
    }
}

/// One attempt to deliver, for the log.
public struct WebhookAttemptRecord: Sendable, Equatable {
    public var number: Int
    /// Milliseconds since 1970.
    public var at: Int
    /// Status of the answer; nil when there was none.
    public var status: Int?
    /// Why it did not count as delivered.
    public var error: String?
    public var milliseconds: Int

    public init(number: Int, at: Int, status: Int?, error: String?, milliseconds: Int) {
        self.number = number
        self.at = at
        self.status = status
        self.error = error
        self.milliseconds = milliseconds
    }
}

extension Session {
    private static let deliveryColumns =
        "id, tenant, webhook_id, event, subject, body, state, attempts, next_at, created_at, finished_at"

    public func insertDelivery(_ delivery: WebhookDeliveryRecord) throws(StorageError) {
        try connection.run(
            "INSERT INTO webhook_deliveries (\(Self.deliveryColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .text(delivery.id), .text(delivery.tenant), .text(delivery.webhookID), .text(delivery.event), .text(delivery.subject),
                .blob(delivery.body), .text(delivery.state.rawValue), .integer(delivery.attempts), Value(delivery.nextAt),
                .integer(delivery.createdAt), Value(delivery.finishedAt),
            ])
    }

    public func delivery(_ id: String) throws(StorageError) -> WebhookDeliveryRecord? {
        try connection.query("SELECT \(Self.deliveryColumns) FROM webhook_deliveries WHERE id = ?", [.text(id)], Self.delivery).first
    }

    /// A webhook's deliveries, the newest first, after one of them if given.
    public func deliveries(webhookID: String, after id: String?, limit: Int) throws(StorageError) -> [WebhookDeliveryRecord] {
        try connection.query(
            """
            SELECT \(Self.deliveryColumns) FROM webhook_deliveries WHERE webhook_id = ?
            AND number < coalesce((SELECT number FROM webhook_deliveries WHERE id = ? AND webhook_id = ?), 9223372036854775807)
            ORDER BY number DESC LIMIT ?
            """, [.text(webhookID), .text(id ?? ""), .text(webhookID), .integer(limit)], Self.delivery)
    }

    /// For each webhook the first delivery that is due.
    public func dueDeliveries(at now: Int) throws(StorageError) -> [WebhookDeliveryRecord] {
        try connection.query(
            """
            SELECT \(Self.deliveryColumns) FROM webhook_deliveries WHERE number IN (SELECT min(number) FROM webhook_deliveries
            WHERE state = 'pending' AND next_at <= ? GROUP BY webhook_id) ORDER BY number
            """, [.integer(now)], Self.delivery)
    }

    /// Writes what changes in a delivery's life if nobody else has tried it meanwhile; false, and nothing written, if somebody has.
    public func updateDelivery(_ delivery: WebhookDeliveryRecord, over attempts: Int) throws(StorageError) -> Bool {
        try connection.run(
            "UPDATE webhook_deliveries SET state = ?, attempts = ?, next_at = ?, finished_at = ? WHERE id = ? AND attempts = ?",
            [
                .text(delivery.state.rawValue), .integer(delivery.attempts), Value(delivery.nextAt), Value(delivery.finishedAt),
                .text(delivery.id), .integer(attempts),
            ])
    }

    /// Gives up what a webhook is still owed.
    public func abandonDeliveries(webhookID: String, at now: Int) throws(StorageError) {
        try connection.run(
            "UPDATE webhook_deliveries SET state = 'failed', next_at = NULL, finished_at = ? WHERE webhook_id = ? AND state = 'pending'",
            [.integer(now), .text(webhookID)])
    }

    public func insertAttempt(_ attempt: WebhookAttemptRecord, deliveryID: String) throws(StorageError) {
        try connection.run(
            """
            INSERT INTO webhook_attempts (delivery_id, number, at, status, error, milliseconds) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (delivery_id, number) DO UPDATE SET at = excluded.at, status = excluded.status, error = excluded.error,
            milliseconds = excluded.milliseconds
            """,
            [
                .text(deliveryID), .integer(attempt.number), .integer(attempt.at), Value(attempt.status), Value(attempt.error),
                .integer(attempt.milliseconds),
            ])
    }

    public func deliveryAttempts(_ deliveryID: String) throws(StorageError) -> [WebhookAttemptRecord] {
        try connection.query(
            "SELECT number, at, status, error, milliseconds FROM webhook_attempts WHERE delivery_id = ? ORDER BY number",
            [.text(deliveryID)]
        ) {
            WebhookAttemptRecord(
                number: $0.integer(0), at: $0.integer(1), status: $0.optionalInteger(2), error: $0.optionalText(3),
                milliseconds: $0.integer(4))
        }
    }

    private static func delivery(_ row: Row) -> WebhookDeliveryRecord {
        WebhookDeliveryRecord(
            id: row.text(0), tenant: row.text(1), webhookID: row.text(2), event: row.text(3), subject: row.text(4), body: row.blob(5),
            state: WebhookDeliveryRecord.State(rawValue: row.text(6)) ?? .failed, attempts: row.integer(7), nextAt: row.optionalInteger(8),
            createdAt: row.integer(9), finishedAt: row.optionalInteger(10))
    }
}
