import Messaging
import Service
import Storage
import Synchronization

/// Puts waiting jobs into the stream, in the order that fair shares give, and no more than workers will soon take.
///
/// It runs in every server, and in one of them at a time it works: the one that holds the lease `dispatcher`. Two at once, as after a clock has
/// jumped, do no harm: each job is noted as sent by one of them (a conditional write), and the stream holds at most one message of a job.
///
/// **No job is lost.** A job's row is the wish to send it. The note `sent_at` is written before the message is published; should the process
/// end in between, or the message be lost, the job is `queued` with an old `sent_at`, and the sweep makes it unsent again. A job whose worker
/// died is `running` with a lapsed lease: its message comes again, and the sweep sees to those whose message has gone.
final class Dispatcher: Sendable {
    private struct State {
        var order = FairShare()
        /// Jobs that were sent and have not ended, as they were queued.
        var sent: [String: QueuedJob] = [:]
        var delayed: [String: WaitingJob] = [:]
        /// The greatest number read so far.
        var last = 0
        var leads = false
        /// When the lease is asked for again.
        var nextAsk = ContinuousClock.now
        var isPrepared = false
        var nextSweep = ContinuousClock.now
        /// When everything that waits is read again, whatever its number.
        var nextFullLook = ContinuousClock.now
        var counters = DispatchCounters()
    }

    private let state = Mutex(State())
    private let store: Store
    private let stream: JobStream
    private let settings: ScaleOutSettings
    private let environment: ServiceEnvironment
    private let shares: @Sendable (String) -> TenantShare
    private let ticker = Mutex<Ticker?>(nil)
    private let note: @Sendable (String) -> Void

    /// `note` is told of what can't be done at the moment, for the log.
    init(
        _ store: Store, _ stream: JobStream, _ settings: ScaleOutSettings, _ environment: ServiceEnvironment,
        shares: @escaping @Sendable (String) -> TenantShare, note: @escaping @Sendable (String) -> Void
    ) {
        self.store = store
        self.stream = stream
        self.settings = settings
        self.environment = environment
        self.shares = shares
        self.note = note
    }

    func start() { ticker.withLock { $0 = Ticker("dispatcher", every: 0.2) { [self] in tick() } } }

    /// Sends soon; called when a job waits.
    func fire() { ticker.withLock { $0 }?.fire() }

    func stop() {
        ticker.withLock { $0 }?.stop()
        // So that another server need not wait for the lease to lapse.
        do throws(StorageError) {
            try store.write { session throws(StorageError) in try session.endLease("dispatcher", holder: settings.holder) }
        } catch {}
    }

    var counters: DispatchCounters { state.withLock { $0.counters } }

    /// One round; only one thread calls it.
    func tick() {
        do {
            guard try lead() else { return }
            try prepare()
            try load()
            try send()
            try sweep()
        } catch {
            if case .refused? = error as? MessagingError { state.withLock { $0.isPrepared = false } }
            note("\(error)")
        }
    }

    // MARK: Leading

    private func lead() throws(StorageError) -> Bool {
        let known = state.withLock { state -> Bool? in
            guard ContinuousClock.now >= state.nextAsk else { return state.leads }
            // Once a second, of a lease that lasts five.
            state.nextAsk = ContinuousClock.now.advanced(by: .seconds(1))
            return nil
        }
        if let known { return known }
        let now = environment.now()
        let leads = try store.write { session throws(StorageError) in
            try session.takeLease("dispatcher", holder: settings.holder, now: now, until: now + 5000)
        }
        state.withLock { state in
            // Another may have sent meanwhile: what is known is read anew.
            if !state.leads, leads { state = State(nextAsk: state.nextAsk, counters: state.counters) }
            state.leads = leads
            state.counters.leads = leads
        }
        return leads
    }

    /// Makes the stream, or brings it to the settings, once after every change of the leader.
    private func prepare() throws(MessagingError) {
        guard !state.withLock({ $0.isPrepared }) else { return }
        try stream.ensure()
        state.withLock { $0.isPrepared = true }
    }

    // MARK: What waits

