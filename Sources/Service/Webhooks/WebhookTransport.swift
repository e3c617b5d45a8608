/// A message on its way to a webhook.
public struct WebhookMessage: Sendable {
    public var url: String
    /// Names and values of the request's fields.
    public var headers: [(name: String, value: String)]
    public var body: [UInt8]

    public init(url: String, headers: [(name: String, value: String)], body: [UInt8]) {
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// What came back; `error` says why nothing did.
public struct WebhookAnswer: Sendable, Equatable {
    public var status: Int?
    public var error: String?

    public init(status: Int?, error: String? = nil) {
        self.status = status
        self.error = error
    }

    var isDelivered: Bool { status.map { (200...299).contains($0) } ?? false }
}

/// Carries messages to webhooks; blocks until there is an answer or a bound is reached. Tests pass their own.
public protocol WebhookTransport: Sendable {
    func post(_ message: WebhookMessage) -> WebhookAnswer
}
