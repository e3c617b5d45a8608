import Dispatch
import Rules
import Storage
import Synchronization

extension ProofService {
    public func job(_ id: String, by caller: Caller) throws(ServiceError) -> JobRecord {
        guard let job = try stored({ session throws(StorageError) in try session.job(id, tenant: caller.tenant) }) else {
            throw .unknownJob(id)
        }
        return job
    }

    /// A job whoever owns it, for the service's own steps.
    func anyJob(_ id: String) throws(ServiceError) -> JobRecord {
        guard let job = try stored({ session throws(StorageError) in try session.job(id) }) else { throw .unknownJob(id) }
        return job
    }

    /// A tenant's jobs, the newest first, after one of them if given.
    public func jobs(_ filter: JobFilter, after id: String?, limit: Int, by caller: Caller) throws(ServiceError) -> [JobRecord] {
        try stored { session throws(StorageError) in try session.jobs(tenant: caller.tenant, filter, after: id, limit: limit) }
    }

    /// A job's attempts, first to last.
    public func attempts(of job: JobRecord) throws(ServiceError) -> [JobAttemptRecord] {
        guard job.attempts > 0 else { return [] }
        return try stored { session throws(StorageError) in try session.attempts(jobID: job.id) }
    }

    /// Why a job waits and for how long; nil if it does not.
    public func wait(of job: JobRecord) -> WaitReport? {
        let now = environment.now()
        guard settings.role == .front else { return board.forecast(job.id, now: now).map(report) }
        guard job.state == .queued, let provers = environment.exchange?.provers,
            let forecast = sharedQueue.forecast(job, provers: provers, now: now)
        else { return nil }
        // Without a worker no time is told.
        if provers > 0 { sharedQueue.note(job.id, milliseconds: forecast.milliseconds, now: now) }
        return report(forecast)
    }

    private func report(_ forecast: QueueForecast) -> WaitReport {
        let (milliseconds, range) = learned.wait(forecast)
        return WaitReport(forecast: forecast, milliseconds: milliseconds, range: range)
    }

    /// How far a job has come that runs, as far as this process has heard.
    public func progress(of id: String) -> ProofProgress? { board.live(id)?.state.withLock { $0.progress } }

    /// Calls `action` once when the job has ended, without a wish that it goes on; the returned closure takes the call back.
    public func watch(_ id: String, by caller: Caller, _ action: @escaping @Sendable (JobRecord) -> Void) throws(ServiceError)
        -> @Sendable () -> Void
    {
        let once = Once(action)
        let key = try listen(id, after: 0, by: caller) { message in
            guard message.isLast else { return }
            DispatchQueue.global().async { [self] in once.run { try? anyJob(id) } }
        }
        return { [self] in
            if once.disarm() { stopListening(key) }
        }
    }

    /// Delivers a job's history after an event number, then every message until the last; returns a key for `stopListening`.
    ///
    /// `deliver` is called under a lock and must not block or call the service.
    public func listen(_ id: String, after number: Int, by caller: Caller, deliver: @escaping @Sendable (JobMessage) -> Void)
        throws(ServiceError) -> Int
    {
        _ = try job(id, by: caller)
        do throws(StorageError) {
            return try feed.listen(
                id, after: number,
                history: { () throws(StorageError) in
                    try store.read { session throws(StorageError) in
                        Self.messages(try session.events(jobID: id, after: number))
                    }
                }, deliver: deliver)
        } catch { throw .storage(error) }
    }

    public func stopListening(_ key: Int) { feed.leave(key) }

    /// Calls `action` once when the job has ended or was put back for the next start; the returned closure takes the wish back.
    ///
    /// Taking the last wish back stops a job that nobody else was promised.
    public func whenFinished(_ id: String, by caller: Caller, _ action: @escaping @Sendable (JobRecord) -> Void) throws(ServiceError)
        -> @Sendable () -> Void
    {
        let once = Once(action)
        board.live(id)?.state.withLock { $0.waiters += 1 }
        let key = try listen(id, after: 0, by: caller) { message in
            // The callback leaves the feed's lock before it asks the database.
            if message.isLast || (message.name == "queued" && message.number != 1) {
                DispatchQueue.global().async { [self] in once.run { try? anyJob(id) } }
            }
        }
        return { [self] in
            guard once.disarm() else { return }
            stopListening(key)
            abandon(id)
        }
    }

    private func abandon(_ id: String) {
        guard let live = board.live(id) else { return }
        let isAlone = live.state.withLock { state in
            state.waiters -= 1
            return state.waiters <= 0 && !state.isDetached
        }
        if isAlone { stop(live, .clientGone) }
    }

