import Storage

/// The arithmetic of a sliding window: 60 cells, each of which counts until the whole of it has left the window.
struct SlidingWindow {
    let milliseconds: Int
    /// Milliseconds of one cell.
    let width: Int

    init(seconds: Int) {
        milliseconds = min(max(1, seconds), 1 << 31) * 1000
        width = max(1, (milliseconds + 59) / 60)
    }

    /// The cells that count at a time; those after the last come from a clock that was set back, and do not.
    func cells(at now: Int) -> ClosedRange<Int> { (now - milliseconds) / width...max(now, 0) / width }

    /// When a cell has left the window.
    func end(of cell: Int) -> Int { (cell + 1) * width + milliseconds }

    /// What the limit says of a call, given the cells that count, in order.
    func standing(_ limit: RateLimit, _ cells: some Sequence<RateCell>, at now: Int) -> RateStanding {
        let cells = Array(cells)
        let used = cells.reduce(0) { $0 + $1.units }
        let isAllowed = used + limit.cost <= limit.limit
        var free = limit.limit - used
        var reset = 0
        for cell in cells {
            reset = end(of: cell.cell) - now
            free += cell.units
            if isAllowed || free >= limit.cost { break }
        }
        // A cost that never fits.
        if !isAllowed, free < limit.cost { reset = milliseconds }
        return RateStanding(limit, remaining: max(0, limit.limit - used), resetMilliseconds: reset, isAllowed: isAllowed)
    }

    /// The standing once the call has been charged.
    func charged(_ standing: RateStanding, _ cost: Int, at now: Int) -> RateStanding {
        var standing = standing
        standing.remaining = max(0, standing.remaining - cost)
        if standing.resetMilliseconds == 0, cost > 0 { standing.resetMilliseconds = end(of: cells(at: now).upperBound) - now }
        return standing
    }
}
