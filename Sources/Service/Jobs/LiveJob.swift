import Storage
import Synchronization

/// Why a running computation is told to stop.
enum StopReason: Sendable {
    case cancelled
    case clientGone
    /// The time allowed for one job ran out.
    case timeLimit
    /// The deadline of the order passed.
    case deadline
    case shutdown
}

/// A job in memory: the wish to stop it, its latest progress, and its private inputs where the database does not hold them.
///
/// The rule and the public part of the request are read from the database when it starts, so that a long queue takes little memory.
final class LiveJob: Sendable {
    struct State {
        var reason: StopReason?
        var progress: ProofProgress?
        /// True once somebody was promised the job without waiting for it.
        var isDetached: Bool
        var waiters = 0
        /// The wait that was foretold at acceptance, milliseconds, and when.
        var foretold: (milliseconds: Int, at: Int)?
        /// The claim under which it runs.
        var fence = 0
    }

    let id: String
    let tenant: String
    /// Nil where they lie sealed in the database, and at a server that does not prove.
    let inputs: PrivateInputs?
    let isSealed: Bool
    let deadlineAt: Int?
    /// Names the proof among those that are kept; nil where none are.
    let cacheKey: [UInt8]?
    let cycles: Int?
    let queued: QueuedJob
    /// Milliseconds since 1970.
    let acceptedAt: Int
    let state: Mutex<State>

    /// `cost`: milliseconds the computation is expected to take.
    init(_ job: JobRecord, inputs: PrivateInputs?, cost: Int, isDetached: Bool) {
        id = job.id
        tenant = job.tenant
        self.inputs = inputs
        isSealed = job.sealedInputs != nil
        deadlineAt = job.deadlineAt
        cacheKey = job.cacheKey
        cycles = job.cycles
        acceptedAt = job.createdAt
        queued = QueuedJob(job, cost: cost)
        state = Mutex(State(isDetached: isDetached))
    }

    /// A job that an earlier process left, with its inputs sealed.
    init(_ job: OpenJob, cost: Int) {
        id = job.waiting.id
        tenant = job.waiting.tenant
        inputs = nil
        isSealed = true
        deadlineAt = job.waiting.deadlineAt
        cacheKey = job.cacheKey
        cycles = job.cycles
        acceptedAt = job.waiting.createdAt
        queued = QueuedJob(job.waiting, cost: cost)
        state = Mutex(State(isDetached: true))
    }

    /// Notes the wish to stop; the first reason stays.
    func stop(_ reason: StopReason) {
        state.withLock { if $0.reason == nil { $0.reason = reason } }
    }

    var stopReason: StopReason? { state.withLock { $0.reason } }
}
