import Foundation
import Synchronization
import ZKVM

/// One line on standard error that says how far a long piece of work is.
///
/// It is shown if standard error is a terminal or the user asked for it; otherwise nothing is printed. Without a terminal each new
/// phase and each further tenth of the work is a line of its own. Safe to call from any thread.
final class ProgressLine: Sendable {
    private struct State {
        var phase = ""
        var fraction = 0.0
        var shown = ContinuousClock.now - .seconds(1)
        var visible = false
    }

    private let terminal: Terminal
    private let isEnabled: Bool
    private let started = ContinuousClock.now
    private let state = Mutex(State())

    init(_ arguments: Arguments, _ terminal: Terminal) {
        self.terminal = terminal
        isEnabled = !arguments[CommonOptions.quiet] && (terminal.isInteractive || arguments[CommonOptions.progress])
    }

    /// - Parameters:
    ///   - phase: what is being done.
    ///   - fraction: how much of it is done, 0...1, or nil if that is not known.
    ///   - remaining: expected seconds to the end, or nil if that is not known.
    func show(_ phase: String, _ fraction: Double? = nil, remaining: Double? = nil) {
        guard isEnabled else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            let isNewPhase = phase != state.phase
            let isDue = terminal.isInteractive ? now - state.shown > .milliseconds(100) : (fraction ?? 0) >= state.fraction + 0.1
            guard isNewPhase || isDue else { return }
            state.phase = phase
            state.fraction = fraction ?? state.fraction
            state.shown = now
            let share = fraction.map { " \(Int(min(max($0, 0), 1) * 100)) %" } ?? ""
            let left = remaining.map { ", about \(Quantity.duration(.seconds($0))) left" } ?? ""
            let line = "\(phase)\(share) (\(Quantity.duration(now - started))\(left))"
            if terminal.isInteractive {
                terminal.replaceLine(line)
                state.visible = true
            } else {
                terminal.note(line)
            }
        }
    }

    /// Shows how far a proof is.
    func show(_ progress: ProvingProgress) {
        show("proving: \(progress.phase)", progress.fraction, remaining: progress.secondsRemaining)
    }

    /// Removes the line, so that results start on a clean one.
    func clear() {
        state.withLock { state in
            if state.visible { terminal.replaceLine("") }
            state.visible = false
        }
    }
}
