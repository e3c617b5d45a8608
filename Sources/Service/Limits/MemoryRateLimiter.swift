import Storage
import Synchronization

/// Sliding windows in this process's memory: for one server; a restart forgets them.
public final class MemoryRateLimiter: RateLimiter {
    private struct Name: Hashable {
        let key: String
        let seconds: Int
    }

    private let now: @Sendable () -> Int
    private let windows = Mutex([Name: [RateCell]]())
    /// Windows kept before those without a count are looked for and dropped.
    private let capacity: Int

    public init(now: @escaping @Sendable () -> Int, capacity: Int = 100_000) {
        self.now = now
        self.capacity = capacity
    }

    public func check(_ limits: [RateLimit]) -> RateDecision {
        let now = now()
        return windows.withLock { windows in
            let standings = limits.map { limit in
                let window = SlidingWindow(seconds: limit.windowSeconds)
                let counting = window.cells(at: now)
                let cells = windows[Name(key: limit.key, seconds: limit.windowSeconds)] ?? []
                return window.standing(limit, cells.lazy.filter { counting.contains($0.cell) }, at: now)
            }
            guard standings.allSatisfy(\.isAllowed) else { return RateDecision(isAllowed: false, standings: standings) }
            let charged = zip(limits, standings).map { limit, standing in
                let window = SlidingWindow(seconds: limit.windowSeconds)
                if limit.cost > 0 { Self.add(limit, window.cells(at: now), &windows) }
                return window.charged(standing, limit.cost, at: now)
            }
            if windows.count > capacity { Self.prune(&windows, at: now) }
            return RateDecision(isAllowed: true, standings: charged)
        }
    }

    private static func add(_ limit: RateLimit, _ counting: ClosedRange<Int>, _ windows: inout [Name: [RateCell]]) {
        var cells = windows[Name(key: limit.key, seconds: limit.windowSeconds)] ?? []
        if let last = cells.indices.last, cells[last].cell == counting.upperBound {
            cells[last].units += limit.cost
        } else {
            cells.removeAll { !counting.contains($0.cell) }
            cells.append(RateCell(cell: counting.upperBound, units: limit.cost))
        }
        windows[Name(key: limit.key, seconds: limit.windowSeconds)] = cells
    }

    private static func prune(_ windows: inout [Name: [RateCell]], at now: Int) {
        windows = windows.filter { name, cells in
            let counting = SlidingWindow(seconds: name.seconds).cells(at: now)
            return cells.contains { counting.contains($0.cell) }
        }
    }
}
