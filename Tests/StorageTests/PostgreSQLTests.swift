import Foundation
import ServiceTesting
import Storage
import Synchronization
import Testing

/// What only a server can do: conflicts, losses, waits. On a real PostgreSQL.
@Suite(.enabled(if: PostgreSQLServer.isInstalled, Comment(rawValue: PostgreSQLServer.absence)))
struct PostgreSQLTests {
    private func job(_ id: String) -> JobRecord {
        JobRecord(
            id: id, tenant: "local", customerID: nil, imageID: [1], document: nil, request: [], sealedInputs: nil, createdAt: 1)
    }

    // MARK: Conflicts

    @Test func concurrentIncrementsLoseNothing() throws {
        let url = try PostgreSQLServer.shared.get().newDatabase()
        // Two stores, as two processes would have.
        let stores = try [Store(location: url), Store(location: url)]
        let failures = Mutex<[StorageError]>([])
        onThreads(8) { index in
            for _ in 0..<25 {
                do throws(StorageError) { try Counter.increment(stores[index % 2]) } catch { failures.withLock { $0.append(error) } }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(try Counter.value(stores[0]) == 200)
        #expect(stores[0].counters.retries + stores[1].counters.retries > 0)
    }

    @Test func aConflictIsTriedAgainEvenIfTheBodyKeepsItToItself() throws {
        let url = try PostgreSQLServer.shared.get().newDatabase()
        let stores = try [Store(location: url), Store(location: url)]
        try Counter.increment(stores[0])
        var runs = 0
        try stores[0].write { session throws(StorageError) in
            runs += 1
            let number = try Counter.value(session)
            if runs == 1 { try Counter.increment(stores[1]) }
            try? Counter.set(session, number + 1)
        }
        #expect(runs == 2)
        #expect(try Counter.value(stores[0]) == 3)
    }

    @Test func anErrorThatTheBodyKeepsToItselfIsNoSuccess() throws {
        let store = try Engine.postgresql.store()
        #expect(throws: StorageError.duplicate) {
            try store.write { session throws(StorageError) in
                try session.insertJob(job("a"))
                try? session.insertJob(job("a"))
            }
        }
        #expect(try store.read { session throws(StorageError) in try session.job("a") } == nil)
    }

    @Test func severalServersMayMigrateAtOnce() throws {
        let url = try PostgreSQLServer.shared.get().newDatabase()
        let failures = Mutex<[String]>([])
        onThreads(6) { _ in do { _ = try Store(location: url) } catch { failures.withLock { $0.append("\(error)") } } }
        #expect(failures.withLock { $0 } == [])
    }

    @Test func databaseOfANewerVersionIsRefused() throws {
        let server = try PostgreSQLServer.shared.get()
        let url = try server.newDatabase()
        _ = try Store(location: url)
        try server.query("UPDATE storage_format SET version = 99", in: url)
        #expect(throws: StorageError.newerFormat(found: 99, known: Schema.migrations.count)) { try Store(location: url) }
    }

    @Test func contentSurvivesReopening() throws {
        let url = try PostgreSQLServer.shared.get().newDatabase()
        try Store(location: url).write { session throws(StorageError) in try session.insertJob(job("kept")) }
        let store = try Store(location: url)
        #expect(try store.read { session throws(StorageError) in try session.jobs(in: [.queued]) }.map(\.id) == ["kept"])
    }

    @Test func claimsPassOneAnotherBy() throws {
        let url = try PostgreSQLServer.shared.get().newDatabase()
        let stores = try [Store(location: url), Store(location: url)]
        try stores[0].write { session throws(StorageError) in for id in ["a", "b", "c"] { try session.insertJob(job(id)) } }
        let claims = try stores[0].write(at: .readCommitted) { session throws(StorageError) in
            let mine = try session.lockJobs(in: .queued, limit: 2).map(\.id)
            let theirs = try stores[1].write(at: .readCommitted) { session throws(StorageError) in
                try session.lockJobs(in: .queued, limit: 2).map(\.id)
            }
            return [mine, theirs]
        }
        #expect(claims == [["a", "b"], ["c"]])
        #expect(stores[0].counters.retries + stores[1].counters.retries == 0)
    }

    // MARK: Commits in doubt

    @Test(arguments: [CuttingProxy.Cut.before, .after, .late(seconds: 0.4)])
    func aCommitWhoseAnswerWasLostTakesPlaceOnce(_ cut: CuttingProxy.Cut) throws {
        let server = try PostgreSQLServer.shared.get()
        let proxy = try CuttingProxy(to: server.port)
        defer { proxy.close() }
        let direct = try server.newDatabase()
        let store = try Store(location: direct.replacing(":\(server.port)/", with: ":\(proxy.port)/") + "?sslmode=disable")
        try Counter.increment(store)
        proxy.arm(cut)
        try Counter.increment(store)
        #expect(try Counter.value(store) == 2)
        #expect(store.counters.doubtfulCommits == 1)
        #expect(store.counters.unknownOutcomes == 0)
    }

    // MARK: Waits

    @Test func aRowThatAnotherTransactionHoldsIsBusyInTime() throws {
        let server = try PostgreSQLServer.shared.get()
        let url = try server.newDatabase()
        var settings = PostgreSQLSettings()
        settings.lockSeconds = 0.3
        let store = try Store(location: url, settings: settings)
        try Counter.increment(store)
        try whileHeld(server, url) {
            #expect(throws: StorageError.busy) { try store.write { session throws(StorageError) in try Counter.set(session, 5) } }
        }
    }

    @Test func aSlowStatementTimesOut() throws {
        let server = try PostgreSQLServer.shared.get()
        let url = try server.newDatabase()
        var settings = PostgreSQLSettings()
        settings.statementSeconds = 0.3
        let store = try Store(location: url, settings: settings)
        try Counter.increment(store)
        try whileHeld(server, url) {
            #expect(throws: StorageError.timedOut) { try store.write { session throws(StorageError) in try Counter.set(session, 5) } }
        }
        try Counter.increment(store)
        #expect(try Counter.value(store) == 2)
    }

    @Test func waitingForAConnectionHasAnEnd() throws {
        var settings = PostgreSQLSettings()
        settings.connections = 1
        settings.waitSeconds = 0.2
        let store = try Store(location: PostgreSQLServer.shared.get().newDatabase(), settings: settings)
        try store.read { (_) throws(StorageError) -> Void in
            #expect(throws: StorageError.busy) { try store.read { session throws(StorageError) in try session.meta("a") } }
        }
        #expect(store.counters.exhausted == 1)
        #expect(store.counters.connections == 1)
        #expect(store.counters.idle == 1)
    }

    @Test func anAbsentServerIsUnavailable() throws {
        let url = "postgresql://burhan:secret@127.0.0.1:\(try FreePort.next())/none"
        let error = #expect(throws: StorageError.self) { try Store(location: url) }
        guard case .unavailable = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(error?.description.contains("secret") == false)
    }

    @Test func aPasswordIsNotDisplayed() {
        #expect(PostgreSQLSettings.displayed("postgresql://a:b@c:5/d?password=e") == "postgresql://c:5/d")
        #expect(PostgreSQLSettings.displayed("postgres:///d") == "postgres:///d")
        #expect(PostgreSQLSettings.displayed("/var/lib/burhan.sqlite") == "/var/lib/burhan.sqlite")
    }

    /// Runs `body` while another transaction holds every row of `meta`.
    private func whileHeld(_ server: PostgreSQLServer, _ url: String, _ body: () throws -> Void) throws {
        let holder = Thread { _ = try? server.query("BEGIN; LOCK TABLE meta IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(60)", in: url) }
        holder.start()
        let isHeld = try eventually {
            try server.query("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()", in: url)
                == "1"
        }
        #expect(isHeld)
        defer {
            _ = try? server.query(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()",
                in: url)
        }
        try body()
    }
}
