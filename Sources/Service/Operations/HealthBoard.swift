import Dispatch
import Synchronization

/// Asks the probes, each on a queue of its own, at most once per `freshness` and for at most `patience`.
///
/// A probe that does not answer in time counts as unhealthy until it does; it is not asked a second time meanwhile.
public final class HealthBoard: Sendable {
    private struct Entry {
        let probe: any HealthProbe
        let queue: DispatchQueue
        var state = HealthState.unhealthy("It has not been asked yet.")
        var isAsked = false
        var isOverdue = false
        var answered: ContinuousClock.Instant?
    }

    private struct State {
        var entries: [Entry]
        var waiting: [@Sendable (HealthReport) -> Void] = []
        var round = 0
    }

    private let state: Mutex<State>
    private let freshness: Duration
    private let patience: Duration
    public let names: [String]

    public init(_ probes: [any HealthProbe], freshness: Duration = .seconds(1), patience: Duration = .seconds(1)) {
        state = Mutex(State(entries: probes.map { Entry(probe: $0, queue: DispatchQueue(label: "burhan.health.\($0.name)")) }))
        names = probes.map(\.name)
        self.freshness = freshness
        self.patience = patience
    }

    /// Delivers the states: at once when all are fresh, else when the probes have answered or their time is over.
    public func report(_ deliver: @escaping @Sendable (HealthReport) -> Void) {
        let (ready, asked, round) = state.withLock { state in
            var asked: [Int] = []
            let now = ContinuousClock.now
            for index in state.entries.indices where isStale(state.entries[index], now) {
                state.entries[index].isAsked = true
                state.entries[index].isOverdue = false
                asked.append(index)
            }
            let isReady = state.entries.allSatisfy { !$0.isAsked || $0.isOverdue }
            if !isReady { state.waiting.append(deliver) }
            return (isReady ? Self.report(state) : nil, asked, state.round)
        }
        if let ready { return deliver(ready) }
        for index in asked { ask(index) }
        guard !asked.isEmpty else { return }
        DispatchQueue.global().asyncAfter(deadline: .now() + patience.timeInterval) { [self] in giveUp(round) }
    }

    /// The states as they were last seen, without asking.
    public var lastReport: HealthReport { state.withLock { Self.report($0) } }

    private func isStale(_ entry: Entry, _ now: ContinuousClock.Instant) -> Bool {
        guard !entry.isAsked else { return false }
        guard let answered = entry.answered else { return true }
        return answered.duration(to: now) >= freshness
    }

    private func ask(_ index: Int) {
        let (probe, queue) = state.withLock { ($0.entries[index].probe, $0.entries[index].queue) }
        queue.async { [self] in
            let answer = probe.check()
            settle { state in
                state.entries[index].state = answer
                state.entries[index].isAsked = false
                state.entries[index].isOverdue = false
                state.entries[index].answered = .now
            }
        }
    }

    /// The time of a round of questions is over: whoever has not answered is not waited for.
    private func giveUp(_ round: Int) {
        settle { state in
            guard state.round == round else { return }
            for index in state.entries.indices where state.entries[index].isAsked {
                state.entries[index].isOverdue = true
                state.entries[index].state = .unhealthy("It has not answered within \(patience.milliseconds) ms.")
            }
        }
    }

    /// Changes the entries and tells those who wait, once nobody is waited for.
    private func settle(_ change: (inout State) -> Void) {
        let (report, waiting): (HealthReport?, [@Sendable (HealthReport) -> Void]) = state.withLock { state in
            change(&state)
            guard state.entries.allSatisfy({ !$0.isAsked || $0.isOverdue }) else { return (nil, []) }
            state.round += 1
            defer { state.waiting = [] }
            return (Self.report(state), state.waiting)
        }
        if let report { for deliver in waiting { deliver(report) } }
    }

    private static func report(_ state: State) -> HealthReport {
        HealthReport(dependencies: state.entries.map { ($0.probe.name, $0.state) })
    }
}

extension Duration {
    var timeInterval: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
    var milliseconds: Int { Int(timeInterval * 1000) }
}
