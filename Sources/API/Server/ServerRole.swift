/// A part of the interface that can have a port of its own, so that a proxy and a firewall can tell parts apart.
public enum ServerRole: String, Sendable, CaseIterable {
    /// Everything.
    case all
    /// Rules before they are in service, and putting them into service.
    case compiler
    /// Which customer proves which rule.
    case registry
    /// Proofs, jobs, receipts, and whatever is neither the compiler's nor the registry's.
    case prover

    private static let prefixes: [(role: ServerRole, prefix: String)] = [
        (.compiler, "/api/validate"), (.compiler, "/api/compile"), (.compiler, "/api/evaluate"), (.compiler, "/api/templates"),
        (.compiler, "/api/deploy"), (.compiler, "/openapi.json"), (.registry, "/api/deployments"),
    ]

    /// Whether a port of this role answers a route; every port tells of its own health.
    func serves(_ pattern: String) -> Bool {
        if self == .all || ["/health", "/ready", "/metrics", "/api/status"].contains(pattern) { return true }
        let owner = Self.prefixes.first { pattern == $0.prefix || pattern.hasPrefix($0.prefix + "/") }?.role ?? .prover
        return owner == self
    }
}

/// One port and what it answers.
public struct ServerPort: Sendable, Equatable {
    public var role: ServerRole
    public var port: UInt16

    public init(_ role: ServerRole, _ port: UInt16) {
        self.role = role
        self.port = port
    }

    /// Reads `ROLE:PORT`.
    init?(_ text: Substring) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let role = ServerRole(rawValue: String(parts[0])), let port = UInt16(parts[1]) else { return nil }
        self.init(role, port)
    }
}
