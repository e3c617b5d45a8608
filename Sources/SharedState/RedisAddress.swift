/// Where a Redis server listens, and as whom to speak to it.
public struct RedisAddress: Sendable, Equatable, CustomStringConvertible {
    public var host: String
    public var port: UInt16
    public var database: Int
    var user: String?
    var password: String?

    /// Reads `redis://[[user:]password@]host[:port][/database]`; port 6379 and database 0 are assumed.
    public init(_ text: String) throws(SharedStateError) {
        guard !text.hasPrefix("rediss://") else { throw .encryptionUnavailable }
        let isNamed = text.hasPrefix("redis://")
        let rest = isNamed ? text.dropFirst(8) : Substring(text)
        let shown = "redis://" + (rest.split(separator: "@", omittingEmptySubsequences: false).last ?? "")
        guard isNamed else { throw .invalidAddress(shown) }
        var place = rest
        if let at = rest.lastIndex(of: "@") {
            let secret = rest[..<at]
            place = rest[rest.index(after: at)...]
            if let colon = secret.firstIndex(of: ":") {
                user = colon == secret.startIndex ? nil : String(secret[..<colon])
                password = String(secret[secret.index(after: colon)...])
            } else {
                password = String(secret)
            }
        }
        let parts = place.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let authority = parts[0]
        let colon = authority.hasSuffix("]") ? nil : authority.lastIndex(of: ":")
        let name = colon.map { authority[..<$0] } ?? authority
        host = name.hasPrefix("[") && name.hasSuffix("]") ? String(name.dropFirst().dropLast()) : String(name)
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }),
            let port = colon.map({ UInt16(authority[authority.index(after: $0)...]) }) ?? 6379, port > 0,
            let database = parts.count == 2 && !parts[1].isEmpty ? Int(parts[1]) : 0, (0...65_535).contains(database)
        else { throw .invalidAddress(shown) }
        self.port = port
        self.database = database
    }

    /// Without user and password, for logs.
    public var description: String { "redis://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)" }
}
