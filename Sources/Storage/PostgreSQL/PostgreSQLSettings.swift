/// How a store uses a PostgreSQL server; every wait has an end.
public struct PostgreSQLSettings: Sendable {
    /// Connections open at most; the setting `database-connections`.
    public var connections = 8
    /// Seconds a transaction waits for a free connection before it fails as `busy`.
    public var waitSeconds = 5.0
    /// Seconds within which a connection must be made.
    public var connectSeconds = 5
    /// Seconds one statement may take before it fails as `timedOut`; the server stops it then.
    public var statementSeconds = 10.0
    /// Seconds a statement waits for a row that another transaction holds before it fails as `busy`.
    public var lockSeconds = 5.0
    /// Seconds for which a lost connection or a conflict is answered by another try.
    public var patienceSeconds = 5.0
    /// Tries of one transaction at most.
    public var attempts = 50

    public init() {}

    /// Whether a location is the URL of a PostgreSQL server, not a path.
    public static func isURL(_ location: String) -> Bool {
        location.hasPrefix("postgresql://") || location.hasPrefix("postgres://")
    }

    /// The location as it may be logged: without user, password and parameters.
    public static func displayed(_ location: String) -> String {
        guard isURL(location), let start = location.firstRange(of: "://")?.upperBound else { return location }
        let address = location[start...].prefix { $0 != "?" }
        return String(location[..<start] + (address.lastIndex(of: "@").map { address[address.index(after: $0)...] } ?? address))
    }
}
