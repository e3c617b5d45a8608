import Foundation
import Rules
import Service
import ServiceTesting
import Storage
import Synchronization
import Testing

/// Keeps what was sent, and answers as a test says.
private final class ScriptedTransport: WebhookTransport {
    private let messages = Mutex<[WebhookMessage]>([])
    private let answers = Mutex<[WebhookAnswer]>([])

    var sent: [WebhookMessage] { messages.withLock { $0 } }

    /// The next answers; 200 after them.
    func answer(_ next: [WebhookAnswer]) { answers.withLock { $0 = next } }

    func post(_ message: WebhookMessage) -> WebhookAnswer {
        messages.withLock { $0.append(message) }
        return answers.withLock { $0.isEmpty ? WebhookAnswer(status: 200) : $0.removeFirst() }
    }
}

extension WebhookMessage {
    fileprivate func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    fileprivate var json: JSONValue { JSONParser.parse(body).value ?? .null }
}

@Suite struct WebhookTests {
    private let clock = TestClock()
    private let transport = ScriptedTransport()

    private func fixture(sealKey: ServiceKey? = nil, configure: (inout ServiceSettings) -> Void = { _ in }) throws -> ServiceFixture {
        var environment = clock.environment
        environment.webhookTransport = transport
        return try ServiceFixture(sealKey: sealKey, environment: environment, configure: configure)
    }

    private func make(_ fixture: ServiceFixture, _ events: [String] = ["*"], by caller: Caller = .local) throws
        -> (webhook: WebhookRecord, secret: String)
    {
        try fixture.service.makeWebhook(
            WebhookChange(url: "https://hooks.example/burhan", events: events), idempotency: nil, by: caller)
    }

    private func proven(_ fixture: ServiceFixture, _ inputs: String = "{}") throws -> String {
        let id = try fixture.service.order(ServiceFixture.order(inputs)).job.id
        #expect(try eventually { try fixture.state(id).isFinal })
        return id
    }

    private func deliveries(_ fixture: ServiceFixture, _ webhook: WebhookRecord) throws -> [WebhookDeliveryRecord] {
        try fixture.service.deliveries(ofWebhook: webhook.id, after: nil, limit: 100, by: .local)
    }

