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
///
/// Listeners are found by their job: a message costs as much as that job has listeners, however many others there are.
final class JobFeed: Sendable {
    private struct Listener {
        let key: Int
        var lastNumber: Int
        let deliver: @Sendable (JobMessage) -> Void
    }

    private struct State {
        var listeners: [String: [Listener]] = [:]
        var jobs: [Int: String] = [:]
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
            state.listeners[jobID, default: []].append(Listener(key: state.nextKey, lastNumber: last, deliver: deliver))
            state.jobs[state.nextKey] = jobID
            return state.nextKey
        }
    }

    func leave(_ key: Int) {
        state.withLock { state in
            guard let jobID = state.jobs.removeValue(forKey: key) else { return }
            state.listeners[jobID]?.removeAll { $0.key == key }
            if state.listeners[jobID]?.isEmpty == true { state.listeners[jobID] = nil }
        }
    }

    /// Called after the message has become durable.
    func publish(_ jobID: String, _ message: JobMessage) {
        state.withLock { state in
            guard var listeners = state.listeners[jobID] else { return }
            for index in listeners.indices {
                if let number = message.number {
                    guard number > listeners[index].lastNumber else { continue }
                    listeners[index].lastNumber = number
                }
                listeners[index].deliver(message)
            }
            state.listeners[jobID] = message.isLast ? nil : listeners
            if message.isLast { for listener in listeners { state.jobs[listener.key] = nil } }
        }
    }

    /// Jobs that somebody listens to.
    var jobIDs: [String] { state.withLock { Array($0.listeners.keys) } }

    /// The number that every listener of a job has heard; nil when nobody listens.
    func lastNumber(of jobID: String) -> Int? { state.withLock { $0.listeners[jobID]?.lazy.map(\.lastNumber).min() } }

    var count: Int { state.withLock { $0.jobs.count } }
}
