import Service
import ServiceTesting
import Storage
import Testing

/// What a process finds that comes after one that ended at any moment.
@Suite struct RestartTests {
    private static let marker = "marker-7c1e93a5-private"
    private static let inputs = #"{"name":"\#(marker)"}"#

    /// A service with one running and one waiting job, and the database as `kill -9` would leave it now.
    private func interrupted(_ sealKey: ServiceKey?) throws -> (ServiceFixture, jobs: [String], copy: String) {
        let fixture = try ServiceFixture(sealKey: sealKey)
        fixture.engine.hold(true)
        let running = try fixture.service.order(ServiceFixture.order(Self.inputs, key: "k"))
        #expect(try fixture.waitFor(.running, running.job.id))
        let waiting = try fixture.service.order(ServiceFixture.order(Self.inputs))
        return (fixture, [running.job.id, waiting.job.id], try fixture.directory.snapshot(fixture.database, as: "copy.sqlite"))
    }

    @Test func sealedJobsAreProvenAfterARestart() throws {
        let key = try ServiceKey.random()
        let (first, jobs, copy) = try interrupted(key)
        let second = try ServiceFixture(sealKey: key, directory: first.directory, database: copy)
        for job in jobs { #expect(try second.waitFor(.succeeded, job)) }
        #expect(try second.service.job(jobs[0]).attempts == 2)
        #expect(try second.service.job(jobs[0]).sealedInputs == nil)
        #expect(second.engine.counts.finished == 2)
        #expect(try second.service.order(ServiceFixture.order(Self.inputs, key: "k")).job.id == jobs[0])
    }

    @Test func withoutASealKeyJobsEndAsLostAndTheirKeyIsFree() throws {
        let (first, jobs, copy) = try interrupted(nil)
        let second = try ServiceFixture(directory: first.directory, database: copy)
        for job in jobs {
            #expect(try second.state(job) == .lost)
            #expect(JobReport.failureCode(try second.service.job(job)) == "lost")
        }
        let again = try second.service.order(ServiceFixture.order(Self.inputs, key: "k"))
        #expect(again.job.id != jobs[0])
        #expect(try second.waitFor(.succeeded, again.job.id))
    }

    @Test func anotherSealKeyCannotOpenTheJobs() throws {
        let (first, jobs, copy) = try interrupted(try .random())
        let second = try ServiceFixture(sealKey: try .random(), directory: first.directory, database: copy)
        for job in jobs { #expect(try second.state(job) == .lost) }
        #expect(second.engine.counts.started == 0)
    }

    @Test func privateInputsNeverReachTheDisk() throws {
        for key in [nil, try ServiceKey.random()] {
            let (first, _, _) = try interrupted(key)
            first.engine.hold(false)
            let last = try first.service.order(ServiceFixture.order(Self.inputs, key: "x"))
            #expect(try first.waitFor(.succeeded, last.job.id))
            #expect(try !first.directory.contains(Self.marker))
            #expect(try first.directory.contains("use_case"))
        }
    }

    @Test func jobThatEndsTheProcessEachTimeIsGivenUp() throws {
        let key = try ServiceKey.random()
        var (fixture, jobs, copy) = try interrupted(key)
        for attempt in 2...3 {
            let engine = ScriptedEngine()
            engine.hold(true)
            fixture = try ServiceFixture(sealKey: key, directory: fixture.directory, database: copy, engine: engine) { $0.attempts = 3 }
            #expect(try eventually { try fixture.service.job(jobs[0]).attempts == attempt })
            copy = try fixture.directory.snapshot(fixture.database, as: "copy-\(attempt).sqlite")
        }
        fixture = try ServiceFixture(sealKey: key, directory: fixture.directory, database: copy) { $0.attempts = 3 }
        #expect(try fixture.state(jobs[0]) == .failed)
        #expect(JobReport.failureCode(try fixture.service.job(jobs[0])) == "gave_up")
        #expect(try fixture.waitFor(.succeeded, jobs[1]))
    }

    @Test func historyGoesOnWithRisingNumbersAfterARestart() throws {
        let key = try ServiceKey.random()
        let (first, jobs, copy) = try interrupted(key)
        let second = try ServiceFixture(sealKey: key, directory: first.directory, database: copy)
        #expect(try second.waitFor(.succeeded, jobs[0]))
        let store = try Store(path: first.directory.snapshot(copy, as: "look.sqlite"))
        let events = try store.read { session throws(StorageError) in try session.events(jobID: jobs[0], after: 0) }
        #expect(events.map(\.number) == Array(1...events.count))
        #expect(events.filter { $0.name == "running" }.count == 2)
        #expect(events.last?.name == "succeeded")
    }

    @Test func drainLetsTheRunningProofEnd() throws {
        let fixture = try ServiceFixture()
        let ticket = try fixture.service.order(ServiceFixture.order(#"{"steps":40}"#))
        #expect(try fixture.waitFor(.running, ticket.job.id))
        fixture.service.drain(within: 10)
        #expect(try fixture.state(ticket.job.id) == .succeeded)
        #expect(throws: ServiceError.self) { try fixture.service.order(ServiceFixture.order()) }
    }

    @Test func drainKeepsSealedJobsForTheNextStart() throws {
        let key = try ServiceKey.random()
        let (first, jobs, _) = try interrupted(key)
        first.service.drain(within: 0.1)
        #expect(first.engine.counts.stopped == 1)
        for job in jobs { #expect(try first.state(job) == .queued) }
        #expect(try first.service.job(jobs[0]).attempts == 0)
        let copy = try first.directory.snapshot(first.database, as: "after.sqlite")
        let second = try ServiceFixture(sealKey: key, directory: first.directory, database: copy)
        for job in jobs { #expect(try second.waitFor(.succeeded, job)) }
    }

    @Test func drainEndsUnsealedJobsAsLost() throws {
        let (first, jobs, _) = try interrupted(nil)
        first.service.drain(within: 0.1)
        for job in jobs { #expect(try first.state(job) == .lost) }
    }
}
