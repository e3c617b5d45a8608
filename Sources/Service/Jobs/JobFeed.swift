import Storage
import Synchronization

/// One message about a job: an entry of its history, or its progress, which is not kept and has no number.
public struct JobMessage: Sendable {
    public var number: Int?
    public var name: String
    /// JSON.
    public var data: [UInt8]
    /// Whether the job has ended with this message.
    public var isLast: Bool

    public init(number: Int?, name: String, data: [UInt8], isLast: Bool) {
        self.number = number
        self.name = name
        self.data = data
        self.isLast = isLast
    }
}

/// Brings messages about jobs to those who listen, in order and without gap or repetition.
final class JobFeed: Sendable {
    private struct Listener {
        let jobID: String
        var lastNumber: Int
        let deliver: @Sendable (JobMessage) -> Void
    }

    private struct State {
        var listeners: [Int: Listener] = [:]
        var nextKey = 0
    }

    private let state = Mutex(State())

    /// Delivers the history after `number` and then what comes; `history` is read under the feed's lock. 0 when the history is complete.
    func listen(
        _ jobID: String, after number: Int, history: () throws(StorageError) -> [JobMessage],
        deliver: @escaping @Sendable (JobMessage) -> Void
    ) throws(StorageError) -> Int {
        try state.withLock { state throws(StorageError) in
            var last = number
            var isOver = false
            for message in try history() {
                deliver(message)
                last = message.number ?? last
                isOver = message.isLast
            }
            guard !isOver else { return 0 }
            state.nextKey += 1
            state.listeners[state.nextKey] = Listener(jobID: jobID, lastNumber: last, deliver: deliver)
            return state.nextKey
        }
    }

    func leave(_ key: Int) { state.withLock { $0.listeners[key] = nil } }

    /// Called after the message has become durable.
    func publish(_ jobID: String, _ message: JobMessage) {
        state.withLock { state in
            for (key, listener) in state.listeners where listener.jobID == jobID {
                if let number = message.number {
                    guard number > listener.lastNumber else { continue }
                    state.listeners[key]?.lastNumber = number
                }
                listener.deliver(message)
                if message.isLast { state.listeners[key] = nil }
            }
        }
    }

    /// Jobs that somebody listens to.
    var jobIDs: [String] { state.withLock { Array(Set($0.listeners.values.map(\.jobID))) } }

    /// The number that every listener of a job has heard; nil when nobody listens.
    func lastNumber(of jobID: String) -> Int? {
        state.withLock { state in state.listeners.values.lazy.filter { $0.jobID == jobID }.map(\.lastNumber).min() }
    }

    var count: Int { state.withLock { $0.listeners.count } }
}
