import Foundation
import Synchronization

/// A thread that does a little work every second until it is stopped.
final class Housekeeping: Sendable {
    private let isStopped = Atomic<Bool>(false)
    private let isStarted = Atomic<Bool>(false)
    private let signal = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    func start(_ work: @escaping @Sendable () -> Void) {
        guard !isStarted.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let thread = Thread { [self] in
            while !isStopped.load(ordering: .acquiring) {
                work()
                _ = signal.wait(timeout: .now() + 1)
            }
            ended.signal()
        }
        thread.name = "housekeeping"
        thread.start()
    }

    /// Ends the thread and waits for it.
    func stop() {
        guard isStarted.load(ordering: .acquiring), !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        signal.signal()
        ended.wait()
    }
}
