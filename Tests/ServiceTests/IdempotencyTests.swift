import Service
import ServiceTesting
import Storage
import Testing

@Suite struct IdempotencyTests {
    @Test func sameKeyAtTheSameTimeProvesOnce() throws {
        let fixture = try ServiceFixture()
        let service = fixture.service
        let ids = concurrently(8) { _ in
            (try? service.order(ServiceFixture.order(#"{"steps":20}"#, key: "k")))?.job.id
        }
        let id = try #require(ids.first ?? nil)
        #expect(ids == [String?](repeating: id, count: 8))
        #expect(try fixture.waitFor(.succeeded, id))
        #expect(fixture.engine.counts.started == 1)
        #expect(try service.statistics(by: .local).jobs == [.succeeded: 1])
        #expect(service.isReady)
    }

    @Test func differentKeysProveSeparately() throws {
        let fixture = try ServiceFixture()
        let first = try fixture.service.order(ServiceFixture.order(key: "a"))
        let second = try fixture.service.order(ServiceFixture.order(key: "b"))
        let third = try fixture.service.order(ServiceFixture.order())
        #expect(Set([first, second, third].map(\.job.id)).count == 3)
    }

    @Test func otherBodyIsAConflictThatNamesTheJob() throws {
        let fixture = try ServiceFixture()
        let first = try fixture.service.order(ServiceFixture.order(key: "k", body: "one"))
        do {
            _ = try fixture.service.order(ServiceFixture.order(key: "k", body: "two"))
            Issue.record("accepted")
        } catch {
            guard case ServiceError.idempotencyConflict(let jobID) = error else { throw error }
            #expect(jobID == first.job.id)
        }
    }

    @Test func jobWithAKeyGoesOnWhenItsOnlyCallerLeaves() throws {
        let fixture = try ServiceFixture()
        fixture.engine.hold(true)
        let first = try fixture.service.order(ServiceFixture.order(key: "k", detached: false))
        let leave = try fixture.service.whenFinished(first.job.id) { _ in }
        #expect(try fixture.waitFor(.running, first.job.id))
        leave()
        fixture.engine.hold(false)
        let second = try fixture.service.order(ServiceFixture.order(key: "k", detached: false))
        #expect(second.job.id == first.job.id)
        #expect(try fixture.waitFor(.succeeded, first.job.id))
        #expect(fixture.engine.counts.stopped == 0)
    }

    @Test func keyOfACancelledJobKeepsItsAnswer() throws {
        let fixture = try ServiceFixture()
        fixture.engine.hold(true)
        let first = try fixture.service.order(ServiceFixture.order(key: "k"))
        try fixture.service.cancel(first.job.id)
        #expect(try fixture.waitFor(.cancelled, first.job.id))
        let again = try fixture.service.order(ServiceFixture.order(key: "k"))
        #expect(again.job.id == first.job.id)
        #expect(again.job.state == .cancelled)
    }

    @Test func refusedOrderLeavesNoKeyBehind() throws {
        let fixture = try ServiceFixture { $0.queueCapacity = 1 }
        #expect(throws: ServiceError.self) { try fixture.service.order(ServiceFixture.order(#"{"holds":false}"#, key: "k", body: "one")) }
        let ticket = try fixture.service.order(ServiceFixture.order(key: "k", body: "two"))
        #expect(try fixture.waitFor(.succeeded, ticket.job.id))
    }

    @Test func keySurvivesARestartWithTheSealKey() throws {
        let key = try ServiceKey.random()
        let fixture = try ServiceFixture(sealKey: key)
        let first = try fixture.service.order(ServiceFixture.order(key: "k", body: "one"))
        #expect(try fixture.waitFor(.succeeded, first.job.id))
        let copy = try fixture.directory.snapshot(fixture.database, as: "copy.sqlite")
        let second = try ServiceFixture(sealKey: key, directory: fixture.directory, database: copy)
        #expect(try second.service.order(ServiceFixture.order(key: "k", body: "one")).job.id == first.job.id)
        #expect(throws: ServiceError.self) { try second.service.order(ServiceFixture.order(key: "k", body: "two")) }
        #expect(second.engine.counts.started == 0)
    }

    @Test func withoutTheSealKeyAnOldKeyIsRefusedRatherThanGuessed() throws {
        let fixture = try ServiceFixture()
        let first = try fixture.service.order(ServiceFixture.order(key: "k"))
        #expect(try fixture.waitFor(.succeeded, first.job.id))
        let copy = try fixture.directory.snapshot(fixture.database, as: "copy.sqlite")
        let second = try ServiceFixture(directory: fixture.directory, database: copy)
        do {
            _ = try second.service.order(ServiceFixture.order(key: "k"))
            Issue.record("accepted")
        } catch {
            guard case ServiceError.idempotencyUnverifiable(let jobID) = error else { throw error }
            #expect(jobID == first.job.id)
        }
    }
}
