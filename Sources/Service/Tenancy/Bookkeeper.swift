import Foundation
import Storage
import Synchronization

/// Writes what was gathered in memory, once a second, on a thread of its own.
final class Bookkeeper: Sendable {
    private let signal = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let isRunning = Mutex(false)

    /// Calls `work` once a second until `stop`, and once more then.
    func start(_ work: @escaping @Sendable () -> Void) {
        guard
            isRunning.withLock({ running in
                defer { running = true }
                return !running
            })
        else { return }
        let thread = Thread { [signal, ended] in
            while signal.wait(timeout: .now() + 1) == .timedOut { work() }
            work()
            ended.signal()
        }
        thread.name = "bookkeeper"
        thread.start()
    }

    /// Blocks until the last work has been done.
    func stop() {
        guard
            isRunning.withLock({ running in
                defer { running = false }
                return running
            })
        else { return }
        signal.signal()
        ended.wait()
    }
}

extension ProofService {
    /// Writes request counts, uses of keys and gathered audit entries, and links the audit log.
    package func keepBooks() throws(ServiceError) {
        let counts = gatekeeper.meter.take()
        let uses = gatekeeper.keys.takeUses()
        let entries = audit.take()
        do throws(StorageError) {
            if !counts.isEmpty || !uses.isEmpty || !entries.isEmpty {
                try store.write { session throws(StorageError) in
                    for (key, amount) in counts.sorted(by: { ($0.key.tenant, $0.key.measure) < ($1.key.tenant, $1.key.measure) }) {
                        let day = SystemTime.date(key.day * 86_400_000)
                        for period in [day, String(day.prefix(7))] {
                            try session.addUsage(tenant: key.tenant, period: period, measure: key.measure, amount: amount)
                        }
                    }
                    for (id, time) in uses.sorted(by: { $0.key < $1.key }) { try session.noteUse(ofKey: id, at: time) }
                    for entry in entries { try session.appendAudit(entry) }
                }
            }
        } catch {
            gatekeeper.meter.restore(counts)
            audit.restore(entries)
            throw .storage(error)
        }
        do throws(StorageError) { try sealAudit() } catch { throw .storage(error) }
    }

    /// One round of the bookkeeper: the books, and now and then what has expired.
    func bookkeepingRound() {
        do throws(ServiceError) {
            try keepBooks()
            let now = environment.now()
            guard now - rounds.lastSweep.load(ordering: .relaxed) >= 60_000 else { return }
            rounds.lastSweep.store(now, ordering: .relaxed)
            try sweep(at: now)
        } catch {
            environment.notice(.bookkeepingFailed(reason: "\(error)"))
        }
    }

    /// Forgets what has expired, and gives back amounts held for work that never came or ended elsewhere an hour ago.
    package func sweep(at now: Int) throws(ServiceError) {
        let head = try written { session throws(StorageError) -> AuditLink? in
            try session.deleteNonces(before: now)
            try session.deleteRateCells(before: now)
            try session.dropQuarantined(expiredAt: now)
            for hold in try session.abandonedHolds(before: now - 3_600_000, limit: 1000) {
                try environment.payments.release(tenant: hold.tenant, reference: hold.reference, at: now, in: session)
            }
            return try session.auditHead()
        }
        guard let head, rounds.notedHead.exchange(head.number, ordering: .relaxed) != head.number else { return }
        environment.notice(.auditHead(number: head.number, digest: Hex.text(head.digest)))
    }

    /// When the bookkeeper did what it does rarely.
    final class Rounds: Sendable {
        let lastSweep = Atomic<Int>(0)
        let notedHead = Atomic<Int>(0)
    }
}