    private func load() throws(StorageError) {
        let sent = try store.read { session throws(StorageError) in try session.sentJobs() }
        let open = Dictionary(sent.map { ($0.id, $0) }) { first, _ in first }
        let last = state.withLock { state in
            for (id, job) in state.sent where open[id] == nil {
                state.order.finish(job)
                state.sent[id] = nil
            }
            for job in sent where state.sent[job.id] == nil {
                state.sent[job.id] = QueuedJob(id: job.id, tenant: job.tenant, due: 0, cost: 1)
                _ = state.order.remove(job.id)
                state.order.begin(tenant: job.tenant)
            }
            // Numbers are given before transactions end, so that a lower one may appear after a higher one.
            return max(0, state.last - 1000)
        }
        var after = last
        while true {
            let page = try store.read { session throws(StorageError) in try session.unsentJobs(after: after, limit: 1000) }
            let given = Dictionary(page.map { ($0.tenant, shares($0.tenant)) }) { first, _ in first }
            state.withLock { state in
                for (tenant, share) in given { state.order.setShare(share, of: tenant) }
                for job in page { enter(&state, job) }
            }
            guard page.count == 1000, let number = page.last?.number else { return }
            after = number
        }
    }

    private func enter(_ state: inout State, _ job: WaitingJob) {
        state.last = max(state.last, job.number)
        if let moment = job.notBefore, moment > environment.now() {
            state.delayed[job.id] = job
        } else {
            state.delayed[job.id] = nil
            state.order.insert(QueuedJob(job, cost: job.estimatedMilliseconds ?? 3000))
        }
    }

    private func ripen() {
        state.withLock { state in
            for job in state.delayed.values where (job.notBefore ?? 0) <= environment.now() { enter(&state, job) }
            state.counters.waiting = state.order.count + state.delayed.count
        }
    }

    // MARK: Sending

    private func send() throws {
        ripen()
        guard state.withLock({ $0.order.count }) > 0 else { return }
        let lag = try stream.lag()
        for _ in 0..<max(0, settings.ahead + lag.waiting - lag.pending) {
            guard let job = state.withLock({ $0.order.take() }) else { return }
            let now = environment.now()
            let number = try store.write(at: .readCommitted) { session throws(StorageError) in try session.noteSending(job.id, at: now) }
            guard let number else {
                // It was cancelled, or another server has sent it.
                state.withLock { $0.order.finish(job) }
                continue
            }
            state.withLock { $0.sent[job.id] = job }
            do throws(MessagingError) {
                let outcome = try stream.publish(jobID: job.id, messageID: "\(job.id)-\(number)")
                state.withLock { state in
                    if case .stored = outcome { state.counters.published += 1 } else { state.counters.known += 1 }
                }
            } catch {
                // It may have arrived all the same; sending it again then changes nothing.
                try store.write { session throws(StorageError) in try session.takeBackSending(job.id) }
                state.withLock { state in
                    state.sent[job.id] = nil
                    state.order.finish(job)
                    state.last = 0
                }
                throw error
            }
        }
    }

    /// Makes jobs unsent whose message seems to be lost.
    private func sweep() throws(StorageError) {
        let start = ContinuousClock.now
        guard start >= state.withLock({ $0.nextSweep }) else { return }
        let now = environment.now()
        let grace = Int(settings.resendSeconds * 1000)
        let (resent, requeued) = try store.write { session throws(StorageError) in
            (try session.resendJobs(sentBefore: now - grace), try session.requeueAbandonedJobs(leasedUntil: now - grace))
        }
        state.withLock { state in
            state.nextSweep = start.advanced(by: .seconds(settings.pollSeconds))
            if requeued { state.counters.requeued += 1 }
            guard resent || requeued || start >= state.nextFullLook else { return }
            state.nextFullLook = start.advanced(by: .seconds(30))
            state.last = 0
        }
    }
}

/// What a dispatcher did since the start.
public struct DispatchCounters: Sendable, Equatable {
    /// Whether it is the one that works.
    public var leads = false
    public var published = 0
    /// Publications that the stream knew already.
    public var known = 0
    /// Sweeps that found jobs of dead workers without a message.
    public var requeued = 0
    /// Jobs that wait in the database, as this dispatcher sees them.
    public var waiting = 0
}
