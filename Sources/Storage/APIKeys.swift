/// An API key as it is kept: everything but its secret, of which there is a keyed digest.
public struct APIKeyRecord: Sendable, Equatable {
    /// The part of the key's text that names it.
    public var id: String
    public var tenant: String
    /// What its owner calls it.
    public var name: String
    /// HMAC-SHA256 of the secret, 32 bytes.
    public var digest: [UInt8]
    /// Which pepper made the digest.
    public var digestKey: String
    /// Words separated by spaces.
    public var scopes: String
    /// Milliseconds since 1970.
    public var createdAt: Int
    /// From this time on the key is refused.
    public var expiresAt: Int?
    public var revokedAt: Int?
    /// The key that replaces it.
    public var successor: String?
    /// When it was used last, to about a minute.
    public var lastUsedAt: Int?

    public init(
        id: String, tenant: String, name: String, digest: [UInt8], digestKey: String, scopes: String, createdAt: Int, expiresAt: Int?,
        revokedAt: Int? = nil, successor: String? = nil, lastUsedAt: Int? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.name = name
        self.digest = digest
        self.digestKey = digestKey
        self.scopes = scopes
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.successor = successor
        self.lastUsedAt = lastUsedAt
    }

    /// Whether it opens anything at that time.
    public func isValid(at time: Int) -> Bool { revokedAt == nil && expiresAt.map { time < $0 } ?? true }
}

extension Session {
    private static let keyColumns =
        "id, tenant, name, digest, digest_key, scopes, created_at, expires_at, revoked_at, successor, last_used_at"

    public func insertKey(_ key: APIKeyRecord) throws(StorageError) {
        try connection.run(
            "INSERT INTO api_keys (\(Self.keyColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                .text(key.id), .text(key.tenant), .text(key.name), .blob(key.digest), .text(key.digestKey), .text(key.scopes),
                .integer(key.createdAt), Value(key.expiresAt), Value(key.revokedAt), Value(key.successor), Value(key.lastUsedAt),
            ])
    }

    public func key(_ id: String) throws(StorageError) -> APIKeyRecord? {
        try connection.query("SELECT \(Self.keyColumns) FROM api_keys WHERE id = ?", [.text(id)]) { Self.key($0) }.first
    }

    public func key(_ id: String, tenant: String) throws(StorageError) -> APIKeyRecord? {
        try connection.query("SELECT \(Self.keyColumns) FROM api_keys WHERE id = ? AND tenant = ?", [.text(id), .text(tenant)]) {
            Self.key($0)
        }.first
    }

    /// All keys of a tenant, the newest first.
    public func keys(tenant: String) throws(StorageError) -> [APIKeyRecord] {
        try connection.query("SELECT \(Self.keyColumns) FROM api_keys WHERE tenant = ? ORDER BY created_at DESC, id", [.text(tenant)]) {
            Self.key($0)
        }
    }

    /// Whether anybody has a key.
    public func hasKeys() throws(StorageError) -> Bool {
        try connection.integer("SELECT count(*) FROM (SELECT id FROM api_keys LIMIT 1) AS one") > 0
    }

    /// The first revocation counts; false if the key was revoked before or does not exist.
    public func revokeKey(_ id: String, tenant: String, at time: Int) throws(StorageError) -> Bool {
        try connection.run(
            "UPDATE api_keys SET revoked_at = ? WHERE id = ? AND tenant = ? AND revoked_at IS NULL",
            [.integer(time), .text(id), .text(tenant)])
    }

    /// Notes the successor of a key and ends it at that time; false if it has a successor already.
    public func replaceKey(_ id: String, tenant: String, by successor: String, endingAt time: Int) throws(StorageError) -> Bool {
        try connection.run(
            "UPDATE api_keys SET successor = ?, expires_at = ? WHERE id = ? AND tenant = ? AND successor IS NULL AND revoked_at IS NULL",
            [.text(successor), .integer(time), .text(id), .text(tenant)])
    }

    public func noteUse(ofKey id: String, at time: Int) throws(StorageError) {
        try connection.run(
            "UPDATE api_keys SET last_used_at = ? WHERE id = ? AND (last_used_at IS NULL OR last_used_at < ?)",
            [.integer(time), .text(id), .integer(time)])
    }

    private static func key(_ row: Row) -> APIKeyRecord {
        APIKeyRecord(
            id: row.text(0), tenant: row.text(1), name: row.text(2), digest: row.blob(3), digestKey: row.text(4), scopes: row.text(5),
            createdAt: row.integer(6), expiresAt: row.optionalInteger(7), revokedAt: row.optionalInteger(8),
            successor: row.optionalText(9), lastUsedAt: row.optionalInteger(10))
    }
}
