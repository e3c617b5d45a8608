import Service
import Synchronization

/// A clock that stands still until a test moves it, and identifiers that count.
package final class TestClock: Sendable {
    private let time: Atomic<Int>
    private let count = Atomic<Int>(0)

    /// Milliseconds since 1970.
    package init(_ start: Int = 1_800_000_000_000) { time = Atomic(start) }

    package var now: Int { time.load(ordering: .acquiring) }

    package func advance(_ milliseconds: Int) { time.add(milliseconds, ordering: .acquiringAndReleasing) }

    package var environment: ServiceEnvironment {
        ServiceEnvironment(
            now: { self.now },
            newID: { prefix in
                let number = self.count.add(1, ordering: .relaxed).newValue
                return prefix + "_" + String(repeating: "0", count: 8 - String(number).count) + String(number)
            })
    }
}
