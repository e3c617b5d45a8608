import Service
import ServiceTesting
import Storage
import Testing

@Suite struct RetentionTests {
    private static let day = 86_400_000

    @Test func whatIsOlderThanTheSettingsIsForgottenAndNothingElse() throws {
        let clock = TestClock()
        var environment = clock.environment
        environment.webhookTransport = NoTransport()
        let fixture = try ServiceFixture(environment: environment) {
            $0.jobDays = 2
            $0.receiptDays = 4
            $0.deliveryDays = 1
        }
        let service = fixture.service
        let webhook = try service.makeWebhook(WebhookChange(url: "https://hooks.example/"), idempotency: nil, by: .local).webhook
        let batch = try service.orderBatch([.order(ServiceFixture.order())], idempotency: nil, by: .local) { _ in [] }
        func done() throws -> JobRecord? {
            try service.jobs(JobFilter(), after: nil, limit: 1, by: .local).first { $0.state == .succeeded }
        }
        #expect(try eventually { try done() != nil })
        let job = try #require(try done())
        let receipt = try #require(job.receiptID)
        func deliveries() throws -> [WebhookDeliveryRecord] {
            try service.deliveries(ofWebhook: webhook.id, after: nil, limit: 9, by: .local)
        }
        // `job.succeeded` and `batch.finished`.
        #expect(try eventually { try deliveries().map(\.state) == [.delivered, .delivered] })
        fixture.engine.hold(true)
        let running = try service.order(ServiceFixture.order())
        #expect(try fixture.waitFor(.running, running.job.id))

        clock.advance(milliseconds: Self.day)
        service.forget(at: clock.now)
        #expect(try deliveries().count == 2)
        clock.advance(milliseconds: 1000)
        service.forget(at: clock.now)
        #expect(try deliveries().isEmpty)
        #expect(try service.job(job.id) == job)

        clock.advance(milliseconds: Self.day)
        service.forget(at: clock.now)
        #expect(throws: ServiceError.self) { try service.job(job.id) }
        #expect(throws: ServiceError.self) { try service.batch(batch.id, by: .local) }
        #expect(try service.receipt(receipt).jobID == job.id)

        clock.advance(milliseconds: 2 * Self.day)
        service.forget(at: clock.now)
        #expect(throws: ServiceError.self) { try service.receipt(receipt) }
        // A job that has not ended stays whatever its age.
        #expect(try fixture.state(running.job.id) == .running)
        fixture.engine.hold(false)
        #expect(try fixture.waitFor(.succeeded, running.job.id))
    }

    @Test func keyWhoseJobWasForgottenIsFreeAgain() throws {
        let clock = TestClock()
        let fixture = try ServiceFixture(environment: clock.environment) { $0.jobDays = 1 }
        let first = try fixture.service.order(ServiceFixture.order(key: "k"))
        #expect(try fixture.waitFor(.succeeded, first.job.id))
        clock.advance(milliseconds: 2 * Self.day)
        fixture.service.forget(at: clock.now)
        let second = try fixture.service.order(ServiceFixture.order(key: "k"))
        #expect(second.job.id != first.job.id && !second.isRepetition)
    }
}

private struct NoTransport: WebhookTransport {
    func post(_ message: WebhookMessage) -> WebhookAnswer { WebhookAnswer(status: 204) }
}
