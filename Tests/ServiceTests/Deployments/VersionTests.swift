import Foundation
import Rules
import Service
import ServiceTesting
import Storage
import Testing

@Suite struct VersionTests {
    private let documents = (1...4).map { Array(#"{"use_case":"v\#($0)"}"#.utf8) }

    private func deployed(_ count: Int, clock: TestClock = TestClock()) throws -> ServiceFixture {
        let fixture = try ServiceFixture(environment: clock.environment)
        for document in documents.prefix(count) {
            _ = try fixture.service.deploy(customerID: "acme", document: document, idempotency: nil)
        }
        return fixture
    }

    private func proven(_ fixture: ServiceFixture, _ subject: RuleSubject, key: String? = nil) throws -> JobRecord {
        var order = ServiceFixture.order(key: key)
        order.subject = subject
        let ticket = try fixture.service.order(order)
        #expect(try fixture.waitFor(.succeeded, ticket.job.id))
        return try fixture.service.job(ticket.job.id)
    }

    private func move(_ fixture: ServiceFixture, _ move: DeploymentMove, key: String? = nil, body: String = "") throws -> DeploymentRecord {
        let idempotency = key.map { IdempotencyKey(key: $0, body: Array(body.utf8)) }
        return try fixture.service.move("acme", move, idempotency: idempotency, by: .local)
    }

    @Test func eachDeploymentIsAVersionThatNeverChanges() throws {
        let fixture = try deployed(3)
        let versions = try fixture.service.versions("acme", below: .max, limit: 10, by: .local)
        #expect(versions.map(\.revision) == [3, 2, 1])
        #expect(versions.map(\.useCase) == ["v3", "v2", "v1"])
        #expect(Set(versions.map(\.imageID)).count == 3)
        #expect(try fixture.service.version("acme", revision: 1, by: .local).document == documents[0])
        #expect(throws: ServiceError.self) { try fixture.service.version("acme", revision: 4, by: .local) }
        #expect(throws: ServiceError.self) { try fixture.service.version("acme", revision: 1, by: Caller(tenant: "other")) }
    }

    @Test func aVersionMayWaitUntilItIsActivated() throws {
        let fixture = try deployed(1)
        let (record, isNew) = try fixture.service.deploy(
            customerID: "acme", document: documents[1], activates: false, idempotency: nil, by: .local)
        #expect(record.revision == 1 && !isNew)
        #expect(try proven(fixture, .customer("acme")).revision == 1)
        #expect(try proven(fixture, .version(customer: "acme", revision: 2)).revision == 2)
        #expect(try move(fixture, .activate(2)).revision == 2)
        #expect(try proven(fixture, .customer("acme")).revision == 2)
    }

    @Test func canaryGetsItsShareAndTheSameKeyTheSameVersion() throws {
        let fixture = try deployed(2)
        let record = try move(fixture, .canary(1, share: 25))
        #expect(record.revision == 2 && record.canary == 1 && record.canaryShare == 25)
        fixture.engine.hold(false)
        var revisions: [String: Int?] = [:]
        for index in 0..<200 {
            var order = ServiceFixture.order(key: "k\(index)")
            order.subject = .customer("acme")
            revisions["k\(index)"] = try fixture.service.order(order).job.revision
        }
        let canaries = revisions.values.count { $0 == 1 }
        #expect((25...80).contains(canaries), "\(canaries) of 200")
        // More for the canary: whoever had it keeps it.
        _ = try move(fixture, .canary(1, share: 60))
        for (key, revision) in revisions where revision == 1 {
            var order = ServiceFixture.order(key: key, body: "again")
            order.subject = .customer("acme")
            order.idempotency = IdempotencyKey(key: key, body: Array("body".utf8))
            #expect(try fixture.service.order(order).job.revision == 1)
        }
        #expect(try move(fixture, .activate(1)).canary == nil)
    }

    @Test func receiptsOfTheActiveVersionAndOfTheCanaryAreVerifiedByCustomer() throws {
        let fixture = try deployed(3)
        let service = fixture.service
        _ = try move(fixture, .canary(2, share: 50))
        func verdict(_ revision: Int, for subject: RuleSubject) throws -> Bool {
            let job = try proven(fixture, .version(customer: "acme", revision: revision))
            let receipt = try service.receipt(#require(job.receiptID))
            let expectations = try service.imageIDs(of: subject, by: .local).map { ReceiptExpectation(imageID: $0) }
            return try service.verify(receipt.encoded, anyOf: expectations, by: .local).isAccepted
        }
        #expect(try verdict(3, for: .customer("acme")))
        #expect(try verdict(2, for: .customer("acme")))
        #expect(try !verdict(1, for: .customer("acme")))
        #expect(try verdict(1, for: .version(customer: "acme", revision: 1)))
        try service.removeDeployment("acme", by: .local)
        #expect(throws: ServiceError.self) { try service.imageIDs(of: .customer("acme"), by: .local) }
        #expect(try service.imageIDs(of: .version(customer: "acme", revision: 1), by: .local).count == 1)
    }

    @Test func rollingBackReturnsStepByStep() throws {
        let fixture = try deployed(3)
        #expect(try move(fixture, .rollBack).revision == 2)
        #expect(try move(fixture, .rollBack).revision == 1)
        #expect(throws: ServiceError.self) { try move(fixture, .rollBack) }
        #expect(try move(fixture, .activate(3)).revision == 3)
        #expect(try move(fixture, .rollBack).revision == 1)
        _ = try move(fixture, .canary(2, share: 10))
        let ended = try move(fixture, .rollBack)
        #expect(ended.revision == 1 && ended.canary == nil)
        let actions = try fixture.service.history(of: "acme", limit: 100, by: .local).map(\.action)
        #expect(
            actions == ["end_canary", "canary", "roll_back", "activate", "roll_back", "roll_back", "deploy", "deploy", "deploy"])
    }

    @Test func movesAreMadeOnceForAKey() throws {
        let fixture = try deployed(3)
        #expect(try move(fixture, .rollBack, key: "k", body: "x").revision == 2)
        #expect(try move(fixture, .rollBack, key: "k", body: "x").revision == 2)
        #expect(try fixture.service.deployment("acme").revision == 2)
        #expect(throws: ServiceError.self) { try move(fixture, .rollBack, key: "k", body: "y") }
    }

    @Test func unknownVersionsAndTheActiveOneAreNoCanaries() throws {
        let fixture = try deployed(2)
        for wrong in [DeploymentMove.activate(9), .canary(9, share: 5), .canary(2, share: 5), .canary(1, share: 0), .canary(1, share: 100)]
        {
            #expect(throws: ServiceError.self) { try move(fixture, wrong) }
        }
        #expect(try fixture.service.deployment("acme").canary == nil)
    }

    @Test func versionsGoOnCountingAfterADeploymentWasDeleted() throws {
        let fixture = try deployed(2)
        try fixture.service.removeDeployment("acme")
        let (record, isNew) = try fixture.service.deploy(customerID: "acme", document: documents[2], idempotency: nil)
        #expect(record.revision == 3 && isNew)
        #expect(throws: ServiceError.self) { try move(fixture, .rollBack) }
        #expect(try move(fixture, .activate(1)).revision == 1)
    }
}
