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

/// A job in memory: its private inputs, the wish to stop it, its latest progress.
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
    let document: [UInt8]
    let request: StatementRequest
    let inputs: PrivateInputs
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
    init(_ job: JobRecord, document: [UInt8], request: StatementRequest, inputs: PrivateInputs, cost: Int, isDetached: Bool) {
        id = job.id
        tenant = job.tenant
        self.document = document
        self.request = request
        self.inputs = inputs
        isSealed = job.sealedInputs != nil
        deadlineAt = job.deadlineAt
        cacheKey = job.cacheKey
        cycles = job.cycles
        acceptedAt = job.createdAt
        queued = QueuedJob(
            id: job.id, tenant: job.tenant, createdAt: job.createdAt, priority: job.priority, deadlineAt: job.deadlineAt, cost: cost)
        state = Mutex(State(isDetached: isDetached))
    }

    /// Notes the wish to stop; the first reason stays.
    func stop(_ reason: StopReason) {
        state.withLock { if $0.reason == nil { $0.reason = reason } }
    }

    var stopReason: StopReason? { state.withLock { $0.reason } }
}
