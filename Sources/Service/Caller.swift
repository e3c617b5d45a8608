/// What an API key allows.
public enum Scope: String, Sendable, CaseIterable, Codable {
    /// Order proofs, follow jobs, fetch receipts, evaluate.
    case prove
    /// Put rules into service and take them out.
    case deploy
    /// Verify receipts.
    case verify
    /// Administer the tenant: keys, webhooks, usage.
    case admin
}

/// Who asks: a tenant, through one of its keys or, on the loopback address, without one.
///
/// Everything a caller sees is the tenant's own; an identifier of another tenant answers exactly like one that does not exist.
public struct Caller: Sendable, Equatable {
    public var tenant: String
    /// The key that was shown; nil for the local caller.
    public var keyID: String?
    public var scopes: Set<Scope>

    public init(tenant: String, keyID: String? = nil, scopes: Set<Scope> = Set(Scope.allCases)) {
        self.tenant = tenant
        self.keyID = keyID
        self.scopes = scopes
    }

    /// The tenant of this machine itself, without keys.
    public static let local = Caller(tenant: "local")
}
