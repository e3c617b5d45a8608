import Glibc
import Storage
import Synchronization

/// Numbers of a tenant's rows, counted anew as often as counting can be afforded.
///
/// A count is used again for a hundred times as long as it took to make, so that counting never takes more than a hundredth of the time, however many rows there
/// are and however often somebody asks. On this machine's own database that is processor time, which other work does not lengthen. While it takes less than a millisecond, a write by this process also ends it.
final class CountSnapshot: Sendable {
    struct Counts: Sendable {
        var jobs: [JobState: Int]
        var receipts: Int
        var deployments: Int
    }

    private struct Entry {
        var counts: Counts?
        var made = ContinuousClock.now
        var cost = Duration.zero
        var writes = 0
        var isCounting = false
    }

    private static let cheap = Duration.milliseconds(1)
    /// Tenants whose counts are kept at a time.
    private static let capacity = 1024
    /// By tenant.
    private let entries = Mutex<[String: Entry]>([:])
    private let counting = Mutex(())
    private let writes = Atomic<Int>(0)

    /// Called after every write.
    func noteWrite() { writes.wrappingAdd(1, ordering: .releasing) }

    /// The counts in use, or new ones from `count`; while one thread counts, others use the old ones.
    func current(_ tenant: String, isShared: Bool, _ count: () throws(ServiceError) -> Counts) throws(ServiceError) -> Counts {
        let writes = writes.load(ordering: .acquiring)
        let known: Counts? = entries.withLock { entries in
            guard let entry = entries[tenant], let counts = entry.counts else { return nil }
            let isOld = entry.made.duration(to: .now) > entry.cost * 100
            let isOvertaken = entry.cost < Self.cheap && entry.writes != writes
            guard isOld || isOvertaken, !entry.isCounting else { return counts }
            entries[tenant]?.isCounting = true
            return nil
        }
        if let known { return known }
        defer { entries.withLock { $0[tenant]?.isCounting = false } }
        return try counting.withLock { _ throws(ServiceError) in
            // Of those who ask for the first time at once, one counts.
            if let counts = entries.withLock({ $0[tenant].flatMap { $0.isCounting ? nil : $0.counts } }) { return counts }
            return try counted(tenant, isShared, writes, count)
        }
    }

    private func counted(_ tenant: String, _ isShared: Bool, _ writes: Int, _ count: () throws(ServiceError) -> Counts)
        throws(ServiceError) -> Counts
    {
        let (start, processorStart) = (ContinuousClock.now, Self.processorTime)
        let counts = try count()
        let cost = isShared ? start.duration(to: .now) : Self.processorTime - processorStart
        let entry = Entry(counts: counts, made: .now, cost: cost, writes: writes)
        entries.withLock { entries in
            if entries.count >= Self.capacity, entries[tenant] == nil { entries.removeAll() }
            entries[tenant] = entry
        }
        return counts
    }

    /// What this thread has used of a processor.
    private static var processorTime: Duration {
        var time = timespec()
        guard unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0 else { return .zero }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
