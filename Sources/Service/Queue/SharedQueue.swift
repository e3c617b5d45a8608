import Storage
import Synchronization

/// What waits and runs at all servers and workers, read from the database that they share: where a job stands that others hand out and prove.
///
/// It is read anew when somebody asks and the last look is old: half a second, or twenty times what the look took where that is longer, so that a
/// queue of any length costs a twentieth of a core at most. Between two looks a job that was ordered meanwhile is put where it belongs.
/// How much each tenant has received is known to the dispatcher alone; here all tenants begin at the same point.
final class SharedQueue: Sendable {
    private struct View {
        /// Jobs that were not handed out yet.
        var fair = FairShare()
        /// Jobs that were handed out and did not start, first to last.
        var handed: [QueuedJob] = []
        /// Jobs that run: when they started, and what they are expected to take.
        var running: [(job: QueuedJob, since: Int)] = []

        mutating func forecast(_ job: QueuedJob, _ share: TenantShare, provers: Int, now: Int) -> QueueForecast? {
            guard var place = place(job, share) else { return nil }
            let before = handed.prefix { $0.id != job.id }
            let own = before.filter { $0.tenant == job.tenant }
            place.ownAhead += own.count
            place.othersAhead += before.count - own.count
            place.costAhead += before.reduce(0) { $0 + $1.cost }
            place.ownCostAhead += own.reduce(0) { $0 + $1.cost }
            place.otherTenants = max(place.otherTenants, Set(before.map(\.tenant)).subtracting([job.tenant]).count)
            place.running = running.count { $0.job.tenant == job.tenant }
            let remaining = running.map { max($0.job.cost - (now - $0.since), $0.job.cost / 10, 1) }
            return QueueForecast(place: place, remaining: Array(remaining.prefix(provers)), provers: provers)
        }

        /// The place among the jobs that were not handed out; before all of them if it was.
        private mutating func place(_ job: QueuedJob, _ share: TenantShare) -> QueuePlace? {
            if handed.contains(where: { $0.id == job.id }) {
                return QueuePlace(
                    ownAhead: 0, othersAhead: 0, costAhead: 0, ownCostAhead: 0, otherTenants: 0, running: 0,
                    ceiling: share.ceiling == .max ? nil : share.ceiling)
            }
            if !fair.contains(job.id) {
                fair.setShare(share, of: job.tenant)
                fair.insert(job)
            }
            return fair.place(of: job.id)
        }
    }

    private struct State {
        /// Nil before the first look.
        var view: View?
        var nextLook = ContinuousClock.now
    }

    /// What was told of a job: the wait, and when.
    private struct Told {
        var milliseconds: Int
        var at: Int
    }

    private static let pageLength = 1000
    /// Forecasts that are kept to be compared with what comes.
    private static let toldLimit = 4096
    /// Jobs that a look learns from at most, the latest.
    private static let lessons = 64

    private let state = Mutex(State())
    private let told = Mutex<[String: Told]>([:])
    private let lastEnd = Mutex(0)
    private let looking = Mutex(())
    private let store: Store
    private let shares: @Sendable (String) -> TenantShare
    private let learned: LearnedTimes

    init(_ store: Store, shares: @escaping @Sendable (String) -> TenantShare, learned: LearnedTimes) {
        self.store = store
        self.shares = shares
        self.learned = learned
    }

    /// Where a job stands that was just read as `queued`; nil if it waits for a later time, or the database can't be read.
    ///
    /// - Parameter provers: how many there are at all workers.
    func forecast(_ job: JobRecord, provers: Int, now: Int) -> QueueForecast? {
        refresh(now)
        guard (job.notBefore ?? 0) <= now else { return nil }
        let share = shares(job.tenant)
        let queued = queued(job)
        return state.withLock { $0.view?.forecast(queued, share, provers: provers, now: now) }
    }

    /// Notes what was told of a job's wait, to be compared with what comes. The first forecast of a job counts.
    func note(_ id: String, milliseconds: Int, now: Int) {
        told.withLock { told in
            guard told[id] == nil else { return }
            // Those of jobs that never started stay behind until then.
            if told.count >= Self.toldLimit { told.removeAll() }
            told[id] = Told(milliseconds: milliseconds, at: now)
        }
    }

    private func queued(_ job: JobRecord) -> QueuedJob {
        QueuedJob(job, cost: learned.expected(cycles: job.cycles, estimated: job.estimatedMilliseconds))
    }

    // MARK: Looking

    private func refresh(_ now: Int) {
        let (isFirst, isDue) = state.withLock { ($0.view == nil, $0.nextLook <= .now) }
        guard isDue else { return }
        if isFirst {
            // Whoever asks first waits for the look, and so do those who come meanwhile.
            looking.withLock { _ in if state.withLock({ $0.view == nil && $0.nextLook <= .now }) { look(now) } }
        } else {
            _ = looking.withLockIfAvailable { _ in look(now) }
        }
    }

    private func look(_ now: Int) {
        let start = ContinuousClock.now
        do throws(StorageError) {
            let view = try read(now)
            let pause = max(.milliseconds(500), (ContinuousClock.now - start) * 20)
            state.withLock { $0 = State(view: view, nextLook: .now.advanced(by: pause)) }
        } catch {
            // The last view goes on serving; without one no place is told.
            state.withLock { $0.nextLook = .now.advanced(by: .seconds(1)) }
        }
    }

    private func read(_ now: Int) throws(StorageError) -> View {
        var fresh = View()
        let since = lastEnd.withLock { $0 }
        let (sent, ended) = try store.read { session throws(StorageError) in
            (try session.sentJobs(), try session.endedJobs(after: since, limit: Self.lessons))
        }
        for job in sent {
            let queued = QueuedJob(
                id: job.id, tenant: job.tenant, due: 0, cost: learned.expected(cycles: job.cycles, estimated: job.estimatedMilliseconds))
            fresh.fair.begin(tenant: job.tenant)
            if job.state == .running, let start = job.startedAt {
                fresh.running.append((queued, start))
                compare(job.id, start)
            } else {
                fresh.handed.append(queued)
            }
        }
        for job in ended.reversed() {
            lastEnd.withLock { $0 = max($0, job.finishedAt) }
            compare(job.id, job.startedAt)
            guard job.attempts == 1, job.state == .succeeded else { continue }
            learned.noteProof(
                cycles: job.cycles, estimated: job.estimatedMilliseconds, milliseconds: max(1, job.finishedAt - job.startedAt))
        }
        var after = 0
        while true {
            let page = try store.read { session throws(StorageError) in try session.unsentJobs(after: after, limit: Self.pageLength) }
            for (tenant, share) in Dictionary(page.map { ($0.tenant, shares($0.tenant)) }, uniquingKeysWith: { first, _ in first }) {
                fresh.fair.setShare(share, of: tenant)
            }
            for job in page where (job.notBefore ?? 0) <= now {
                fresh.fair.insert(QueuedJob(job, cost: learned.expected(cycles: nil, estimated: job.estimatedMilliseconds)))
            }
            guard page.count == Self.pageLength, let last = page.last else { return fresh }
            after = last.number
        }
    }

    private func compare(_ id: String, _ start: Int) {
        guard let told = told.withLock({ $0.removeValue(forKey: id) }) else { return }
        learned.noteWait(foretold: told.milliseconds, actual: max(0, start - told.at))
    }
}
