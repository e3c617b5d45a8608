import Foundation
import Messaging
import Rules
import ScaleOut
import Service
import ServiceTesting
import Storage
import Testing

private let absence = Installation.absence

/// What an operator does about dead letters, on a real stream and a real database.
@Suite(.serialized, .enabled(if: absence == nil, Comment(rawValue: absence ?? "")))
struct QuarantineTests {
    private let `operator` = Caller(tenant: Tenant.operatorID, keyID: "test")
    private let acme = Caller(tenant: "acme")

    /// A prepaid job that was given up after its workers died, its letter, and the worker that quarantined it.
    private func quarantined(hours: Int) throws -> (Installation, TestServer, TestWorker, job: String, letter: String) {
        let installation = try Installation()
        let server = try installation.addServer()
        _ = try server.service.createTenant(
            id: "acme", name: "Acme", plan: .unlimited, limits: .object([JSONMember("prepaid", .bool(true))]), by: `operator`)
        _ = try server.service.grantCredits(5, toTenant: "acme", reference: "first", note: "", by: `operator`)
        let id = try server.order(by: acme)
        try server.store.write { session throws(StorageError) in
            guard var job = try session.job(id) else { return }
            let seen = job.fence
            (job.state, job.attempts, job.fence, job.leaseUntil, job.startedAt) = (.running, 2, seen + 1, 1, 1)
            _ = try session.updateJob(job, over: seen)
        }
        let worker = try installation.addWorker(attempts: 2, quarantinedInputHours: hours)
        #expect(eventually { worker.worker.counters.quarantined == 1 })
        #expect(try server.service.job(id, by: acme).state == .failed)
        let letters = try server.service.deadLetters(after: 0, limit: 10, by: `operator`)
        #expect(letters.map(\.letter.jobID) == [id] && letters.map(\.letter.reason) == ["poisonous"])
        #expect(letters.map { $0.inputsUntil != nil } == [hours > 0])
        return (installation, server, worker, id, String(try #require(letters.first?.letter.number)))
    }

    private func account(_ server: TestServer) throws -> AccountRecord { try server.service.usage(tenant: nil, by: acme).account }

    @Test func replayedJobIsProvenUnderAFreshFenceAndChargedOnce() throws {
        let (installation, server, _, id, letter) = try quarantined(hours: 1)
        let ended = try server.service.job(id, by: acme)
        #expect(ended.sealedInputs == nil && ended.document == nil)
        #expect(try account(server) == AccountRecord(available: 5, held: 0))
        let job = try server.service.replayDeadLetter(letter, by: `operator`)
        #expect(job.state == .queued && job.fence == ended.fence + 1 && job.attempts == 0 && job.failure == nil)
        #expect(try eventually { try server.service.job(id, by: acme).state == .succeeded })
        let proven = try server.service.job(id, by: acme)
        #expect(proven.isCharged && proven.credits == 1 && proven.fence > job.fence && proven.sealedInputs == nil)
        #expect(try account(server) == AccountRecord(available: 4, held: 0))
        let lines = try server.service.ledger(tenant: nil, after: 0, limit: 100, by: acme)
        #expect(lines.map(\.kind) == [.grant, .reserve, .release, .reserve, .commit])
        #expect(installation.engine.counts.finished == 1)
        let history = try server.store.read { session throws(StorageError) in try session.events(jobID: id, after: 0) }
        #expect(history.map(\.number) == Array(1...history.count))
        #expect(history.first?.name == "queued" && history.last?.name == "succeeded" && history.contains { $0.name == "failed" })
        // The letter and the inputs are gone.
        #expect(try server.service.deadLetters(after: 0, limit: 10, by: `operator`).isEmpty)
        #expect(try server.store.read { session throws(StorageError) in try session.quarantinedInputs(of: id) } == nil)
        #expect(throws: ServiceError.self) { try server.service.replayDeadLetter(letter, by: `operator`) }
    }

    @Test func replayThatWasBrokenOffCanBeRepeated() throws {
        let (installation, server, worker, id, letter) = try quarantined(hours: 1)
        worker.worker.drain(within: 1)
        _ = try server.service.replayDeadLetter(letter, by: `operator`)
        // As a process leaves it that dies between job and message: the job waits, its message is not in the stream, the letter is there.
        let stream = server.distribution.stream
        let delivery = try #require(try stream.fetcher().fetch(within: 5).first)
        try stream.quarantine(delivery, reason: "poisonous")
        let again = try #require(try server.service.deadLetters(after: 0, limit: 10, by: `operator`).first)
        #expect(try server.service.replayDeadLetter(String(again.letter.number), by: `operator`).state == .queued)
        try installation.addWorker()
        #expect(try eventually { try server.service.job(id, by: acme).state == .succeeded })
        #expect(try account(server) == AccountRecord(available: 4, held: 0))
        #expect(installation.engine.counts.finished == 1)
        #expect(try stream.deadLetters().isEmpty)
    }

    @Test func withoutTheSettingInputsGoWhenTheJobEndsAndAReplayIsRefused() throws {
        let (installation, server, _, id, letter) = try quarantined(hours: 0)
        defer { withExtendedLifetime(installation) {} }
        let refusal = #expect(throws: ServiceError.self) { try server.service.replayDeadLetter(letter, by: `operator`) }
        guard case .notReplayable(let reason)? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(reason.contains("order again"))
        #expect(try server.service.job(id, by: acme).state == .failed)
        #expect(try server.service.deadLetters(after: 0, limit: 10, by: `operator`).count == 1)
        try server.service.discardDeadLetter(letter, by: `operator`)
        #expect(try server.service.deadLetters(after: 0, limit: 10, by: `operator`).isEmpty)
    }

    @Test func replayThatTheTenantCanNotPayForChangesNothing() throws {
        let (installation, server, _, id, letter) = try quarantined(hours: 1)
        defer { withExtendedLifetime(installation) {} }
        for _ in 0..<5 { _ = try server.order(steps: 100_000, by: acme) }
        #expect(try account(server).available == 0)
        let refusal = #expect(throws: ServiceError.self) { try server.service.replayDeadLetter(letter, by: `operator`) }
        guard case .paymentRequired(needed: 1, available: 0, _)? = refusal else {
            Issue.record("\(String(describing: refusal))")
            return
        }
        #expect(try server.service.job(id, by: acme).state == .failed)
        #expect(try server.service.deadLetters(after: 0, limit: 10, by: `operator`).first?.inputsUntil != nil)
    }

    @Test func discardDropsTheInputsAndLeavesTheJobAsItEnded() throws {
        let (installation, server, _, id, letter) = try quarantined(hours: 1)
        defer { withExtendedLifetime(installation) {} }
        try server.service.discardDeadLetter(letter, by: `operator`)
        #expect(try server.store.read { session throws(StorageError) in try session.quarantinedInputs(of: id) } == nil)
        #expect(try server.service.deadLetters(after: 0, limit: 10, by: `operator`).isEmpty)
        #expect(try server.service.job(id, by: acme).state == .failed)
        #expect(throws: ServiceError.self) { try server.service.discardDeadLetter(letter, by: `operator`) }
    }

    @Test func keptInputsAreForgottenWhenTheirTimeIsOver() throws {
        let (installation, server, _, id, letter) = try quarantined(hours: 1)
        defer { withExtendedLifetime(installation) {} }
        try server.service.sweep(at: server.service.now + 3_500_000)
        #expect(try server.store.read { session throws(StorageError) in try session.quarantinedInputs(of: id) } != nil)
        try server.service.sweep(at: server.service.now + 3_700_000)
        #expect(try server.store.read { session throws(StorageError) in try session.quarantinedInputs(of: id) } == nil)
        #expect(throws: ServiceError.self) { try server.service.replayDeadLetter(letter, by: `operator`) }
    }

    @Test func onlyTheOperatorSeesDeadLetters() throws {
        let installation = try Installation()
        let server = try installation.addServer()
        #expect(throws: ServiceError.self) { try server.service.deadLetters(after: 0, limit: 10, by: acme) }
        #expect(throws: ServiceError.self) { try server.service.replayDeadLetter("1", by: acme) }
        #expect(throws: ServiceError.self) { try server.service.discardDeadLetter("1", by: acme) }
    }
}
