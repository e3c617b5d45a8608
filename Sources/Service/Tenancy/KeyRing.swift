import Storage
import Synchronization

/// A key that was made: its record, and its text, which is shown once and kept nowhere.
public struct NewKey: Sendable {
    public var record: APIKeyRecord
    public var text: String
}

/// API keys: how they are made and recognised.
///
/// The database holds HMAC-SHA256 of id and secret under a pepper: a subkey of the seal key if there is one, else of the key that
/// lies in the database. So who reads the database can't use a key from it, and with a seal key can't even test guesses.
final class KeyRing: Sendable {
    private struct Entry {
        /// Nil when there is no such key.
        var record: APIKeyRecord?
        var readAt: Int
    }

    private struct State {
        var entries: [String: Entry] = [:]
        /// When each key was used last, not yet written.
        var uses: [String: Int] = [:]
        var hasKeys = false
        var hasKeysReadAt = Int.min
    }

    private let store: Store
    private let now: @Sendable () -> Int
    /// By name, as records name them.
    private let peppers: [String: ServiceKey.MAC]
    private let currentPepper: String
    private let state = Mutex(State())
    /// Entries kept before all are dropped: unknown ids come from callers.
    private static let capacity = 10_000

    init(store: Store, sealKey: ServiceKey?, databaseKey: ServiceKey, now: @escaping @Sendable () -> Int) throws(ServiceKey.Failure) {
        self.store = store
        self.now = now
        var peppers = ["database": try databaseKey.macKey("burhan api keys")]
        var current = "database"
        if let sealKey {
            current = "seal:" + (try sealKey.identifier())
            peppers[current] = try sealKey.macKey("burhan api keys")
        }
        self.peppers = peppers
        currentPepper = current
    }

    /// A new key, not yet stored.
    func make(id: String, tenant: String, name: String, scopes: Set<Scope>, expiresAt: Int?) throws(ServiceKey.Failure) -> NewKey {
        let text = KeyText(id: id, secret: try ServiceKey.randomBytes(32))
        guard let pepper = peppers[currentPepper] else { throw .cryptoUnavailable }
        let record = APIKeyRecord(
            id: id, tenant: tenant, name: name, digest: try Self.digest(text, pepper), digestKey: currentPepper,
            scopes: Scope.allCases.filter(scopes.contains).map(\.rawValue).joined(separator: " "), createdAt: now(), expiresAt: expiresAt)
        return NewKey(record: record, text: text.text)
    }

    /// The key that a text opens; nil for one that is unknown, expired or revoked. `StorageError` when that can't be found out.
    ///
    /// Costs one HMAC, and a look into the database at most every few seconds for each key. The use is noted in memory.
    func recognise(_ text: KeyText) throws(StorageError) -> APIKeyRecord? {
        let time = now()
        let record = try find(text.id, at: time)
        // An unknown id costs the same.
        guard let pepper = peppers[record?.digestKey ?? currentPepper], let digest = try? Self.digest(text, pepper) else { return nil }
        let isSame = ServiceKey.isEqual(digest, record?.digest ?? [UInt8](repeating: 0, count: 32))
        guard let record, isSame, record.isValid(at: time) else { return nil }
        // A minute is fine enough, and keeps the map short.
        if time - (record.lastUsedAt ?? 0) >= 60_000 {
            state.withLock { if time - ($0.uses[record.id] ?? 0) >= 60_000 { $0.uses[record.id] = time } }
        }
        return record
    }

    private func find(_ id: String, at time: Int) throws(StorageError) -> APIKeyRecord? {
        if let entry = state.withLock({ $0.entries[id] }), (0..<TenantDirectory.lifetime).contains(time - entry.readAt) {
            return entry.record
        }
        let record = try store.read { session throws(StorageError) in try session.key(id) }
        state.withLock { state in
            if state.entries.count >= Self.capacity { state.entries = [:] }
            state.entries[id] = Entry(record: record, readAt: time)
        }
        return record
    }

    /// A key has changed: this process sees it at once, others within `TenantDirectory.lifetime`.
    func forget(_ id: String) { state.withLock { $0.entries[id] = nil } }

    /// Whether anybody has a key.
    func hasKeys() throws(StorageError) -> Bool {
        let time = now()
        let known = state.withLock { state in
            state.hasKeys ? true : (0..<TenantDirectory.lifetime).contains(time &- state.hasKeysReadAt) ? false : nil as Bool?
        }
        if let known { return known }
        let hasKeys = try store.read { session throws(StorageError) in try session.hasKeys() }
        state.withLock { state in
            state.hasKeys = hasKeys
            state.hasKeysReadAt = time
        }
        return hasKeys
    }

    /// There is a key now.
    func noteKeys() { state.withLock { $0.hasKeys = true } }

    /// Takes the uses that have not been written.
    func takeUses() -> [String: Int] {
        state.withLock { state in
            defer { state.uses = [:] }
            return state.uses
        }
    }

    private static func digest(_ text: KeyText, _ pepper: ServiceKey.MAC) throws(ServiceKey.Failure) -> [UInt8] {
        try pepper.mac(Array(text.id.utf8) + [0] + text.secret)
    }
}