    /// Keeps a job going whatever becomes of those who wait for it.
    public func detach(_ id: String) { board.live(id)?.state.withLock { $0.isDetached = true } }

    /// Stops a job; one that waits ends at once, one that runs as soon as its computation has noticed.
    public func cancel(_ id: String, by caller: Caller) throws(ServiceError) {
        let job = try job(id, by: caller)
        if settings.role == .front, !job.state.isFinal { return try stopElsewhere(id, isSealed: job.sealedInputs != nil, .cancelled) }
        // A job that has ended may be on the board for a moment longer.
        guard !job.state.isFinal, let live = board.live(id) else {
            if job.state == .cancelled { return }
            throw .jobFinished(id: id, state: job.state)
        }
        stop(live, .cancelled)
    }

    func stop(_ live: LiveJob, _ reason: StopReason) {
        if settings.role == .front {
            // If the database does not answer, the job goes on: it was accepted, and its result can be fetched.
            try? stopElsewhere(live.id, isSealed: live.isSealed, reason)
            return
        }
        live.stop(reason)
        if let waiting = board.withdraw(live.id) { endUnstarted(waiting.id, isSealed: waiting.isSealed, reason) }
    }

    /// Numbers for the status page: jobs by state, receipts, deployments, the queue now.
    public func statistics(by caller: Caller) throws(ServiceError) -> ServiceStatistics {
        let rows = try rowCounts.current(caller.tenant, isShared: store.isShared) { () throws(ServiceError) in
            try stored { session throws(StorageError) in
                CountSnapshot.Counts(
                    jobs: try session.jobCounts(tenant: caller.tenant), receipts: try session.receiptCount(tenant: caller.tenant),
                    deployments: try session.deploymentCount(tenant: caller.tenant))
            }
        }
        return ServiceStatistics(
            jobs: rows.jobs, receipts: rows.receipts, deployments: rows.deployments, queue: queue, sealsInputs: sealKey != nil,
            listeners: feed.count, keptProofs: kept.counts, preparedImages: engine.preparedImages)
    }

    /// What the store has waited for.
    public var databaseCounters: StoreCounters { store.counters }

    /// The queue as it is now; asks no database.
    public var queue: QueueState {
        let counts = board.counts
        let age = board.oldestWaiting.map { max(environment.now() - $0, 0) } ?? 0
        return QueueState(waiting: counts.waiting, running: counts.running, capacity: board.capacity, oldestMilliseconds: age)
    }

    // MARK: Messages

    /// A job's history: an end that a replay followed is none.
    static func messages(_ events: [JobEventRecord]) -> [JobMessage] {
        var messages = events.map(message)
        for index in messages.indices.dropLast() { messages[index].isLast = false }
        return messages
    }

    static func message(_ event: JobEventRecord) -> JobMessage {
        JobMessage(number: event.number, name: event.name, data: event.data, isLast: JobState(rawValue: event.name)?.isFinal ?? false)
    }

    func publish(_ event: JobEventRecord) { tell(event.jobID, Self.message(event)) }

    /// Tells those who listen, here and in other processes.
    func tell(_ id: String, _ message: JobMessage) {
        feed.publish(id, message)
        environment.exchange?.jobSpoke(id, message)
    }
}

/// Numbers for the status page.
public struct ServiceStatistics: Sendable {
    public let jobs: [JobState: Int]
    public let receipts: Int
    public let deployments: Int
    public let queue: QueueState
    public let sealsInputs: Bool
    /// Event streams and callers that wait.
    public let listeners: Int
    public let keptProofs: ProofCacheCounts
    public let preparedImages: (hits: Int, misses: Int)
}

/// What waits and what runs in this process.
public struct QueueState: Sendable {
    public let waiting: Int
    public let running: Int
    public let capacity: Int
    /// How long the job has waited that waits longest; 0 when none does.
    public let oldestMilliseconds: Int
}

/// An action that runs at most once.
private final class Once: Sendable {
    private struct Held {
        var action: (@Sendable (JobRecord) -> Void)?
    }

    private let held: Mutex<Held>

    init(_ action: @escaping @Sendable (JobRecord) -> Void) { held = Mutex(Held(action: action)) }

    func run(_ job: () -> JobRecord?) {
        guard let action = take(), let job = job() else { return }
        action(job)
    }

    /// Takes the action away; false if it ran or was taken before.
    func disarm() -> Bool { take() != nil }

    private func take() -> (@Sendable (JobRecord) -> Void)? {
        held.withLock { held in
            defer { held.action = nil }
            return held.action
        }
    }
}
