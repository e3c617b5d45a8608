import Synchronization

/// Decides which progress is worth telling: every new phase, and otherwise four times a second at most.
final class ProgressPace: Sendable {
    enum Step { case nothing, progress, phase }

    private struct State {
        var phase: String?
        var percent = -1
        var told = 0
    }

    private let state = Mutex(State())

    var phase: String? { state.withLock { $0.phase } }

    func step(_ progress: ProofProgress, now: Int) -> Step {
        state.withLock { state in
            if state.phase != progress.phase {
                state = State(phase: progress.phase, percent: progress.percent, told: now)
                return .phase
            }
            guard progress.percent > state.percent, now - state.told >= 250 else { return .nothing }
            state.percent = progress.percent
            state.told = now
            return .progress
        }
    }
}
