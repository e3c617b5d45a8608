import Synchronization

/// Counts what happens often in memory, until it is written with much else at once.
final class UsageMeter: Sendable {
    struct Key: Hashable {
        let tenant: String
        let measure: String
        /// Days since 1970, UTC.
        let day: Int
    }

    private let now: @Sendable () -> Int
    private let counts = Mutex([Key: Int]())

    init(now: @escaping @Sendable () -> Int) { self.now = now }

    func count(_ measure: String, tenant: String) {
        let key = Key(tenant: tenant, measure: measure, day: now() / 86_400_000)
        counts.withLock { $0[key, default: 0] += 1 }
    }

    /// Takes what has not been written.
    func take() -> [Key: Int] {
        counts.withLock { counts in
            defer { counts = [:] }
            return counts
        }
    }

    /// Puts back what could not be written.
    func restore(_ taken: [Key: Int]) { counts.withLock { $0.merge(taken) { $0 + $1 } } }
}
