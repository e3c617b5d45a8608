/// Whose request it is, and on which plan.
public struct GatewayTenant: Sendable, Equatable {
    /// The tenant's identifier is visible ASCII.
    public var caller: Caller
    /// Visible ASCII.
    public var plan: String

    public init(_ caller: Caller, plan: String) {
        self.caller = caller
        self.plan = plan
    }

    /// A caller without a key on a route that needs none.
    public static let anonymous = GatewayTenant(Caller(tenant: "anonymous", scopes: []), plan: "anonymous")
}

/// What a key turns out to be.
public enum GatewayIdentity: Sendable, Equatable {
    case tenant(GatewayTenant)
    /// There is no key and this caller needs one.
    case missing
    /// No key of ours: never issued, expired or revoked. The caller is not told which.
    case unknown
    /// The tenant of the key is suspended.
    case suspended
    /// It can't be found out at the moment.
    case unavailable
}

/// Finds the tenant of a key.
public protocol GatewayCredentials: Sendable {
    /// `key` is nil when the request carries none; `peer` is the client's address.
    func identify(key: String?, peer: String) -> GatewayIdentity
}
