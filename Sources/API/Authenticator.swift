import HTTPServer
import Service

/// Finds out who sends a request, and whether it may be answered now.
public protocol Authenticator: Sendable {
    /// The caller with where its limits stand; throws when there is no valid key, its scopes do not hold the one an operation needs
    /// (nil: anybody may), or a limit is reached.
    func admit(_ request: HTTPRequest, needing scope: Scope?) throws(ServiceError) -> Admission
}

/// Everybody is one caller: for a router that only this process reaches.
public struct FixedAuthenticator: Authenticator {
    private let caller: Caller

    public init(_ caller: Caller = .local) { self.caller = caller }

    public func admit(_ request: HTTPRequest, needing scope: Scope?) -> Admission {
        Admission(caller: caller)
    }
}

/// Whether somebody without a key may be the tenant `local`.
public enum LocalAccess: String, Sendable, CaseIterable {
    /// On a loopback address, as long as nobody has a key.
    case auto
    /// On a loopback address.
    case on
    case off
}

/// Callers show an API key: `Authorization: Bearer burhan_…`, or `X-API-Key: burhan_…`.
///
/// Who shows none is the tenant `local` where the settings allow it, the server listens on a loopback address, the peer is on one,
/// and no header shows that a proxy brought the request. A tenant that a gateway names in a header is never believed: the key comes
/// with the request and is recognised again, which costs one HMAC.
public struct KeyAuthenticator: Authenticator {
    private let gatekeeper: Gatekeeper
    private let localAccess: LocalAccess
    private let isLoopback: Bool

    /// - Parameter host: the address that the server listens on.
    public init(gatekeeper: Gatekeeper, localAccess: LocalAccess, host: String) {
        self.gatekeeper = gatekeeper
        self.localAccess = localAccess
        isLoopback = Loopback.contains(host)
    }

    public func admit(_ request: HTTPRequest, needing scope: Scope?) throws(ServiceError) -> Admission {
        if let key = try Self.key(of: request) { return try gatekeeper.admit(key: key, needing: scope) }
        if try isLocal(request) { return try gatekeeper.admit(.local, needing: scope) }
        guard scope == nil else { throw gatekeeper.refuseMissingKey() }
        return Admission(caller: .anonymous)
    }

    /// The key that a request shows; two different ones, or a scheme other than Bearer, are no valid key.
    private static func key(of request: HTTPRequest) throws(ServiceError) -> String? {
        let plain = request.headers.all("X-API-Key")
        let bearers = try request.headers.all("Authorization").map { value throws(ServiceError) in
            let words = value.split(separator: " ", omittingEmptySubsequences: true)
            guard words.count == 2, words[0].lowercased() == "bearer" else { throw .unauthenticated(.malformed) }
            return String(words[1])
        }
        let keys = Set(plain + bearers)
        guard keys.count <= 1 else { throw .unauthenticated(.malformed) }
        return keys.first
    }

    private func isLocal(_ request: HTTPRequest) throws(ServiceError) -> Bool {
        guard localAccess != .off, isLoopback, Loopback.contains(request.peer) else { return false }
        let marks = ["x-forwarded-", "x-envoy-", "x-real-ip", "x-tenant-id", "forwarded", "via"]
        guard !request.headers.fields.contains(where: { field in marks.contains { field.name.lowercased().hasPrefix($0) } }) else {
            return false
        }
        if localAccess == .on { return true }
        return try !gatekeeper.hasKeys()
    }
}

/// Addresses that only this machine reaches.
enum Loopback {
    static func contains(_ address: String) -> Bool {
        if address == "localhost" || address == "::1" { return true }
        let plain = address.lowercased().hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
        let parts = plain.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }
}
