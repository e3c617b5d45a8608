/// A sealed proof kept for repetition.
public struct KeptProofRecord: Sendable, Equatable {
    /// Keyed digest of everything the proof depends on.
    public var key: [UInt8]
    public var value: [UInt8]
    /// Milliseconds since 1970.
    public var usedAt: Int
    public var expiresAt: Int

    public init(key: [UInt8], value: [UInt8], usedAt: Int, expiresAt: Int) {
        self.key = key
        self.value = value
        self.usedAt = usedAt
        self.expiresAt = expiresAt
    }
}

extension Session {
    public func keptProof(_ key: [UInt8]) throws(StorageError) -> KeptProofRecord? {
        try connection.query("SELECT key, value, used_at, expires_at FROM kept_proofs WHERE key = ?", [.blob(key)]) {
            KeptProofRecord(key: $0.blob(0), value: $0.blob(1), usedAt: $0.integer(2), expiresAt: $0.integer(3))
        }.first
    }

    public func putKeptProof(_ proof: KeptProofRecord) throws(StorageError) {
        try connection.run(
            """
            INSERT INTO kept_proofs (key, value, bytes, used_at, expires_at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (key) DO UPDATE SET value = excluded.value, bytes = excluded.bytes, used_at = excluded.used_at,
            expires_at = excluded.expires_at
            """,
            [.blob(proof.key), .blob(proof.value), .integer(proof.value.count), .integer(proof.usedAt), .integer(proof.expiresAt)])
    }

    public func touchKeptProof(_ key: [UInt8], at now: Int) throws(StorageError) {
        try connection.run("UPDATE kept_proofs SET used_at = ? WHERE key = ?", [.integer(now), .blob(key)])
    }

    public func deleteKeptProof(_ key: [UInt8]) throws(StorageError) {
        try connection.run("DELETE FROM kept_proofs WHERE key = ?", [.blob(key)])
    }

    /// Drops those unused for longest until the rest have at most `limit` bytes.
    public func deleteKeptProofs(beyond limit: Int) throws(StorageError) {
        var bytes = try connection.integer("SELECT CAST(coalesce(sum(bytes), 0) AS BIGINT) FROM kept_proofs")
        while bytes > limit {
            let oldest = try connection.query("SELECT key, bytes FROM kept_proofs ORDER BY used_at, expires_at LIMIT 16") {
                ($0.blob(0), $0.integer(1))
            }
            guard !oldest.isEmpty else { return }
            for (key, size) in oldest where bytes > limit {
                try deleteKeptProof(key)
                bytes -= size
            }
        }
    }

    public func deleteKeptProofs(expiredAt now: Int) throws(StorageError) {
        try connection.run("DELETE FROM kept_proofs WHERE expires_at <= ?", [.integer(now)])
    }
}
