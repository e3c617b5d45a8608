/// A number that may be used once: held by somebody, or used.
public struct NonceRecord: Sendable, Equatable {
    public var key: String
    public var holder: String
    public var isUsed: Bool
    /// Until when it is held or remembered, milliseconds since 1970; nil for ever.
    public var expiresAt: Int?

    public init(key: String, holder: String, isUsed: Bool, expiresAt: Int?) {
        self.key = key
        self.holder = holder
        self.isUsed = isUsed
        self.expiresAt = expiresAt
    }
}

extension Session {
    /// The record of a nonce unless its time has run out.
    public func nonce(_ key: String, at time: Int) throws(StorageError) -> NonceRecord? {
        try connection.query("SELECT key, holder, is_used, expires_at FROM nonces WHERE key = ?", [.text(key)]) {
            NonceRecord(key: $0.text(0), holder: $0.text(1), isUsed: $0.integer(2) == 1, expiresAt: $0.optionalInteger(3))
        }.first { $0.expiresAt.map { time < $0 } ?? true }
    }

    public func putNonce(_ record: NonceRecord) throws(StorageError) {
        try connection.run(
            """
            INSERT INTO nonces (key, holder, is_used, expires_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, is_used = excluded.is_used, expires_at = excluded.expires_at
            """,
            [.text(record.key), .text(record.holder), .integer(record.isUsed ? 1 : 0), Value(record.expiresAt)])
    }

    /// Gives up a reservation; false if this holder has none.
    public func deleteNonce(_ key: String, heldBy holder: String) throws(StorageError) -> Bool {
        try connection.run("DELETE FROM nonces WHERE key = ? AND holder = ? AND is_used = 0", [.text(key), .text(holder)])
    }

    /// Forgets nonces whose time has run out.
    public func deleteNonces(before time: Int) throws(StorageError) {
        try connection.run("DELETE FROM nonces WHERE expires_at < ?", [.integer(time)])
    }
}
