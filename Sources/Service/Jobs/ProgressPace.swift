import Storage
import Synchronization

/// Decides which progress is worth telling: every new phase, and otherwise four times a second at most.
final class ProgressPace: Sendable {
    enum Step { case nothing, progress, phase }

    private struct State {
        var phase: String?
        var percent = -1
        var told = 0
        /// When each phase began.
        var marks: [(name: String, at: ContinuousClock.Instant)] = []
    }

    private let state = Mutex(State())

    var phase: String? { state.withLock { $0.phase } }

    func step(_ progress: ProofProgress, now: Int) -> Step {
        state.withLock { state in
            if state.phase != progress.phase {
                let marks = state.marks + [(progress.phase, .now)]
                state = State(phase: progress.phase, percent: progress.percent, told: now, marks: marks)
                return .phase
            }
            guard progress.percent > state.percent, now - state.told >= 250 else { return .nothing }
            state.percent = progress.percent
            state.told = now
            return .progress
        }
    }

    /// The computation as it ends now.
    func run(of job: JobRecord, since start: ContinuousClock.Instant, cycles: Int? = nil, failure: EngineError? = nil) -> ProofRun {
        let took = start.duration(to: .now)
        let marks = state.withLock { $0.marks }
        let starts = marks.map { max(start.duration(to: $0.at), .zero) }
        let phases = zip(marks, zip(starts, starts.dropFirst() + [took])).map { mark, span in
            ProofRun.Phase(name: mark.name, start: span.0, took: max(span.1 - span.0, .zero))
        }
        var run = ProofRun(job: job, result: .succeeded, code: nil, took: took, phases: phases, cycles: cycles)
        if let failure {
            if case .stopped = failure { run.result = .stopped } else { run.result = .failed }
            run.code = JobFailure(failure).code
        }
        return run
    }
}
