import Storage

/// Kept proofs in the database, the most recently used ones, up to a number of bytes.
final class DatabaseTier: ProofCacheTier {
    let name = "database"
    private let store: Store
    private let limit: Int

    init(store: Store, bytes: Int) {
        self.store = store
        limit = bytes
    }

    func value(of key: [UInt8], now: Int) throws(ProofCacheError) -> [UInt8]? {
        do throws(StorageError) {
            guard let kept = try store.read({ session throws(StorageError) in try session.keptProof(key) }), kept.expiresAt > now else {
                return nil
            }
            // The time of use need not be exact: a write each hour is enough.
            if now - kept.usedAt > 3_600_000 {
                try store.write { session throws(StorageError) in try session.touchKeptProof(key, at: now) }
            }
            return kept.value
        } catch { throw .unavailable(reason: "\(error)") }
    }

    func keep(_ value: [UInt8], as key: [UInt8], until expiresAt: Int, now: Int) throws(ProofCacheError) {
        guard value.count <= limit else { return }
        do throws(StorageError) {
            try store.write { session throws(StorageError) in
                try session.putKeptProof(KeptProofRecord(key: key, value: value, usedAt: now, expiresAt: expiresAt))
                try session.deleteKeptProofs(beyond: limit)
            }
        } catch { throw .unavailable(reason: "\(error)") }
    }

    func forget(_ key: [UInt8]) throws(ProofCacheError) {
        do throws(StorageError) {
            try store.write { session throws(StorageError) in try session.deleteKeptProof(key) }
        } catch { throw .unavailable(reason: "\(error)") }
    }
}
