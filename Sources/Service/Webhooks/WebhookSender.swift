import Foundation
import Rules
import Storage
import Synchronization

/// Writes down what webhooks are owed, and delivers it on threads of its own, each message at least once.
///
/// A delivery is written in the transaction that ends the job, so that none is lost; a claim moves its next attempt into the future, so
/// that a delivery whose process ended is tried again. One webhook has at most two deliveries under way: a slow one holds up itself.
final class WebhookSender: Sendable {
    private static let perWebhook = 2

    private let store: Store
    private let key: ServiceKey
    private let settings: WebhookSettings
    private let environment: ServiceEnvironment
    private let transport: any WebhookTransport
    private let underWay = Mutex<[String: Int]>([:])
    private let signal = DispatchSemaphore(value: 0)
    private let isStarted = Atomic<Bool>(false)
    private let isStopped = Atomic<Bool>(false)
    private let threads = DispatchGroup()

    init(store: Store, key: ServiceKey, settings: WebhookSettings, environment: ServiceEnvironment) {
        self.store = store
        self.key = key
        self.settings = settings
        self.environment = environment
        transport = environment.webhookTransport ?? CurlTransport(settings: settings)
    }

    // MARK: Owing

    /// Writes the messages that a job's end owes to its tenant's webhooks; in the transaction that ends it.
    func owe(_ job: JobRecord, _ session: Session, at now: Int) throws(StorageError) {
        let webhooks = try session.webhooks(tenant: job.tenant).filter { $0.state == .enabled }
        guard !webhooks.isEmpty else { return }
        let event = "job.\(job.state.rawValue)"
        for webhook in webhooks where Self.wants(webhook, event) {
            try owe(webhook, event, subject: job.id, JobReport.json(job), session, at: now)
        }
        guard let batchID = job.batchID, try session.openCount(batchID: batchID) == 0,
            let batch = try session.batch(batchID, tenant: job.tenant)
        else { return }
        let report = BatchReport.json(batch, try session.batchCounts(batchID))
        for webhook in webhooks where Self.wants(webhook, "batch.finished") {
            try owe(webhook, "batch.finished", subject: batchID, report, session, at: now)
        }
    }

    /// Writes one message; its record.
    @discardableResult
    func owe(_ webhook: WebhookRecord, _ event: String, subject: String, _ data: JSONValue, _ session: Session, at now: Int)
        throws(StorageError) -> WebhookDeliveryRecord
    {
        let id = environment.newID("delivery")
        let body = JSONValue.object([
            JSONMember("id", .string(id)), JSONMember("type", .string(event)), JSONMember("created_at", .string(SystemTime.text(now))),
            JSONMember("data", data),
        ])
        let delivery = WebhookDeliveryRecord(
            id: id, tenant: webhook.tenant, webhookID: webhook.id, event: event, subject: subject, body: body.canonicalBytes, nextAt: now,
            createdAt: now)
        try session.insertDelivery(delivery)
        return delivery
    }

    private static func wants(_ webhook: WebhookRecord, _ event: String) -> Bool {
        webhook.events.contains("*") || webhook.events.contains(event)
    }

    // MARK: Secrets

    func seal(_ secret: String, webhookID: String) throws(ServiceKey.Failure) -> [UInt8] {
        try key.seal(Array(secret.utf8), context: Self.context(webhookID))
    }

    func open(_ webhook: WebhookRecord) throws(ServiceKey.Failure) -> SecretBytes {
        try key.open(webhook.sealedSecret, context: Self.context(webhook.id))
    }

    private static func context(_ webhookID: String) -> String { "burhan webhook secret 1:\(webhookID)" }

    // MARK: Delivering

    /// Lets threads look for work; they are started when there is some.
    func wake() {
        guard !isStopped.load(ordering: .acquiring), hasWork else { return }
        if !isStarted.exchange(true, ordering: .acquiringAndReleasing) {
            for index in 0..<max(1, settings.threads) {
                threads.enter()
                let thread = Thread { [self] in
                    while !isStopped.load(ordering: .acquiring) {
                        if !deliverNext() { signal.wait() }
                    }
                    threads.leave()
                }
                thread.name = "webhook-\(index)"
                thread.start()
            }
        }
        for _ in 0..<max(1, settings.threads) { signal.signal() }
    }

    private var hasWork: Bool {
        let now = environment.now()
        return (try? store.read { session throws(StorageError) in try !session.dueDeliveries(at: now).isEmpty }) ?? false
    }

    /// Ends the threads after the deliveries they are at; what is owed stays owed.
    func stop() {
        isStopped.store(true, ordering: .releasing)
        for _ in 0..<max(1, settings.threads) { signal.signal() }
        threads.wait()
    }

