import Storage
import Synchronization

extension ProofService {
    /// Milliseconds between two looks for old records.
    private static let retentionInterval = 3_600_000

    /// Once an hour forgets what is older than the settings allow, in portions, so that no write waits long.
    func retain(at now: Int) {
        let last = lastRetention.load(ordering: .relaxed)
        guard now - last >= Self.retentionInterval,
            lastRetention.compareExchange(expected: last, desired: now, ordering: .relaxed).exchanged
        else { return }
        forget(at: now)
    }

    /// Forgets what is older than the settings allow.
    package func forget(at now: Int) {
        func limit(_ days: Int) -> Int? { days > 0 ? now - days * 86_400_000 : nil }
        let limits = RetentionLimits(
            jobs: limit(settings.jobDays), receipts: limit(settings.receiptDays), deliveries: limit(settings.deliveryDays),
            idempotency: limit(settings.idempotencyDays))
        // What could not be forgotten now is tried again in an hour.
        while (try? store.write { session throws(StorageError) in try session.forget(limits, limit: 200) }) == true {}
        try? store.write { session throws(StorageError) in try session.deleteKeptProofs(expiredAt: now) }
    }
}
