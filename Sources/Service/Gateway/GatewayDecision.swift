/// What becomes of a request at the gateway.
public enum GatewayDecision: Sendable, Equatable {
    case allowed(GatewayPermit)
    case denied(GatewayDenial)
}

/// A request may pass, in a tenant's name.
public struct GatewayPermit: Sendable, Equatable {
    /// A header field with its value.
    public struct Field: Sendable, Equatable {
        public var name: String
        public var value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    public var tenant: String
    public var plan: String
    /// Further headers for the service; they replace what the client sent under these names.
    public var setHeaders: [Field] = []
    /// Headers of the client that the service must not see.
    public var removedHeaders: [String] = []
    /// Headers for the client, added to the service's answer.
    public var responseHeaders: [Field] = []

    public init(tenant: String, plan: String) {
        self.tenant = tenant
        self.plan = plan
    }
}

/// A request may not pass; becomes a problem document (RFC 9457). Nothing in it is private.
public struct GatewayDenial: Error, Sendable, Equatable {
    /// HTTP status, 400...599.
    public var status: Int
    /// Stable name of the reason.
    public var code: String
    public var title: String
    public var detail: String
    /// Seconds after which it makes sense to come back; nil when waiting does not help.
    public var retryAfter: Int?
    /// Further headers of the answer.
    public var headers: [GatewayPermit.Field] = []

    public init(_ status: Int, _ code: String, _ title: String, _ detail: String, retryAfter: Int? = nil) {
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.retryAfter = retryAfter
    }
}

/// Decides about requests before they reach a service. Called on worker threads, many at a time; takes microseconds, or the milliseconds
/// of a verification.
public protocol GatewayAuthorizer: Sendable {
    func decide(_ request: GatewayRequest) -> GatewayDecision
}
