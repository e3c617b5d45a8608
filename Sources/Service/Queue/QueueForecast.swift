/// When a waiting job should start, computed from what is before it.
public struct QueueForecast: Sendable, Equatable {
    public var place: QueuePlace
    /// Milliseconds until it starts, if every job takes what it is expected to take and nothing is ordered meanwhile.
    public var milliseconds: Int
    /// Proofs under way, and how many there may be; 0 when no worker is there, and nobody knows when one will be.
    public var running: Int
    public var provers: Int

    /// `remaining`: milliseconds that each running job is expected to go on.
    package init(place: QueuePlace, remaining: [Int], provers: Int) {
        self.place = place
        self.provers = max(0, provers)
        let provers = max(1, provers)
        running = remaining.count
        let free = provers - remaining.count
        let busy = remaining.sorted() + [Int](repeating: 0, count: max(0, free))
        let shared = Self.start(after: place.costAhead, busy: busy.sorted(), provers: provers)
        // Whoever may use few provers waits for its own jobs there, however many are free.
        guard let ceiling = place.ceiling, ceiling < provers else {
            milliseconds = shared
            return
        }
        let own =
            place.running + place.ownAhead >= ceiling
            ? Self.start(after: place.ownCostAhead, busy: remaining.sorted(), provers: ceiling) : 0
        milliseconds = max(shared, own)
    }

    /// When the first prover is free after `work` milliseconds have been poured over provers that are busy until these times (sorted).
    private static func start(after work: Int, busy: [Int], provers: Int) -> Int {
        var level = busy.first ?? 0
        var rest = work
        for (index, next) in busy.dropFirst().prefix(provers - 1).enumerated() {
            let width = index + 1
            let room = (next - level).multipliedReportingOverflow(by: width)
            guard !room.overflow, rest >= room.partialValue else { return level + rest / width }
            rest -= room.partialValue
            level = next
        }
        return level + rest / max(1, min(provers, max(1, busy.count)))
    }
}
