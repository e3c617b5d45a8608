import Dispatch
import Glibc
import Synchronization

/// Runs independent pieces of a ceremony's work on all cores; the caller takes part and returns when all are done.
///
/// Never called from Swift's cooperative pool.
enum Cores {
    static var count: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// Calls `body` for ranges of at most `grain` indices that together are 0 ..< `count`, and gives the results in order.
    static func map<Result: Sendable>(_ count: Int, grain: Int, _ body: @Sendable (Range<Int>) -> Result) -> [Result] {
        let pieces = (count + grain - 1) / grain
        guard pieces > 1 else { return count > 0 ? [body(0..<count)] : [] }
        let results = Mutex([Result?](repeating: nil, count: pieces))
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: min(Cores.count, pieces)) { _ in
            while true {
                let piece = next.add(1, ordering: .relaxed).oldValue
                guard piece < pieces else { return }
                let result = body(piece * grain..<min((piece + 1) * grain, count))
                results.withLock { $0[piece] = result }
            }
        }
        return results.withLock { $0.compactMap { $0 } }
    }

    /// The points that `body` gives for each range, one after the other.
    static func flatMap<Element: Sendable>(_ count: Int, grain: Int, _ body: @Sendable (Range<Int>) -> [Element]) -> [Element] {
        let parts = map(count, grain: grain, body)
        var all: [Element] = []
        all.reserveCapacity(count)
        for part in parts { all.append(contentsOf: part) }
        return all
    }
}
