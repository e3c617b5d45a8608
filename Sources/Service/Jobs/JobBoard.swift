import Dispatch
import Synchronization

/// The waiting and running jobs, and the threads that wait for work; nothing here touches the disk.
///
/// What waits is in `FairShare` and starts in its order. What must not start now is parked: twins of a proof that is under way,
/// attempts that wait for a better moment, and while draining the jobs that the next start will prove.
final class JobBoard: Sendable {
    private struct Running {
        let job: LiveJob
        let since: Int
    }

    private struct State {
        var fair = FairShare()
        var jobs: [String: LiveJob] = [:]
        var running: [String: Running] = [:]
        /// Places promised to jobs that are being written to the database.
        var promised: [String: Int] = [:]
        var promisedCount = 0
        /// Jobs by the kept proof that they will make, and those that wait for it.
        var flights: [[UInt8]: String] = [:]
        var twins: [[UInt8]: [String]] = [:]
        var delayed = RankedQueue<Moment>()
        var delays: [String: Moment] = [:]
        var deadlines = RankedQueue<Moment>()
        var ages = RankedQueue<Moment>()
        var unsealed = 0
        var isStopped = false
        var leavesSealed = false
    }

    /// A point in time at which something is due for a job.
    private struct Moment: Comparable {
        let at: Int
        let id: String

        static func < (left: Moment, right: Moment) -> Bool { (left.at, left.id) < (right.at, right.id) }
    }

