import Dispatch
import Storage
import Synchronization

/// Why a running computation is told to stop.
enum StopReason: String, Sendable {
    case cancelled
    case clientGone = "client_disconnected"
    case expired
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
        /// The claim under which it runs.
        var fence = 0
    }

    let id: String
    let document: [UInt8]
    let request: StatementRequest
    let inputs: PrivateInputs
    let isSealed: Bool
    /// Milliseconds since 1970.
    let acceptedAt: Int
    let state: Mutex<State>

    init(
        id: String, document: [UInt8], request: StatementRequest, inputs: PrivateInputs, isSealed: Bool, isDetached: Bool, acceptedAt: Int
    ) {
        self.id = id
        self.document = document
        self.request = request
        self.inputs = inputs
        self.isSealed = isSealed
        self.acceptedAt = acceptedAt
        state = Mutex(State(isDetached: isDetached))
    }

    /// Notes the wish to stop; the first reason stays.
    func stop(_ reason: StopReason) {
        state.withLock { if $0.reason == nil { $0.reason = reason } }
    }

    var stopReason: StopReason? { state.withLock { $0.reason } }
}

/// The waiting and running jobs, and the threads that wait for work; nothing here touches the disk.
final class JobBoard: Sendable {
    private struct State {
        var waiting: [LiveJob] = []
        var running: [String: LiveJob] = [:]
        /// Places promised to jobs that are being written to the database.
        var reserved = 0
        var isStopped = false
        /// While draining, jobs that will be proven after the restart are left alone.
        var leavesSealed = false
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)
    let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// Promises a place in the queue; false when it is full.
    func reserve() -> Bool {
        state.withLock { state in
            guard state.waiting.count + state.reserved < capacity else { return false }
            state.reserved += 1
            return true
        }
    }

    /// Gives a promised place back.
    func release() { state.withLock { $0.reserved -= 1 } }

    /// Takes a promised place with a job.
    func enqueue(_ job: LiveJob) {
        state.withLock { state in
            state.reserved -= 1
            state.waiting.append(job)
        }
        signal.signal()
    }

    /// Queues jobs found at start, whatever the capacity.
    func restore(_ jobs: [LiveJob]) {
        state.withLock { $0.waiting += jobs }
        for _ in jobs { signal.signal() }
    }

    /// Blocks until there is a job to run; nil when the board has stopped.
    func next() -> LiveJob? {
        while true {
            signal.wait()
            let (job, isStopped): (LiveJob?, Bool) = state.withLock { state in
                if state.isStopped { return (nil, true) }
                guard let index = state.waiting.firstIndex(where: { !state.leavesSealed || !$0.isSealed }) else { return (nil, false) }
                let job = state.waiting.remove(at: index)
                state.running[job.id] = job
                return (job, false)
            }
            if isStopped { return nil }
            if let job { return job }
        }
    }

    func finished(_ job: LiveJob) { state.withLock { $0.running[job.id] = nil } }

    /// The job if it waits or runs.
    func live(_ id: String) -> LiveJob? {
        state.withLock { state in state.running[id] ?? state.waiting.first { $0.id == id } }
    }

    /// Takes a waiting job out of the queue; nil if it does not wait.
    func withdraw(_ id: String) -> LiveJob? {
        state.withLock { state in
            guard let index = state.waiting.firstIndex(where: { $0.id == id }) else { return nil }
            return state.waiting.remove(at: index)
        }
    }

    /// Place in the queue, 1 for the next to run; nil if the job does not wait.
    func position(_ id: String) -> Int? {
        state.withLock { state in state.waiting.firstIndex { $0.id == id }.map { $0 + 1 } }
    }

    var waitingIDs: [String] { state.withLock { $0.waiting.map(\.id) } }

    var counts: (waiting: Int, running: Int) { state.withLock { ($0.waiting.count + $0.reserved, $0.running.count) } }

    /// When the job was accepted that waits longest, milliseconds since 1970; nil when none waits.
    var oldestWaiting: Int? { state.withLock { state in state.waiting.lazy.map(\.acceptedAt).min() } }

    /// Jobs that must be run before the process may end.
    var unsealedCount: Int { state.withLock { state in state.waiting.count { !$0.isSealed } + state.running.count + state.reserved } }

    func leaveSealed() { state.withLock { $0.leavesSealed = true } }

    /// Stops the running jobs and ends the threads; the jobs that still wait.
    func stop() -> [LiveJob] {
        let (waiting, running) = state.withLock { state in
            state.isStopped = true
            defer { state.waiting = [] }
            return (state.waiting, Array(state.running.values))
        }
        for job in running { job.stop(.shutdown) }
        for _ in 0..<64 { signal.signal() }
        return waiting
    }
}
