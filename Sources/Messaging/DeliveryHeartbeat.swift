import Dispatch
import Foundation
import Synchronization

/// Tells the server at intervals that deliveries are under way, from a plain thread that does nothing else.
///
/// Proving fills every core with work of equal rank, but takes no thread away from this one, and a thread that sleeps nearly always runs soon
/// after it wakes.
public final class DeliveryHeartbeat: Sendable {
    private struct State {
        var deliveries: [ObjectIdentifier: Delivery] = [:]
        var isStopped = false
        var failures = 0
    }

    private let state = Mutex(State())
    private let wake = DispatchSemaphore(value: 0)
    private let seconds: Double

    /// Starts the thread; a third of the stream's `ackSeconds` leaves room for two lost beats.
    public init(every seconds: Double) {
        self.seconds = seconds
        let thread = Thread { [self] in run() }
        thread.name = "heartbeat"
        thread.start()
    }

    /// Keeps a delivery alive until it is settled or released.
    public func keep(_ delivery: Delivery) { state.withLock { $0.deliveries[ObjectIdentifier(delivery)] = delivery } }

    public func release(_ delivery: Delivery) { state.withLock { $0.deliveries[ObjectIdentifier(delivery)] = nil } }

    /// Beats that could not be sent, since the start.
    public var failures: Int { state.withLock { $0.failures } }

    public func stop() {
        state.withLock { $0.isStopped = true }
        wake.signal()
    }

    private func run() {
        while wake.wait(timeout: .now() + seconds) == .timedOut {
            for delivery in state.withLock({ Array($0.deliveries.values) }) {
                do throws(MessagingError) {
                    if try !delivery.noteProgress() { release(delivery) }
                } catch { state.withLock { $0.failures += 1 } }
            }
        }
    }
}
