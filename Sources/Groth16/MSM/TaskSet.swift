import Dispatch
import Synchronization

/// Independent pieces of work on plain threads of the global pool; the caller takes part and returns when all are done.
///
/// Never called from Swift's cooperative pool.
struct TaskSet: Sendable {
    /// Threads used at most.
    let threads: Int
    /// Asked before every piece; once it says true, no further piece begins.
    let isCancelled: @Sendable () -> Bool

    init(threads: Int, isCancelled: @escaping @Sendable () -> Bool = { false }) {
        self.threads = max(1, threads)
        self.isCancelled = isCancelled
    }

    /// Calls `body` once for each index below `count`, in order of start.
    func run(_ count: Int, _ body: @Sendable (Int) -> Void) {
        runWithState(count, make: { 0 }) { index, _ in body(index) }
    }

    /// Calls `body` once for each index below `count`, in order of start, with a state that the thread keeps from piece to piece.
    func runWithState<State: ~Copyable>(_ count: Int, make: @Sendable () -> State, _ body: @Sendable (Int, inout State) -> Void) {
        let next = Atomic(0)
        // A local function, so that `body` need not escape.
        @Sendable func work(_ worker: Int) {
            var state = make()
            while !isCancelled() {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                body(index, &state)
            }
        }
        let workers = min(threads, count)
        if workers > 1 {
            DispatchQueue.concurrentPerform(iterations: workers, execute: work)
        } else if count > 0 {
            work(0)
        }
    }

    /// All windows of all sums, the costly ones first, with progress from 0 to 1.
    func compute(_ works: [any WindowedWork], progress: @Sendable (Double) -> Void = { _ in }) {
        let pieces = works.enumerated()
            .flatMap { work in (0..<work.element.windowCount).map { (work: work.offset, window: $0, cost: work.element.windowCost) } }
            .sorted { $0.cost > $1.cost }
        let done = Atomic(0)
        runWithState(pieces.count, make: { MSMWorkspace() }) { index, workspace in
            works[pieces[index].work].computeWindow(pieces[index].window, &workspace)
            progress(Double(done.wrappingAdd(1, ordering: .relaxed).newValue) / Double(pieces.count))
        }
    }
}
