import Foundation
import ServiceTesting
import Storage
import Synchronization
import Testing

/// What becomes of transactions when the server dies or stands still; each test has a server of its own.
@Suite(.enabled(if: PostgreSQLServer.isInstalled, Comment(rawValue: PostgreSQLServer.absence)))
struct PostgreSQLFailureTests {
    @Test func incrementsSurviveTheDeathOfTheServer() throws {
        let server = try PostgreSQLServer()
        var settings = PostgreSQLSettings()
        settings.patienceSeconds = 30
        let store = try Store(location: server.url("postgres"), settings: settings)
        let failures = Mutex<[StorageError]>([])
        let done = Mutex(0)
        let isOver = Mutex(false)
        let workers = Thread {
            onThreads(4) { _ in
                while !isOver.withLock({ $0 }) {
                    do throws(StorageError) {
                        try Counter.increment(store)
                        done.withLock { $0 += 1 }
                    } catch { failures.withLock { $0.append(error) } }
                }
            }
            isOver.withLock { $0 = false }
        }
        workers.start()
        for _ in 0..<3 {
            let before = done.withLock { $0 }
            #expect(eventually { done.withLock { $0 } > before + 50 })
            try server.kill()
            try server.start()
        }
        let before = done.withLock { $0 }
        #expect(eventually { done.withLock { $0 } > before + 50 })
        isOver.withLock { $0 = true }
        #expect(eventually { !isOver.withLock { $0 } })
        #expect(failures.withLock { $0 } == [])
        #expect(try Counter.value(store) == done.withLock { $0 })
        #expect(store.counters.lostConnections > 0)
    }

    @Test func aTransactionCutInItsMiddleRunsAgain() throws {
        let server = try PostgreSQLServer()
        let store = try Store(location: server.url("postgres"))
        try Counter.increment(store)
        var runs = 0
        try store.write { session throws(StorageError) in
            runs += 1
            let number = try Counter.value(session)
            if runs == 1 {
                do {
                    try server.kill()
                    try server.start()
                } catch { Issue.record(error) }
            }
            try Counter.set(session, number + 1)
        }
        #expect(runs == 2)
        #expect(try Counter.value(store) == 2)
    }

    @Test func aServerThatStandsStillTimesOut() throws {
        let server = try PostgreSQLServer()
        var settings = PostgreSQLSettings()
        settings.statementSeconds = 0.2
        settings.connectSeconds = 2
        let store = try Store(location: server.url("postgres"), settings: settings)
        try Counter.increment(store)
        try server.frozen {
            #expect(throws: StorageError.timedOut) { try Counter.increment(store) }
            #expect(throws: StorageError.self) { try store.probe() }
        }
        try Counter.increment(store)
        #expect(try Counter.value(store) == 2)
    }
}
