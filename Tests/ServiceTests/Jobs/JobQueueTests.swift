import Foundation
import Rules
import Service
import ServiceTesting
import Storage
import Synchronization
import Testing

/// Deadlines, priorities, retries, shares and forecasts, in a service with a clock that a test moves.
@Suite struct JobQueueTests {
    private func named(_ name: String, priority: Int = 0, deadlineAt: Int? = nil) -> ProofOrder {
        var order = ServiceFixture.order(#"{"name":"\#(name)"}"#)
        order.priority = priority
        order.deadlineAt = deadlineAt
        return order
    }

    @Test func jobWhoseDeadlinePassesInTheQueueExpiresWithoutEverStarting() throws {
        let clock = TestClock()
        let fixture = try ServiceFixture(environment: clock.environment)
        fixture.engine.hold(true)
        let first = try fixture.service.order(named("first"))
        #expect(try fixture.waitFor(.running, first.job.id))
        let second = try fixture.service.order(named("second", deadlineAt: clock.now + 5000))
        clock.advance(milliseconds: 4999)
        fixture.service.tidy()
        #expect(try fixture.state(second.job.id) == .queued)
        clock.advance(milliseconds: 1)
        fixture.service.tidy()
        let job = try fixture.service.job(second.job.id)
        let failure = try #require(JobFailure(job))
        #expect(job.state == .expired)
        #expect(failure.failureClass == .expired && failure.code == "deadline_passed" && failure.stage == "queue")
        #expect(!failure.isCharged)
        fixture.engine.hold(false)
        #expect(try fixture.waitFor(.succeeded, first.job.id))
        #expect(fixture.engine.counts.names == ["first"])
    }

    @Test func jobWhoseDeadlinePassesWhileItRunsIsStopped() throws {
        let clock = TestClock()
        let fixture = try ServiceFixture(environment: clock.environment)
        fixture.engine.hold(true)
        let ticket = try fixture.service.order(named("a", deadlineAt: clock.now + 5000))
        #expect(try fixture.waitFor(.running, ticket.job.id))
        clock.advance(milliseconds: 5000)
        #expect(try fixture.waitFor(.expired, ticket.job.id))
        #expect(fixture.engine.counts.stopped == 1)
        #expect(JobReport.failureCode(try fixture.service.job(ticket.job.id)) == "deadline_passed")
    }

    @Test func deadlineInThePastAndPriorityOutOfRangeAreRefused() throws {
        let clock = TestClock()
        let fixture = try ServiceFixture(environment: clock.environment)
        #expect(throws: ServiceError.self) { try fixture.service.order(named("a", deadlineAt: clock.now)) }
        #expect(throws: ServiceError.self) { try fixture.service.order(named("a", priority: 10)) }
        #expect(try fixture.service.statistics(by: .local).jobs.isEmpty)
    }

    @Test func higherPriorityGoesFirstWithinATenantAndTenantsTakeTurns() throws {
        let clock = TestClock()
        let fixture = try ServiceFixture(environment: clock.environment)
        fixture.engine.hold(true)
        let other = try fixture.tenant("other")
        let first = try fixture.service.order(named("running"))
        #expect(try fixture.waitFor(.running, first.job.id))
        var last = first
        for name in ["a1", "a2", "a3"] { last = try fixture.service.order(named(name)) }
        _ = try fixture.service.order(named("urgent", priority: 3))
        let foreign = try fixture.service.order(named("b1"), by: other)
        #expect(fixture.service.wait(of: last.job)?.forecast.place.position == 5)
        #expect(throws: ServiceError.self) { try fixture.service.job(foreign.job.id) }
        fixture.engine.hold(false)
        #expect(try fixture.waitFor(.succeeded, last.job.id))
        let names = fixture.engine.counts.names
        #expect(names.filter { $0 != "b1" } == ["running", "urgent", "a1", "a2", "a3"])
        // The other tenant's only job went before all but one of those that waited longer.
        #expect(names.firstIndex(of: "b1").map { $0 <= 2 } == true)
    }

    @Test func tenantThatFillsItsOwnQueueLeavesRoomForOthers() throws {
        var environment = ServiceEnvironment.system
        environment.share = { _ in TenantShare(waiting: 2) }
        let fixture = try ServiceFixture(environment: environment) { $0.queueCapacity = 10 }
        fixture.engine.hold(true)
        let first = try fixture.service.order(named("a"))
        #expect(try fixture.waitFor(.running, first.job.id))
        for _ in 0..<2 { _ = try fixture.service.order(named("b")) }
        do {
            _ = try fixture.service.order(named("c"))
            Issue.record("accepted")
        } catch {
            guard case ServiceError.queueFull(let seconds) = error else { throw error }
            #expect(seconds >= 1)
        }
        _ = try fixture.service.order(named("d"), by: fixture.tenant("other"))
        #expect(fixture.service.isReady)
    }

    @Test func faultOfTheMachineIsTriedAgainAfterAWhileAndTheHistorySaysSo() throws {
        let clock = TestClock()
        let fixture = try ServiceFixture(environment: clock.environment)
        fixture.engine.letDown(2)
        let ticket = try fixture.service.order(named("a"))
        for pause in [1000, 2000] {
            #expect(
                try eventually {
                    let job = try fixture.service.job(ticket.job.id)
                    return job.state == .queued && job.notBefore == clock.now + pause
                })
            fixture.service.tidy()
            clock.advance(milliseconds: pause)
            // The job is back on the board a moment after its record says so.
            #expect(
                try eventually {
                    fixture.service.tidy()
                    return try fixture.service.job(ticket.job.id).notBefore != clock.now
                })
        }
        #expect(try fixture.waitFor(.succeeded, ticket.job.id))
        let job = try fixture.service.job(ticket.job.id)
        let attempts = try fixture.service.attempts(of: job)
        #expect(job.attempts == 3 && attempts.map(\.number) == [1, 2, 3])
        #expect(attempts.map(\.outcome) == ["queued", "queued", "succeeded"])
        #expect(attempts.map(\.reason) == ["engine_unreliable", "engine_unreliable", nil])
        #expect(attempts.allSatisfy { $0.worker == "local" && $0.endedAt != nil })
        #expect(job.isCharged)
    }

    @Test func faultThatStaysIsGivenUpWithItsCauseAndCostsNothing() throws {
        let fixture = try ServiceFixture { $0.attempts = 1 }
        fixture.engine.letDown(100)
        let ticket = try fixture.service.order(named("a"))
        #expect(try fixture.waitFor(.failed, ticket.job.id))
        let failure = try #require(JobFailure(try fixture.service.job(ticket.job.id)))
        #expect(failure.failureClass == .infrastructure && failure.code == "gave_up" && !failure.isCharged)
        #expect(failure.detail.contains("as the test says"))
    }

    @Test func callerWhoWaitsIsNotAnsweredByAnAttemptThatFailed() throws {
        let clock = TestClock()
        let fixture = try ServiceFixture(environment: clock.environment)
        fixture.engine.letDown(1)
        let ticket = try fixture.service.order(ServiceFixture.order(detached: false))
        let ends = Mutex<[JobState]>([])
        _ = try fixture.service.whenFinished(ticket.job.id) { job in ends.withLock { $0.append(job.state) } }
        #expect(try eventually { try fixture.service.job(ticket.job.id).notBefore != nil })
        #expect(ends.withLock { $0 }.isEmpty)
        clock.advance(milliseconds: 1000)
        #expect(
            eventually {
                fixture.service.tidy()
                return ends.withLock { $0 } == [.succeeded]
            })
    }

    @Test func waitIsForetoldWithItsReasonAndEndsWithTheStart() throws {
        let clock = TestClock()
        let fixture = try ServiceFixture(environment: clock.environment)
        fixture.engine.hold(true)
        let first = try fixture.service.order(named("a"))
        #expect(try fixture.waitFor(.running, first.job.id))
        #expect(fixture.service.wait(of: first.job) == nil)
        let second = try fixture.service.order(named("b"))
        let third = try fixture.service.order(named("c"))
        let (one, two) = (fixture.service.wait(of: second.job), fixture.service.wait(of: third.job))
        let (near, far) = (try #require(one), try #require(two))
        #expect(near.forecast.place.position == 1 && far.forecast.place.position == 2)
        #expect(near.milliseconds < far.milliseconds)
        #expect(far.range.contains(far.milliseconds))
        let text = JSONValue.object(far.members).readableText
        #expect(text.contains("own jobs start before this one"))
        fixture.engine.hold(false)
        #expect(try fixture.waitFor(.succeeded, third.job.id))
    }

    @Test func jobsAreListedNewestFirstByStateAndInPages() throws {
        let fixture = try ServiceFixture()
        var ids: [String] = []
        for index in 0..<5 { ids.append(try fixture.service.order(named("n\(index)")).job.id) }
        for id in ids { #expect(try fixture.waitFor(.succeeded, id)) }
        let service = fixture.service
        #expect(try service.jobs(JobFilter(), after: nil, limit: 2, by: .local).map(\.id) == [ids[4], ids[3]])
        #expect(try service.jobs(JobFilter(), after: ids[3], limit: 9, by: .local).map(\.id) == [ids[2], ids[1], ids[0]])
        #expect(try service.jobs(JobFilter(states: [.failed, .queued]), after: nil, limit: 9, by: .local).isEmpty)
        #expect(try service.jobs(JobFilter(customerID: "none"), after: nil, limit: 9, by: .local).isEmpty)
        // Another tenant's job is no place to go on from, and its own list is empty.
        let other = try fixture.tenant("other")
        #expect(try service.jobs(JobFilter(), after: nil, limit: 9, by: other).isEmpty)
        let foreign = try service.order(named("x"), by: other)
        #expect(try service.jobs(JobFilter(), after: foreign.job.id, limit: 9, by: .local).isEmpty)
    }
}