    /// Makes one attempt at a delivery that is due; false when none is.
    func deliverNext() -> Bool {
        let now = environment.now()
        let due = (try? store.read { session throws(StorageError) in try session.dueDeliveries(at: now) }) ?? []
        for delivery in due where begin(delivery.webhookID) {
            defer { underWay.withLock { $0[delivery.webhookID, default: 1] -= 1 } }
            guard let claim = claim(delivery, at: now) else { continue }
            attempt(claim.delivery, claim.webhook)
            return true
        }
        return false
    }

    private func begin(_ webhookID: String) -> Bool {
        underWay.withLock { counts in
            // Those with none under way need no entry.
            counts = counts.filter { $0.value > 0 }
            guard counts[webhookID, default: 0] < Self.perWebhook else { return false }
            counts[webhookID, default: 0] += 1
            return true
        }
    }

    private func claim(_ delivery: WebhookDeliveryRecord, at now: Int) -> (delivery: WebhookDeliveryRecord, webhook: WebhookRecord)? {
        var claimed = delivery
        claimed.attempts += 1
        claimed.nextAt = now + (settings.connectSeconds + settings.seconds) * 1000 + 60_000
        let record = claimed
        return try? store.write { session throws(StorageError) in
            guard let webhook = try session.webhook(delivery.webhookID), webhook.state == .enabled else {
                try session.abandonDeliveries(webhookID: delivery.webhookID, at: now)
                return nil
            }
            return try session.updateDelivery(record, over: delivery.attempts) ? (record, webhook) : nil
        }
    }

    private func attempt(_ delivery: WebhookDeliveryRecord, _ webhook: WebhookRecord) {
        let start = environment.now()
        let answer = send(delivery, webhook, at: start)
        let now = environment.now()
        let settled = settle(delivery, answer, at: now)
        let error = answer.isDelivered ? nil : answer.error ?? answer.status.map { "status \($0)" }
        let attempt = WebhookAttemptRecord(
            number: delivery.attempts, at: start, status: answer.status, error: error, milliseconds: now - start)
        // If this can't be written, the claim runs out and the delivery is made again: at least once, not at most.
        try? store.write { session throws(StorageError) in
            guard try session.updateDelivery(settled, over: delivery.attempts) else { return }
            try session.insertAttempt(attempt, deliveryID: delivery.id)
            guard var webhook = try session.webhook(webhook.id) else { return }
            let before = webhook
            note(&webhook, answer, at: now)
            if webhook != before { try session.updateWebhook(webhook) }
            if webhook.state == .disabled { try session.abandonDeliveries(webhookID: webhook.id, at: now) }
        }
    }

    private func send(_ delivery: WebhookDeliveryRecord, _ webhook: WebhookRecord, at now: Int) -> WebhookAnswer {
        do throws(ServiceKey.Failure) {
            let secret = try open(webhook)
            let signature = try WebhookSignature.value(secret: secret.bytes, seconds: now / 1000, body: delivery.body)
            return transport.post(
                WebhookMessage(
                    url: webhook.url,
                    headers: [
                        (name: "Content-Type", value: "application/json"), (name: WebhookSignature.header, value: signature),
                        (name: "Burhan-Event", value: delivery.event), (name: "Burhan-Delivery", value: delivery.id),
                        (name: "Burhan-Attempt", value: String(delivery.attempts)),
                    ], body: delivery.body))
        } catch { return WebhookAnswer(status: nil, error: "the secret can't be opened with the server's key; rotate it") }
    }

    private func settle(_ delivery: WebhookDeliveryRecord, _ answer: WebhookAnswer, at now: Int) -> WebhookDeliveryRecord {
        var delivery = delivery
        let next = now + settings.delay(after: delivery.attempts, seed: Self.seed(delivery))
        if answer.isDelivered {
            delivery.state = .delivered
        } else if next > delivery.createdAt + settings.lifetime {
            delivery.state = .failed
        }
        delivery.nextAt = delivery.state == .pending ? next : nil
        delivery.finishedAt = delivery.state == .pending ? nil : now
        return delivery
    }

    /// Spreads the attempts of deliveries that failed together.
    private static func seed(_ delivery: WebhookDeliveryRecord) -> UInt8 {
        delivery.id.utf8.reduce(UInt8(truncatingIfNeeded: delivery.attempts)) { $0 &* 31 &+ $1 }
    }

    private func note(_ webhook: inout WebhookRecord, _ answer: WebhookAnswer, at now: Int) {
        guard !answer.isDelivered else {
            webhook.failingSince = nil
            return
        }
        let since = webhook.failingSince ?? now
        webhook.failingSince = since
        guard answer.status == 410 || now - since >= settings.disableAfter else { return }
        webhook.state = .disabled
        webhook.reason = answer.status == 410 ? "It answered 410 Gone." : "No delivery has succeeded since \(SystemTime.text(since))."
        webhook.updatedAt = now
    }
}
