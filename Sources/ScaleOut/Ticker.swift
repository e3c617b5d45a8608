import Dispatch
import Foundation
import Synchronization

/// A plain thread that does one thing at intervals, and at once when it is woken.
final class Ticker: Sendable {
    private let wake = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let isStopped = Atomic<Bool>(false)
    private let isWoken = Atomic<Bool>(false)

    init(_ name: String, every seconds: Double, _ action: @escaping @Sendable () -> Void) {
        let thread = Thread { [self] in
            while !isStopped.load(ordering: .acquiring) {
                _ = wake.wait(timeout: .now() + seconds)
                isWoken.store(false, ordering: .releasing)
                if !isStopped.load(ordering: .acquiring) { action() }
            }
            ended.signal()
        }
        thread.name = name
        thread.start()
    }

    /// Runs the action soon; many calls before it runs are one.
    func fire() { if !isWoken.exchange(true, ordering: .acquiringAndReleasing) { wake.signal() } }

    /// Ends the thread after the action it is at, and waits for it.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        wake.signal()
        ended.wait()
    }
}
