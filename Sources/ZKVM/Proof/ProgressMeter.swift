import Foundation
import Synchronization

/// Turns work done into a share of the whole and a time that is left.
///
/// Work is weighted: a committed cell counts in each phase with what it typically costs there, so that only the relative weights of the phases
/// matter, and the pace of the machine is observed. The pace is an average over the weighted work, in which work longer ago counts less: it
/// follows a machine that becomes busier, and single steps don't make it jump.
public final class ProgressMeter: Sendable {
    private struct State {
        /// Weighted work of each phase in order, once the cells are known.
        var phases: [(name: String, work: Double)] = []
        var cells = 0
        var current = -1
        /// Cells of the current phase that are done.
        var cellsInPhase = 0
        /// Work and time up to the last observation, and their decaying sums.
        var work = 0.0
        var time: Double
        var recentWork = 0.0
        var recentTime = 0.0
        var told = -1.0

        var totalWork: Double { phases.reduce(0) { $0 + $1.work } }

        /// Weighted work that is done.
        var done: Double {
            guard phases.indices.contains(current) else { return current < 0 ? 0 : totalWork }
            let share = min(1, Double(cellsInPhase) / Double(max(cells, 1)))
            return phases[..<current].reduce(0) { $0 + $1.work } + share * phases[current].work
        }
    }

    /// Work that weighs e times less in the pace lies this share of the whole work back.
    private static let memory = 0.3
    /// Below this share of the work there is nothing to judge by.
    private static let leastShare = 0.02
    /// Steps smaller than this share are not told.
    private static let tellingShare = 0.005

    private let weights: MachineCalibration
    private let now: @Sendable () -> Double
    private let report: @Sendable (ProvingProgress) -> Void
    private let state: Mutex<State>

    /// - Parameters:
    ///   - weights: what the phases cost, in their order; only the relation between them matters.
    ///   - now: seconds from any beginning, never falling.
    ///   - report: called on the thread that brings the news, never twice at the same time.
    public init(
        weights: MachineCalibration = .typical, now: @escaping @Sendable () -> Double,
        report: @escaping @Sendable (ProvingProgress) -> Void
    ) {
        self.weights = weights
        self.now = now
        self.report = report
        state = Mutex(State(time: now()))
    }

    /// The number of committed cells has become known.
    public func plan(cells: Int) {
        state.withLock { state in
            state.cells = cells
            state.phases = weights.phases.map { ($0.name, weights.seconds(of: $0, cells: cells)) }
        }
    }

    /// A phase begins; those before it are done.
    public func begin(_ phase: String) {
        state.withLock { state in
            let index = weights.phases.firstIndex { $0.name == phase }
            state.current = max(state.current, index ?? state.current)
            state.cellsInPhase = 0
            tell(&state, phase, isNewPhase: true)
        }
    }

    /// `cells` more of the committed cells have gone through the current phase. Callable from any thread.
    public func advance(cells: Int) {
        state.withLock { state in
            state.cellsInPhase += cells
            guard weights.phases.indices.contains(state.current) else { return }
            tell(&state, weights.phases[state.current].name, isNewPhase: false)
        }
    }

    private func tell(_ state: inout State, _ phase: String, isNewPhase: Bool) {
        let total = state.totalWork
        guard total > 0 else { return report(ProvingProgress(phase: phase, fraction: 0)) }
        let fraction = min(1, state.done / total)
        guard isNewPhase || fraction - state.told >= Self.tellingShare else { return }
        state.told = fraction
        observe(&state, total)
        let hasPace = fraction >= Self.leastShare && state.recentWork > 0
        let pace = hasPace ? state.recentTime / state.recentWork : nil
        report(ProvingProgress(phase: phase, fraction: fraction, secondsRemaining: pace.map { $0 * max(0, total - state.done) }))
    }

    /// Takes the work and time since the last observation into the pace.
    private func observe(_ state: inout State, _ total: Double) {
        let (work, time) = (state.done, now())
        let (newWork, newTime) = (max(0, work - state.work), max(0, time - state.time))
        let decay = exp(-newWork / (Self.memory * total))
        state.recentWork = state.recentWork * decay + newWork
        state.recentTime = state.recentTime * decay + newTime
        state.work = work
        state.time = time
    }
}
