import Service
import Synchronization

/// A clock that a test sets.
package final class TestClock: Sendable {
    private let time: Atomic<Int>

    /// Begins on 2026-11-26 at noon, UTC.
    package init(_ milliseconds: Int = 1_795_694_400_000) { time = Atomic(milliseconds) }

    package var now: Int { time.load(ordering: .sequentiallyConsistent) }

    package func advance(milliseconds: Int) { time.add(milliseconds, ordering: .sequentiallyConsistent) }

    package func advance(seconds: Int) { advance(milliseconds: seconds * 1000) }

    /// An environment with this clock and random identifiers.
    package var environment: ServiceEnvironment { ServiceEnvironment(now: { self.now }, newID: ServiceEnvironment.system.newID) }
}
