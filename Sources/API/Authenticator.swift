import HTTPServer
import Service

/// Finds out who sends a request.
public protocol Authenticator: Sendable {
    /// The caller; throws when there is no valid key, or its scopes do not hold the one an operation needs (nil: anybody may).
    func caller(of request: HTTPRequest, needing scope: Scope?) throws(ServiceError) -> Caller
}

/// Everybody is the local tenant: for a server that only this machine reaches.
public struct LocalAuthenticator: Authenticator {
    public init() {}

    public func caller(of request: HTTPRequest, needing scope: Scope?) -> Caller { .local }
}
