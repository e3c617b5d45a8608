import Synchronization

/// Kept proofs in memory, the most recently used ones, up to a number of bytes.
final class MemoryTier: ProofCacheTier {
    private struct Kept: Sendable {
        let value: [UInt8]
        let expiresAt: Int
    }

    let name = "memory"
    private let proofs: Mutex<RecentlyUsed<[UInt8], Kept>>

    init(bytes: Int) { proofs = Mutex(RecentlyUsed(limit: bytes)) }

    func value(of key: [UInt8], now: Int) -> [UInt8]? {
        proofs.withLock { proofs in
            guard let kept = proofs.find(key) else { return nil }
            guard kept.expiresAt > now else {
                proofs.remove(key)
                return nil
            }
            return kept.value
        }
    }

    func keep(_ value: [UInt8], as key: [UInt8], until expiresAt: Int, now: Int) {
        // What surrounds the value in memory is counted as its key and 128 bytes.
        proofs.withLock { $0.insert(key, Kept(value: value, expiresAt: expiresAt), bytes: value.count + key.count + 128) }
    }

    func forget(_ key: [UInt8]) { proofs.withLock { $0.remove(key) } }
}