    /// Prover threads that are woken at once.
    private static let threadLimit = 64

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)
    private let shares: @Sendable (String) -> TenantShare
    let capacity: Int
    private let provers: Int

    /// `shares` tells what a tenant may have.
    init(capacity: Int, provers: Int, shares: @escaping @Sendable (String) -> TenantShare) {
        self.capacity = capacity
        self.provers = provers
        self.shares = shares
    }

    // MARK: Places

    /// Promises places in the queue to one tenant; how many there were, `wanted` at most.
    func reserve(_ wanted: Int, tenant: String) -> Int {
        let limit = shares(tenant).waiting ?? .max
        return state.withLock { state in
            let own = state.fair.count(of: tenant) + (state.promised[tenant] ?? 0)
            let places = max(0, min(wanted, capacity - state.jobs.count - state.promisedCount, limit - own))
            guard places > 0 else { return 0 }
            state.promised[tenant, default: 0] += places
            state.promisedCount += places
            return places
        }
    }

    /// Gives promised places back.
    func release(_ places: Int = 1, tenant: String) { state.withLock { Self.release(&$0, places, tenant) } }

    private static func release(_ state: inout State, _ places: Int, _ tenant: String) {
        state.promisedCount -= places
        let rest = (state.promised[tenant] ?? 0) - places
        state.promised[tenant] = rest > 0 ? rest : nil
    }

    // MARK: Coming

    /// Takes a promised place with a job.
    func enqueue(_ job: LiveJob, now: Int) {
        let share = shares(job.tenant)
        state.withLock { state in
            Self.release(&state, 1, job.tenant)
            state.fair.setShare(share, of: job.tenant)
            add(&state, job)
            let foretold = forecast(state, job.id, now)
            job.state.withLock { if let foretold { $0.foretold = (foretold.milliseconds, now) } }
        }
        signal.signal()
    }

    /// Queues jobs found at start, whatever the capacity; each may have a time before which it does not start.
    func restore(_ jobs: [(job: LiveJob, notBefore: Int?)], now: Int) {
        let given = Dictionary(grouping: jobs, by: \.job.tenant).keys.map { ($0, shares($0)) }
        state.withLock { state in
            for (tenant, share) in given { state.fair.setShare(share, of: tenant) }
            for (job, notBefore) in jobs { add(&state, job, until: notBefore ?? 0, now) }
        }
        for _ in 0..<min(jobs.count, Self.threadLimit) { signal.signal() }
    }

    /// Queues a job that ran or waited for another, to start at `moment` at the earliest.
    func putBack(_ job: LiveJob, until moment: Int, now: Int) {
        let share = shares(job.tenant)
        state.withLock { state in
            state.fair.setShare(share, of: job.tenant)
            add(&state, job, until: moment, now)
        }
        signal.signal()
    }

    private func add(_ state: inout State, _ job: LiveJob, until moment: Int, _ now: Int) {
        guard moment > now else { return add(&state, job) }
        let moment = Moment(at: moment, id: job.id)
        enter(&state, job)
        state.delays[job.id] = moment
        state.delayed.insert(moment)
    }

    private func add(_ state: inout State, _ job: LiveJob) {
        enter(&state, job)
        if state.leavesSealed, job.isSealed { return }
        if let key = job.cacheKey {
            if let leader = state.flights[key], leader != job.id {
                state.twins[key, default: []].append(job.id)
                return
            }
            state.flights[key] = job.id
        }
        state.fair.insert(job.queued)
    }

    private func enter(_ state: inout State, _ job: LiveJob) {
        guard state.jobs.updateValue(job, forKey: job.id) == nil else { return }
        if !job.isSealed { state.unsealed += 1 }
        state.ages.insert(Moment(at: job.acceptedAt, id: job.id))
        if let deadline = job.deadlineAt { state.deadlines.insert(Moment(at: deadline, id: job.id)) }
    }

    private func leave(_ state: inout State, _ id: String) -> LiveJob? {
        guard let job = state.jobs.removeValue(forKey: id) else { return nil }
        if !job.isSealed { state.unsealed -= 1 }
        state.ages.remove(Moment(at: job.acceptedAt, id: id))
        if let deadline = job.deadlineAt { state.deadlines.remove(Moment(at: deadline, id: id)) }
        if let moment = state.delays.removeValue(forKey: id) { state.delayed.remove(moment) }
        return job
    }

    /// Moves attempts whose moment has come into the queue, and takes out the jobs whose deadline has passed.
    func tick(_ now: Int) -> [LiveJob] {
        let (overdue, moved) = state.withLock { state in
            var moved = 0
            while let moment = state.delayed.first, moment.at <= now {
                state.delayed.remove(moment)
                state.delays[moment.id] = nil
                if let job = state.jobs[moment.id] { add(&state, job) }
                moved += 1
            }
            var overdue: [LiveJob] = []
            while let moment = state.deadlines.first, moment.at <= now {
                guard let job = withdraw(&state, moment.id) else {
                    state.deadlines.remove(moment)
                    continue
                }
                overdue.append(job)
            }
            return (overdue, moved)
        }
        for _ in 0..<moved { signal.signal() }
        return overdue
    }

    // MARK: Going

    /// Blocks until there is a job to run; nil when the board has stopped. `now` is asked when one is found.
    func next(now: () -> Int) -> LiveJob? {
        while true {
            let (job, isStopped): (LiveJob?, Bool) = state.withLock { state in
                if state.isStopped { return (nil, true) }
                guard let picked = state.fair.take() else { return (nil, false) }
                guard let job = leave(&state, picked.id) else { return (nil, false) }
                state.running[job.id] = Running(job: job, since: now())
                return (job, false)
            }
            if isStopped { return nil }
            if let job { return job }
            signal.wait()
        }
    }

    /// Takes a job off that ran, for `milliseconds` if it did all of its work; the jobs that waited for its proof are the caller's now.
    func finished(_ job: LiveJob, milliseconds: Int?) -> [LiveJob] {
        let twins = state.withLock { state in
            guard state.running.removeValue(forKey: job.id) != nil else { return [LiveJob]() }
            state.fair.finish(job.queued, actual: milliseconds)
            return land(&state, job)
        }
        // What the tenant may have under way has changed.
        signal.signal()
        return twins
    }

    private func land(_ state: inout State, _ job: LiveJob) -> [LiveJob] {
        guard let key = job.cacheKey, state.flights[key] == job.id else { return [] }
        state.flights[key] = nil
        return (state.twins.removeValue(forKey: key) ?? []).compactMap { leave(&state, $0) }
    }

    /// Takes a waiting job out of the queue; nil if it does not wait. If others waited for its proof, the first of them is queued instead.
    func withdraw(_ id: String) -> LiveJob? {
        defer { signal.signal() }
        return state.withLock { state in state.running[id] == nil ? withdraw(&state, id) : nil }
    }

    private func withdraw(_ state: inout State, _ id: String) -> LiveJob? {
        guard let job = leave(&state, id) else { return nil }
        _ = state.fair.remove(id)
        if let key = job.cacheKey, state.flights[key] == id { promote(&state, key) }
        return job
    }

    /// Queues the first of the jobs that waited for a proof in the place of the one that was to make it. A twin that has left stays in their list until then.
    private func promote(_ state: inout State, _ key: [UInt8]) {
        state.flights[key] = nil
        guard let first = state.twins[key]?.firstIndex(where: { state.jobs[$0] != nil }), let id = state.twins[key]?[first],
            let next = state.jobs[id]
        else {
            state.twins[key] = nil
            return
        }
        state.twins[key]?.removeFirst(first + 1)
        guard !state.leavesSealed || !next.isSealed else { return }
        state.flights[key] = id
        state.fair.insert(next.queued)
    }

    // MARK: Questions

    /// The job if it waits or runs.
    func live(_ id: String) -> LiveJob? { state.withLock { $0.running[id]?.job ?? $0.jobs[id] } }

    /// Where a waiting job stands and when it should start; nil if it does not wait.
    func forecast(_ id: String, now: Int) -> QueueForecast? {
        state.withLock { state in
            guard let job = state.jobs[id] else { return nil }
            // A twin starts with the one it waits for.
            let leader = job.cacheKey.flatMap { state.flights[$0] } ?? id
            return forecast(state, leader, now)
        }
    }

    private func forecast(_ state: State, _ id: String, _ now: Int) -> QueueForecast? {
        guard let place = state.fair.place(of: id) else { return nil }
        let remaining = state.running.values.map { max($0.job.queued.cost - (now - $0.since), $0.job.queued.cost / 10, 1) }
        return QueueForecast(place: place, remaining: remaining, provers: provers)
    }

    /// Jobs that wait.
    var waitingIDs: [String] { state.withLock { Array($0.jobs.keys) } }

    var counts: (waiting: Int, running: Int) { state.withLock { ($0.jobs.count + $0.promisedCount, $0.running.count) } }

    /// When the job was accepted that waits longest, milliseconds since 1970; nil when none waits.
    var oldestWaiting: Int? { state.withLock { $0.ages.first?.at } }

    /// Jobs that may still end here before the process does: those under way, and those whose inputs it holds if somebody proves them.
    var awaitedCount: Int { state.withLock { (provers > 0 ? $0.unsealed : 0) + $0.running.count + $0.promisedCount } }

    // MARK: The end

    /// From now on the jobs that the next start will prove are left alone.
    func leaveSealed() {
        state.withLock { state in
            state.leavesSealed = true
            for job in state.jobs.values where job.isSealed { _ = state.fair.remove(job.id) }
        }
    }

    /// Stops the running jobs and ends the threads; the jobs that still wait.
    func stop() -> [LiveJob] {
        let (waiting, running) = state.withLock { state in
            let (waiting, running) = (Array(state.jobs.values), state.running)
            state = State(running: running, promised: state.promised, promisedCount: state.promisedCount, isStopped: true)
            return (waiting, running.values.map(\.job))
        }
        for job in running { job.stop(.shutdown) }
        for _ in 0..<Self.threadLimit { signal.signal() }
        return waiting
    }
}
