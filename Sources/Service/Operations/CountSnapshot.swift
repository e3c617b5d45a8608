import Storage
import Synchronization

/// Numbers of rows, counted anew as often as counting can be afforded.
///
/// A count is used again for a hundred times as long as it took to make, so that counting never takes more than a hundredth of the time, however many rows there
/// are and however often somebody asks. While it takes less than a millisecond, a write by this process also ends it.
final class CountSnapshot: Sendable {
    struct Counts: Sendable {
        var jobs: [JobState: Int]
        var receipts: Int
        var deployments: Int
    }

    private struct State {
        var counts: Counts?
        var made = ContinuousClock.now
        var cost = Duration.zero
        var writes = 0
        var isCounting = false
    }

    private static let cheap = Duration.milliseconds(1)
    private let state = Mutex(State())
    private let writes = Atomic<Int>(0)

    /// Called after every write.
    func noteWrite() { writes.wrappingAdd(1, ordering: .releasing) }

    /// The counts in use, or new ones from `count`; while one thread counts, others use the old ones.
    func current(_ count: () throws(ServiceError) -> Counts) throws(ServiceError) -> Counts {
        let writes = writes.load(ordering: .acquiring)
        let known: Counts? = state.withLock { state in
            guard let counts = state.counts else { return nil }
            let isOld = state.made.duration(to: .now) > state.cost * 100
            let isOvertaken = state.cost < Self.cheap && state.writes != writes
            guard isOld || isOvertaken, !state.isCounting else { return counts }
            state.isCounting = true
            return nil
        }
        if let known { return known }
        let start = ContinuousClock.now
        defer { state.withLock { $0.isCounting = false } }
        let counts = try count()
        state.withLock { $0 = State(counts: counts, made: .now, cost: start.duration(to: .now), writes: writes) }
        return counts
    }
}
