import Storage

/// Nonces in the database.
public struct StoredNonces: NonceBook {
    private let store: Store
    private let now: @Sendable () -> Int

    public init(store: Store, now: @escaping @Sendable () -> Int) {
        self.store = store
        self.now = now
    }

    public func reserve(_ key: String, holder: String, milliseconds: Int) throws(SharedStateUnavailable) -> NonceReservation {
        let now = now()
        return try write { session throws(StorageError) in
            if let record = try session.nonce(key, at: now) {
                if record.isUsed { return .used }
                if record.holder != holder { return .held(milliseconds: max(1, (record.expiresAt ?? now) - now)) }
            }
            try session.putNonce(NonceRecord(key: key, holder: holder, isUsed: false, expiresAt: now + max(1, milliseconds)))
            return .reserved
        }
    }

    public func commit(_ key: String, holder: String, keep milliseconds: Int) throws(SharedStateUnavailable) -> Bool {
        let now = now()
        return try write { session throws(StorageError) in
            try Self.commit(key, holder: holder, until: now + max(1, milliseconds), at: now, in: session)
        }
    }

    public func release(_ key: String, holder: String) throws(SharedStateUnavailable) -> Bool {
        try write { session throws(StorageError) in try session.deleteNonce(key, heldBy: holder) }
    }

    /// The commit as a part of a larger transaction; remembered for ever when `expiry` is nil.
    static func commit(_ key: String, holder: String, until expiry: Int?, at now: Int, in session: Session) throws(StorageError) -> Bool {
        if let record = try session.nonce(key, at: now) {
            guard record.holder == holder else { return false }
            if record.isUsed { return true }
        }
        try session.putNonce(NonceRecord(key: key, holder: holder, isUsed: true, expiresAt: expiry))
        return true
    }

    private func write<Result: Sendable>(_ body: (Session) throws(StorageError) -> Result) throws(SharedStateUnavailable) -> Result {
        do throws(StorageError) { return try store.write(body) } catch { throw SharedStateUnavailable(reason: "nonces: \(error)") }
    }
}
