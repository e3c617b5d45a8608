import Dispatch
import Foundation
import Synchronization

/// A fixed number of threads and a bounded queue in front of them; work is done in the order of arrival.
///
/// Plain threads, not Swift's cooperative pool: work here may block on the disk or on a lock.
package final class WorkerPool: Sendable {
    private struct State {
        var waiting: [@Sendable () -> Void] = []
        var isStopped = false
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)
    private let capacity: Int
    private let threads: Int

    /// Starts `threads` threads; at most `capacity` pieces of work wait.
    package init(name: String, threads: Int, capacity: Int) {
        self.capacity = capacity
        self.threads = threads
        for index in 0..<threads {
            let thread = Thread { [self] in run() }
            thread.name = "\(name)-\(index)"
            thread.stackSize = 4 << 20
            thread.start()
        }
    }

    /// Queues work; false when the queue is full or the pool has stopped.
    package func submit(_ work: @escaping @Sendable () -> Void) -> Bool {
        let isQueued = state.withLock { state in
            guard !state.isStopped, state.waiting.count < capacity else { return false }
            state.waiting.append(work)
            return true
        }
        if isQueued { signal.signal() }
        return isQueued
    }

    /// Lets the threads end after the work they are at; waiting work is dropped.
    package func stop() {
        state.withLock { state in
            state.isStopped = true
            state.waiting.removeAll()
        }
        for _ in 0..<threads { signal.signal() }
    }

    private func run() {
        while true {
            signal.wait()
            let next: (@Sendable () -> Void)?? = state.withLock { state in
                if state.isStopped { return .none }
                return .some(state.waiting.isEmpty ? nil : state.waiting.removeFirst())
            }
            guard let work = next else { return }
            work?()
        }
    }
}
