import Foundation
import ServiceTesting
import Storage
import Synchronization
import Testing

/// What only a server can do: conflicts, losses, waits. On a real PostgreSQL.
@Suite(.enabled(if: PostgreSQLServer.isInstalled, Comment(rawValue: PostgreSQLServer.absence)))
struct PostgreSQLTests {
    private func number(_ store: Store, _ name: String = "n") throws -> Int {
        try store.read { session throws(StorageError) in Int(String(decoding: try session.meta(name) ?? [], as: UTF8.self)) ?? 0 }
    }

    /// Reads a number and writes the next one: loses counts unless transactions are serializable.
    private func increment(_ store: Store, _ name: String = "n") throws(StorageError) {
        try store.write { session throws(StorageError) in
            let number = Int(String(decoding: try session.meta(name) ?? [], as: UTF8.self)) ?? 0
            try session.setMeta(name, Array(String(number + 1).utf8))
        }
    }

    private func onThreads(_ count: Int, _ action: @escaping @Sendable (Int) -> Void) {
        let group = DispatchGroup()
        for index in 0..<count {
            group.enter()
            Thread {
                action(index)
                group.leave()
            }.start()
        }
        group.wait()
    }

    @Test func concurrentIncrementsLoseNothing() throws {
        let url = try PostgreSQLServer.shared.get().newDatabase()
        // Two stores, as two processes would have.
        let stores = try [Store(location: url), Store(location: url)]
        let failures = Mutex<[StorageError]>([])
        onThreads(8) { index in
            for _ in 0..<25 {
                do throws(StorageError) { try increment(stores[index % 2]) } catch { failures.withLock { $0.append(error) } }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(try number(stores[0]) == 200)
        #expect(stores[0].counters.retries + stores[1].counters.retries > 0)
    }

    @Test func severalServersMayMigrateAtOnce() throws {
        let url = try PostgreSQLServer.shared.get().newDatabase()
        let failures = Mutex<[String]>([])
        onThreads(6) { _ in do { _ = try Store(location: url) } catch { failures.withLock { $0.append("\(error)") } } }
        #expect(failures.withLock { $0 } == [])
    }
}
