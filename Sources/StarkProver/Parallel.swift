import Dispatch
import Synchronization

/// Runs independent pieces of work on plain threads of the global pool; the caller takes part and returns when all are done.
///
/// Never called from Swift's cooperative pool.
package struct Parallel: Sendable {
    /// Threads used at most.
    package let threads: Int

    package init(threads: Int) { self.threads = max(1, threads) }

    /// Calls `body` once for each index below `count`, in no particular order.
    package func callAsFunction(_ count: Int, _ body: @Sendable (Int) -> Void) {
        guard threads > 1 && count > 1 else {
            for index in 0..<count { body(index) }
            return
        }
        let next = Atomic(0)
        DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                body(index)
            }
        }
    }

    /// The results of `body` for each index below `count`, in order.
    package func map<Result: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Result) -> [Result] {
        unsafe [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
            nonisolated(unsafe) let results = unsafe buffer  // Each index is written once.
            self(count) { index in unsafe results.initializeElement(at: index, to: body(index)) }
            initialized = count
        }
    }

    /// Splits 0..<count into ranges whose bounds are multiples of `grain` (but for the end).
    func ranges(_ count: Int, grain: Int, _ body: @Sendable (Range<Int>) -> Void) {
        let pieces = (count + grain - 1) / grain
        self(pieces) { piece in body(piece * grain..<min((piece + 1) * grain, count)) }
    }
}
