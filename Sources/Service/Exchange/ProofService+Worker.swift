import Rules
import Storage

/// A job that this process has claimed and nobody else may write about, until its lease runs out.
package final class ClaimedJob: Sendable {
    let live: LiveJob
    let record: JobRecord

    init(_ live: LiveJob, _ record: JobRecord) {
        self.live = live
        self.record = record
    }

    package var id: String { record.id }

    /// Stops the computation because the process ends; the job goes back to the queue.
    package func stopForShutdown() { live.stop(.shutdown) }
}

/// What comes of the wish to claim a job.
package enum JobClaim: Sendable {
    case mine(ClaimedJob)
    /// It has ended, or there is no such job.
    case over
    /// It must not start yet, or another worker has it; worth another look after so many milliseconds.
    case later(milliseconds: Int)
    /// Its workers died too often; it has been ended.
    case gaveUp
    /// Its inputs can't be opened with this process's key.
    case unreadable
}

/// Where a job is after its claim was worked off.
package enum JobRest: Sendable, Equatable {
    case over
    /// It waits again, to start after so many milliseconds.
    case waits(milliseconds: Int)
    /// Somebody else claimed it meanwhile; what this run came to counts for nothing.
    case elsewhere
    /// The database has not taken the end of the run; the claim lapses with its lease.
    case unwritten
}

/// Steps of a worker. The claim raises the job's fence, and every later write of the run is conditional on it.
extension ProofService {
    /// Notes the name of a server's seal key, for workers that start later.
    public func noteSealKey() throws(ServiceError) {
        guard let name = try sealKeyName() else { return }
        try written { session throws(StorageError) in
            if try session.meta(Self.sealKeyNote) != name { try session.setMeta(Self.sealKeyNote, name) }
        }
    }

    /// Whether a worker's seal key is that of the server that started last, as far as one has.
    public func sharesSealKey() throws(ServiceError) -> Bool {
        guard let name = try sealKeyName() else { return true }
        let noted = try stored { session throws(StorageError) in try session.meta(Self.sealKeyNote) }
        return noted == nil || noted == name
    }

    private static let sealKeyNote = "seal key name"

    /// A digest under the key, which says nothing of it.
    private func sealKeyName() throws(ServiceError) -> [UInt8]? {
        try sealKey.map { key throws(ServiceError) in
            Array(try keyed { () throws(ServiceKey.Failure) in try key.identifier() }.utf8)
        }
    }

    private var leaseMilliseconds: Int { Int(settings.leaseSeconds * 1000) }

    /// The end of a claim that is made now; nil where claims don't lapse.
    func leaseEnd(_ now: Int) -> Int? { settings.role == .alone ? nil : now + leaseMilliseconds }

    /// Whether a job may be claimed: it waits, or whoever runs it has not been heard of for longer than its lease.
    func isFree(_ job: JobRecord, at now: Int) -> Bool {
        settings.role == .alone || job.state == .queued || (job.leaseUntil ?? 0) <= now
    }

    /// Claims a job, if it is there to be claimed, and opens its inputs.
    package func claim(_ id: String) throws(ServiceError) -> JobClaim {
        let found = try stored { session throws(StorageError) in try session.job(id) }
        guard let job = found, !job.state.isFinal else { return .over }
        let now = environment.now()
        if let moment = job.notBefore, moment > now { return .later(milliseconds: moment - now) }
        guard isFree(job, at: now) else { return .later(milliseconds: max(1, (job.leaseUntil ?? now) - now)) }
        if job.state == .running, job.attempts >= settings.attempts {
            giveUp(job)
            return .gaveUp
        }
        guard job.document != nil, let inputs = opened(job) else { return .unreadable }
        let live = LiveJob(
            job, inputs: inputs, cost: expected(cycles: job.cycles, estimated: job.estimatedMilliseconds), isDetached: true)
        guard let record = begin(live) else { return .later(milliseconds: 1000) }
        return .mine(ClaimedJob(live, record))
    }

    /// Computes a claimed job and writes what comes of it. Blocks for as long as the proof takes.
    package func run(_ claimed: ClaimedJob) { run(claimed.record, claimed.live) }

    /// Where a claimed job is now.
    package func rest(of claimed: ClaimedJob) -> JobRest {
        guard let job = try? anyJob(claimed.id) else { return .unwritten }
        guard job.fence == claimed.record.fence else { return .elsewhere }
        switch job.state {
        case .running: return .unwritten
        case .queued: return .waits(milliseconds: max(0, (job.notBefore ?? 0) - environment.now()))
        default: return .over
        }
    }

    /// Prolongs a claim, and passes on the wish to stop; false when the claim is lost, and its computation has been told to stop.
    package func renew(_ claimed: ClaimedJob) throws(ServiceError) -> Bool {
        let until = environment.now() + leaseMilliseconds
        let renewal = try written { session throws(StorageError) in
            try session.renewLease(claimed.id, fence: claimed.record.fence, until: until)
        }
        switch renewal {
        case .renewed: return true
        case .stopWanted(let word):
            claimed.live.stop(StopReason(word: word))
            return true
        case .lost:
            // The end of this run will not be written: its fence is not the job's any more.
            claimed.live.stop(.shutdown)
            return false
        }
    }

    /// Ends a job that was delivered too often without ever being claimed to its end.
    package func giveUp(_ id: String) throws(ServiceError) {
        let found = try stored { session throws(StorageError) in try session.job(id) }
        guard let job = found, !job.state.isFinal, isFree(job, at: environment.now()) else { return }
        giveUp(job)
    }
}

extension StopReason {
    /// The word that the database holds.
    var word: String {
        switch self {
        case .cancelled: "cancelled"
        case .clientGone: "client_disconnected"
        case .timeLimit: "time_limit"
        case .deadline: "deadline"
        case .shutdown: "shutdown"
        }
    }

    /// Any word that is not known means that somebody cancelled.
    init(word: String) {
        self =
            switch word {
            case "client_disconnected": .clientGone
            case "time_limit": .timeLimit
            case "deadline": .deadline
            default: .cancelled
            }
    }
}
