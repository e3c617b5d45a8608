import Rules
import Service
import ServiceTesting
import Storage
import Testing

/// Queues longer than the portions (1,000 jobs) in which they are ended and taken up.
@Suite struct LongQueueTests {
    private static let credits = 2000
    private let clock = TestClock()
    private let caller = Caller(tenant: "acme", keyID: "k")
    private let `operator` = Caller(tenant: Tenant.operatorID, keyID: "test")

    /// A service without a prover, and the jobs that wait there: those of a batch, and one more.
    private func queue(sealKey: ServiceKey? = nil, webhook: Bool = false) throws -> (fixture: ServiceFixture, ids: [String]) {
        let fixture = try ServiceFixture(sealKey: sealKey, environment: clock.environment) { settings in
            settings.provers = 0
            settings.queueCapacity = 10_000
        }
        let limits = try #require(JSONParser.parse(Array(#"{"prepaid":true,"concurrent_jobs":10000}"#.utf8)).value)
        _ = try fixture.service.createTenant(id: "acme", name: "Acme", plan: .unlimited, limits: limits, by: `operator`)
        _ = try fixture.service.grantCredits(Self.credits, toTenant: "acme", reference: "first", note: "", by: `operator`)
        if webhook {
            _ = try fixture.service.makeWebhook(
                WebhookChange(url: "https://hooks.example/burhan", events: ["job.lost", "batch.finished"]), idempotency: nil, by: caller)
        }
        let items = (0..<ProofService.batchLimit).map { BatchItem.order(ServiceFixture.order(#"{"number":\#($0)}"#)) }
        let batch = try fixture.service.orderBatch(items, idempotency: nil, by: caller) { _ in [] }
        let standing = try fixture.service.standing(ofBatch: batch.id, from: 0, limit: 1000, by: caller)
        let last = try fixture.service.order(ServiceFixture.order(), by: caller).job.id
        return (fixture, standing.items.compactMap(\.job?.id) + [last])
    }

    private func look<Result: Sendable>(_ fixture: ServiceFixture, _ read: (Session) throws(StorageError) -> Result) throws -> Result {
        try Store(path: fixture.directory.snapshot(fixture.database, as: "look-\(Int.random(in: 0..<1 << 40)).sqlite")).read(read)
    }

    @Test func stopEndsManyUnsealedJobsWithOneEventEachAndGivesBackWhatWasHeld() throws {
        let (fixture, ids) = try queue(webhook: true)
        let before = AccountRecord(available: Self.credits - ids.count, held: ids.count)
        #expect(try ids.count == 1001 && fixture.service.usage(tenant: nil, by: caller).account == before)
        // Nobody proves here, so there is nothing to wait for.
        fixture.service.drain(within: 3600)
        let jobs = try ids.map { try fixture.service.job($0, by: caller) }
        #expect(jobs.allSatisfy { $0.state == .lost && $0.finishedAt != nil && $0.document == nil })
        #expect(jobs.allSatisfy { JobReport.failureCode($0) == "lost" && !$0.isCharged && $0.credits == 0 })
        let usage = try fixture.service.usage(tenant: nil, by: caller)
        #expect(usage.account == AccountRecord(available: Self.credits, held: 0))
        #expect(usage.counters.allSatisfy { $0.reserved == 0 } && usage.activeJobs == 0)
        let ledger = try fixture.service.ledger(tenant: nil, after: 0, limit: 10_000, by: caller)
        #expect(ledger.count == 1 + 2 * ids.count && Set(ledger.filter { $0.kind == .release }.map(\.reference)) == Set(ids))
        let audit = try fixture.service.auditEntries(tenant: "acme", after: 0, limit: 10_000, by: `operator`)
        #expect(Set(audit.filter { $0.record.act == "proof.lost" }.map(\.record.subject)) == Set(ids))
        let histories = try look(fixture) { session throws(StorageError) in
            var histories: [[String]] = []
            for id in ids { histories.append(try session.events(jobID: id, after: 0).map(\.name)) }
            return histories
        }
        #expect(histories.allSatisfy { $0 == ["queued", "lost"] })
        let webhook = try #require(try fixture.service.webhooks(by: caller).first)
        let owed = try fixture.service.deliveries(ofWebhook: webhook.id, after: nil, limit: 10_000, by: caller)
        #expect(Set(owed.filter { $0.event == "job.lost" }.map(\.subject)) == Set(ids))
        #expect(owed.count { $0.event == "batch.finished" } == 1 && owed.count == ids.count + 1)
    }

    @Test func startTakesUpALongQueueOfSealedJobsInItsOrder() throws {
        let key = try ServiceKey.random()
        let (first, ids) = try queue(sealKey: key)
        first.service.drain(within: 3600)
        let copy = try first.directory.snapshot(first.database, as: "copy.sqlite")
        let second = try ServiceFixture(sealKey: key, directory: first.directory, database: copy, environment: clock.environment) {
            $0.provers = 0
        }
        #expect(second.service.queue.waiting == ids.count)
        for (place, id) in ids.enumerated() {
            #expect(try second.service.wait(of: second.service.job(id, by: caller))?.forecast.place.ownAhead == place)
        }
    }

    @Test func startEndsALongQueueWithoutInputsAsLost() throws {
        let (first, ids) = try queue()
        let copy = try first.directory.snapshot(first.database, as: "copy.sqlite")
        let second = try ServiceFixture(directory: first.directory, database: copy, environment: clock.environment) { $0.provers = 0 }
        #expect(second.service.queue.waiting == 0)
        for id in ids { #expect(try second.service.job(id, by: caller).state == .lost) }
        #expect(try second.service.usage(tenant: nil, by: caller).account == AccountRecord(available: Self.credits, held: 0))
    }

    @Test func batchStopsAtTheNumberOfJobsATenantMayHave() throws {
        let fixture = try ServiceFixture(environment: clock.environment) { $0.provers = 0 }
        let limits = try #require(JSONParser.parse(Array(#"{"concurrent_jobs":5}"#.utf8)).value)
        _ = try fixture.service.createTenant(id: "acme", name: "Acme", plan: .unlimited, limits: limits, by: `operator`)
        _ = try fixture.service.order(ServiceFixture.order(), by: caller)
        let items = (0..<9).map { _ in BatchItem.order(ServiceFixture.order()) }
        let batch = try fixture.service.orderBatch(items, idempotency: nil, by: caller) { _ in [1] }
        let standing = try fixture.service.standing(ofBatch: batch.id, from: 0, limit: 100, by: caller)
        #expect(standing.items.map { $0.job != nil } == [true, true, true, true, false, false, false, false, false])
    }

    @Test func cancelledLeaderOfEqualOrdersIsFollowedByOneOfThem() throws {
        let fixture = try ServiceFixture(environment: clock.environment)
        _ = try fixture.service.deploy(
            customerID: "acme", document: ServiceFixture.document, keepsProofs: true, idempotency: nil, by: .local)
        fixture.engine.hold(true)
        let other = try fixture.service.order(ServiceFixture.order()).job.id
        #expect(try fixture.waitFor(.running, other))
        var order = ServiceFixture.order(#"{"x":1}"#)
        order.subject = .customer("acme")
        order.request.asOf = "2026-01-01"
        let equal = try (0..<5).map { _ in try fixture.service.order(order).job.id }
        // A twin, the leader, and the one that would follow it.
        for index in [3, 0, 1] { try fixture.service.cancel(equal[index], by: .local) }
        fixture.engine.hold(false)
        for index in [2, 4] { #expect(try fixture.waitFor(.succeeded, equal[index])) }
        for index in [3, 0, 1] { #expect(try fixture.state(equal[index]) == .cancelled) }
        #expect(try fixture.waitFor(.succeeded, other))
        #expect(fixture.engine.counts.started == 2)
    }
}
