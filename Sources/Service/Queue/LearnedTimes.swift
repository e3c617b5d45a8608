import Synchronization

/// What this service has learned of proofs and of its own forecasts: what proofs take, and how far off the foretold waits were.
final class LearnedTimes: Sendable {
    private struct State {
        var times = ServiceTimes()
        var band = WaitBand()
    }

    private let state = Mutex(State())

    /// Mean of recent proofs, milliseconds.
    var mean: Double { state.withLock { $0.times.mean } }

    /// Milliseconds a proof is expected to take.
    func expected(cycles: Int?, estimated: Int?) -> Int {
        state.withLock { $0.times.milliseconds(cycles: cycles, estimated: estimated) }
    }

    func noteProof(cycles: Int?, estimated: Int?, milliseconds: Int) {
        state.withLock { $0.times.note(cycles: cycles, estimated: estimated, milliseconds: milliseconds) }
    }

    /// Compares the wait that was foretold for a job with the one it had, milliseconds.
    func noteWait(foretold: Int, actual: Int) {
        state.withLock { $0.band.note(foretold: foretold, actual: actual, scale: Int($0.times.mean)) }
    }

    /// The wait that a forecast means, with its range, milliseconds.
    func wait(_ forecast: QueueForecast) -> (milliseconds: Int, range: ClosedRange<Int>) {
        state.withLock { $0.band.estimate(foretold: forecast.milliseconds, scale: Int($0.times.mean)) }
    }
}
