import Storage
import Synchronization

/// Tenants, and how much they have used, looked up in the database at most every few seconds.
final class TenantDirectory: Sendable {
    /// How long what was read is believed, milliseconds: revocation and suspension are in effect everywhere within five seconds.
    static let lifetime = 3000

    private struct Entry {
        var tenant: Tenant?
        var usage: UsageStanding
        var readAt: Int
    }

    private let store: Store
    private let now: @Sendable () -> Int
    private let entries = Mutex([String: Entry]())

    init(store: Store, now: @escaping @Sendable () -> Int) {
        self.store = store
        self.now = now
    }

    /// The tenant with what it has used; nil if there is none.
    func find(_ id: String) throws(StorageError) -> (tenant: Tenant, usage: UsageStanding)? {
        let time = now()
        if let entry = entries.withLock({ $0[id] }), (0..<Self.lifetime).contains(time - entry.readAt) {
            return entry.tenant.map { ($0, entry.usage) }
        }
        let day = SystemTime.date(time)
        let entry = try store.read { session throws(StorageError) -> Entry in
            guard let record = try session.tenant(id) else { return Entry(tenant: nil, usage: UsageStanding(), readAt: time) }
            var usage = UsageStanding()
            for counter in try session.usage(tenant: id, periods: [day, String(day.prefix(7))]) where counter.measure == UsageMeasure.cycles
            {
                if counter.period == day {
                    usage.cyclesToday = counter.used + counter.reserved
                } else {
                    usage.cyclesThisMonth = counter.used + counter.reserved
                }
            }
            usage.credits = try session.account(tenant: id).available
            usage.activeJobs = try session.activeJobs(tenant: id)
            return Entry(tenant: Tenant(record), usage: usage, readAt: time)
        }
        entries.withLock { entries in
            // Ids of tenants come from the database, not from callers, so there are as many as tenants.
            entries[id] = entry
        }
        return entry.tenant.map { ($0, entry.usage) }
    }

    /// What is known of a tenant has changed.
    func forget(_ id: String) { entries.withLock { $0[id] = nil } }
}

/// The names of what is counted.
enum UsageMeasure {
    static let cycles = "cycles"
    static let proofs = "proofs"
    static let requests = "requests"
    static let verifications = "verifications"
}