    @Test func endOfAJobIsToldSignedToThoseWhoAsked() throws {
        let fixture = try fixture()
        let (all, secret) = try make(fixture)
        let (failures, _) = try make(fixture, ["job.failed"])
        _ = try make(fixture, by: Caller(tenant: "other"))
        let job = try proven(fixture)
        #expect(eventually { transport.sent.count == 1 })
        let message = try #require(transport.sent.first)
        #expect(message.url == "https://hooks.example/burhan")
        #expect(message.json["type"] == .string("job.succeeded") && message.json["data"]?["job_id"] == .string(job))
        #expect(message.header("Burhan-Event") == "job.succeeded" && message.header("Burhan-Attempt") == "1")
        let signature = try #require(message.header("Burhan-Signature"))
        func isValid(_ body: [UInt8], _ secret: String, _ now: Int) -> Bool {
            WebhookSignature.isValid(signature, secret: Array(secret.utf8), body: body, now: now)
        }
        #expect(isValid(message.body, secret, clock.now))
        #expect(isValid(message.body, secret, clock.now + 299_000))
        #expect(!isValid(message.body, secret, clock.now + 302_000) && !isValid(message.body, secret, clock.now - 302_000))
        #expect(!isValid(message.body + [32], secret, clock.now) && !isValid(message.body, secret + "x", clock.now))
        #expect(try eventually { try deliveries(fixture, all).map(\.state) == [.delivered] })
        #expect(try deliveries(fixture, failures).isEmpty)
        _ = try proven(fixture, #"{"fails":true}"#)
        #expect(try eventually { try deliveries(fixture, failures).map(\.state) == [.delivered] })
    }

    /// The signature as anybody would compute it, with Python's hmac.
    @Test func signatureIsTheOneThatIsDocumented() throws {
        let fixture = try fixture()
        let (_, secret) = try make(fixture)
        _ = try proven(fixture)
        #expect(eventually { transport.sent.count == 1 })
        let message = try #require(transport.sent.first)
        let script = """
            import hashlib, hmac, sys
            t, v1 = (part.split("=", 1)[1] for part in sys.argv[1].split(","))
            body = sys.stdin.buffer.read()
            print(hmac.compare_digest(hmac.new(sys.argv[2].encode(), t.encode() + b"." + body, hashlib.sha256).hexdigest(), v1))
            """
        let output = try CurlCaller.run(
            "/usr/bin/env", ["python3", "-c", script, try #require(message.header("Burhan-Signature")), secret], input: message.body)
        #expect(String(decoding: output, as: UTF8.self) == "True\n")
    }

    @Test func failedDeliveryIsTriedAgainLaterAndLaterForADay() throws {
        let fixture = try fixture()
        let (webhook, _) = try make(fixture)
        transport.answer([WebhookAnswer](repeating: WebhookAnswer(status: 503), count: 1000))
        _ = try proven(fixture)
        var pauses: [Int] = []
        let start = clock.now
        for attempt in 1... {
            #expect(
                try eventually {
                    let delivery = try #require(try deliveries(fixture, webhook).first)
                    return delivery.attempts == attempt && transport.sent.count == attempt
                        && (delivery.state == .failed || (delivery.nextAt ?? 0) - clock.now != 80_000)
                })
            let delivery = try #require(try deliveries(fixture, webhook).first)
            guard delivery.state == .pending, let next = delivery.nextAt else { break }
            pauses.append(next - clock.now)
            // A moment before, nothing happens.
            clock.advance(milliseconds: next - clock.now - 1)
            fixture.service.tidy()
            clock.advance(milliseconds: 1)
            fixture.service.tidy()
        }
        for (index, pause) in pauses.enumerated() {
            let base = min(30_000 << index, 4 * 3_600_000)
            #expect((base * 4 / 5...base * 6 / 5).contains(pause), "\(index): \(pause)")
        }
        #expect(pauses.count >= 10)
        #expect(clock.now - start <= 24 * 3_600_000)
        let delivery = try #require(try deliveries(fixture, webhook).first)
        #expect(delivery.state == .failed)
        let log = try fixture.service.delivery(delivery.id, ofWebhook: webhook.id, by: .local).attempts
        #expect(log.count == delivery.attempts && log.allSatisfy { $0.status == 503 && $0.error == "status 503" })
        #expect(try fixture.service.webhook(webhook.id, by: .local).failingSince == start)
    }

    @Test func deliveryThatSucceedsAtLastEndsTheFailure() throws {
        let fixture = try fixture()
        let (webhook, _) = try make(fixture)
        transport.answer([WebhookAnswer(status: nil, error: "refused"), WebhookAnswer(status: 302)])
        _ = try proven(fixture)
        for count in 2...3 {
            #expect(eventually { transport.sent.count == count - 1 })
            #expect(
                eventually {
                    clock.advance(milliseconds: 40_000)
                    fixture.service.tidy()
                    return transport.sent.count == count
                })
        }
        #expect(try eventually { try deliveries(fixture, webhook).first?.state == .delivered })
        let stored = try fixture.service.webhook(webhook.id, by: .local)
        #expect(stored.failingSince == nil && stored.state == .enabled)
        // Each attempt carries the same delivery, so that a receiver can tell.
        #expect(Set(transport.sent.compactMap { $0.header("Burhan-Delivery") }).count == 1)
        #expect(transport.sent.compactMap { $0.header("Burhan-Attempt") } == ["1", "2", "3"])
    }

    @Test func webhookThatIsGoneOrFailsForDaysIsDisabled() throws {
        let fixture = try fixture()
        let (gone, _) = try make(fixture)
        transport.answer([WebhookAnswer(status: 410)])
        _ = try proven(fixture)
        #expect(try eventually { try fixture.service.webhook(gone.id, by: .local).state == .disabled })
        #expect(throws: ServiceError.self) { try fixture.service.testWebhook(gone.id, idempotency: nil, by: .local) }
        _ = try proven(fixture)
        #expect(try deliveries(fixture, gone).count == 1)
        let enabled = try fixture.service.changeWebhook(gone.id, WebhookChange(isEnabled: true), by: .local)
        #expect(enabled.state == .enabled && enabled.reason == nil)
        transport.answer([WebhookAnswer](repeating: WebhookAnswer(status: 500), count: 10))
        _ = try proven(fixture)
        #expect(try eventually { try fixture.service.webhook(gone.id, by: .local).failingSince != nil })
        clock.advance(milliseconds: 3 * 24 * 3_600_000)
        _ = try proven(fixture)
        #expect(try eventually { try fixture.service.webhook(gone.id, by: .local).state == .disabled })
        #expect(try deliveries(fixture, gone).allSatisfy { $0.state == .failed })
    }

    @Test func deliveryIsSentAgainAndTriedOutOnRequest() throws {
        let fixture = try fixture()
        let (webhook, _) = try make(fixture)
        let job = try proven(fixture)
        #expect(try eventually { try deliveries(fixture, webhook).first?.state == .delivered })
        let first = try #require(try deliveries(fixture, webhook).first)
        let key = IdempotencyKey(key: "k", body: [])
        let again = try fixture.service.redeliver(first.id, ofWebhook: webhook.id, idempotency: key, by: .local)
        #expect(again.id != first.id && again.subject == job)
        #expect(try fixture.service.redeliver(first.id, ofWebhook: webhook.id, idempotency: key, by: .local).id == again.id)
        let test = try fixture.service.testWebhook(webhook.id, idempotency: nil, by: .local)
        #expect(test.event == "webhook.test")
        #expect(eventually { transport.sent.count == 3 })
        #expect(try eventually { try deliveries(fixture, webhook).map(\.state) == [.delivered, .delivered, .delivered] })
        #expect(transport.sent[1].json["data"] == transport.sent[0].json["data"])
    }

    @Test func secretIsToldOnceLiesSealedAndCanBeReplaced() throws {
        let fixture = try fixture(sealKey: .random())
        let wish = WebhookChange(url: "https://hooks.example/x")
        let key = IdempotencyKey(key: "k", body: [1])
        let (webhook, secret) = try fixture.service.makeWebhook(wish, idempotency: key, by: .local)
        #expect(secret.hasPrefix("whsec_") && secret.count == 70)
        #expect(try !fixture.directory.contains(String(secret.dropFirst(6))))
        let (again, sameSecret) = try fixture.service.makeWebhook(wish, idempotency: key, by: .local)
        #expect(again.id == webhook.id && sameSecret == secret)
        let (_, newSecret) = try fixture.service.rotateWebhookSecret(webhook.id, by: .local)
        #expect(newSecret != secret)
        _ = try proven(fixture)
        #expect(eventually { transport.sent.count == 1 })
        let message = try #require(transport.sent.first)
        let signature = try #require(message.header("Burhan-Signature"))
        #expect(WebhookSignature.isValid(signature, secret: Array(newSecret.utf8), body: message.body, now: clock.now))
        #expect(!WebhookSignature.isValid(signature, secret: Array(secret.utf8), body: message.body, now: clock.now))
    }

    @Test func whatIsOwedSurvivesKillMinusNine() throws {
        let key = try ServiceKey.random()
        let first = try fixture(sealKey: key)
        let (webhook, _) = try make(first)
        transport.answer([WebhookAnswer](repeating: WebhookAnswer(status: 500), count: 1))
        let job = try proven(first)
        let copy = try first.directory.snapshot(first.database, as: "copy.sqlite")
        let later = ScriptedTransport()
        var environment = clock.environment
        environment.webhookTransport = later
        let second = try ServiceFixture(sealKey: key, directory: first.directory, database: copy, environment: environment)
        #expect(
            eventually {
                clock.advance(milliseconds: 60_000)
                second.service.tidy()
                return later.sent.count >= 1
            })
        #expect(later.sent.first?.json["data"]?["job_id"] == .string(job))
        #expect(
            try eventually {
                try second.service.deliveries(ofWebhook: webhook.id, after: nil, limit: 9, by: .local).first?.state == .delivered
            })
    }

    @Test func batchTellsItsEndOnce() throws {
        let fixture = try fixture()
        _ = try make(fixture, ["batch.finished"])
        let batch = try fixture.service.orderBatch(
            (0..<5).map { .order(ServiceFixture.order(#"{"x":\#($0)}"#)) } + [.malformed(.draining)], idempotency: nil, by: .local
        ) { _ in Array("{}".utf8) }
        #expect(eventually { transport.sent.count == 1 })
        let data = try #require(transport.sent.first).json["data"]
        #expect(data?["batch_id"] == .string(batch.id) && data?["status"] == .string("finished") && data?["refused"] == .integer(1))
        #expect(data?["jobs"]?["succeeded"] == .integer(5))
    }

    @Test func webhooksOfAnotherTenantAreLikeNone() throws {
        let fixture = try fixture()
        let other = Caller(tenant: "other")
        let (webhook, _) = try make(fixture, by: other)
        #expect(throws: ServiceError.self) { try fixture.service.webhook(webhook.id, by: .local) }
        #expect(throws: ServiceError.self) { try fixture.service.changeWebhook(webhook.id, WebhookChange(), by: .local) }
        #expect(throws: ServiceError.self) { try fixture.service.removeWebhook(webhook.id, by: .local) }
        #expect(throws: ServiceError.self) { try fixture.service.rotateWebhookSecret(webhook.id, by: .local) }
        #expect(throws: ServiceError.self) { try deliveries(fixture, webhook) }
        #expect(try fixture.service.webhooks(by: .local).isEmpty)
        try fixture.service.removeWebhook(webhook.id, by: other)
        #expect(try fixture.service.webhooks(by: other).isEmpty)
    }

    @Test func unknownEventsAndTooManyWebhooksAreRefused() throws {
        let fixture = try fixture { $0.webhooks.perTenant = 2 }
        #expect(throws: ServiceError.self) { try make(fixture, ["job.exploded"]) }
        #expect(throws: ServiceError.self) { try make(fixture, []) }
        for _ in 0..<2 { _ = try make(fixture) }
        #expect(throws: ServiceError.self) { try make(fixture) }
    }
}
