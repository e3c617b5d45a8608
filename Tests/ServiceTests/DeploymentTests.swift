import Service
import Testing

@Suite struct DeploymentTests {
    private let document = ServiceFixture.document

    @Test func deployedRuleIsFoundByCustomerAndByImage() throws {
        let fixture = try ServiceFixture()
        let (record, isNew) = try fixture.service.deploy(customerID: "acme", document: document, idempotency: nil)
        #expect(isNew)
        _ = try fixture.service.deploy(customerID: "zenith", document: document, idempotency: nil)
        #expect(try fixture.service.deployment("acme") == record)
        let (page, total) = try fixture.service.deployments(imageID: record.imageID, after: "", limit: 10)
        #expect(page.map(\.customerID) == ["acme", "zenith"])
        #expect(total == 2)
    }

    @Test func redeployingReplacesAndMissingOnesAreErrors() throws {
        let fixture = try ServiceFixture()
        #expect(throws: ServiceError.self) { try fixture.service.redeploy(customerID: "acme", document: document) }
        _ = try fixture.service.deploy(customerID: "acme", document: document, idempotency: nil)
        let second = try fixture.service.redeploy(customerID: "acme", document: ServiceFixture.otherDocument)
        #expect(second.revision == 2)
        try fixture.service.removeDeployment("acme")
        #expect(throws: ServiceError.self) { try fixture.service.removeDeployment("acme") }
        #expect(throws: ServiceError.self) { try fixture.service.deployment("acme") }
    }

    @Test func repeatedKeyGivesTheFirstAnswerEvenAfterAChange() throws {
        let fixture = try ServiceFixture()
        let key = IdempotencyKey(key: "k", body: document)
        let first = try fixture.service.deploy(customerID: "acme", document: document, idempotency: key)
        _ = try fixture.service.redeploy(customerID: "acme", document: ServiceFixture.otherDocument)
        let again = try fixture.service.deploy(customerID: "acme", document: document, idempotency: key)
        #expect(again.record == first.record)
        #expect(again.isNew == first.isNew)
        #expect(try fixture.service.deployment("acme").revision == 2)
    }

    @Test func repeatedKeyWithAnotherBodyIsAConflict() throws {
        let fixture = try ServiceFixture()
        _ = try fixture.service.deploy(customerID: "acme", document: document, idempotency: IdempotencyKey(key: "k", body: [1]))
        do {
            _ = try fixture.service.deploy(customerID: "acme", document: document, idempotency: IdempotencyKey(key: "k", body: [2]))
            Issue.record("no conflict")
        } catch {
            guard case ServiceError.idempotencyConflict = error else { throw error }
        }
    }

    @Test func sameKeyAtTheSameTimeDeploysOnce() throws {
        let fixture = try ServiceFixture()
        let service = fixture.service
        let document = document
        let revisions = concurrently(8) { _ in
            (try? service.deploy(customerID: "acme", document: document, idempotency: IdempotencyKey(key: "k", body: [1])))?.record.revision
        }
        #expect(revisions == [Int?](repeating: 1, count: 8))
        #expect(try service.deployment("acme").revision == 1)
    }

    @Test func deploymentsSurviveARestart() throws {
        let fixture = try ServiceFixture()
        let record = try fixture.service.deploy(customerID: "acme", document: document, idempotency: IdempotencyKey(key: "k", body: [1]))
            .record
        let copy = try fixture.directory.snapshot(fixture.database, as: "copy.sqlite")
        let second = try ServiceFixture(directory: fixture.directory, database: copy)
        #expect(try second.service.deployment("acme") == record)
        let again = try second.service.deploy(customerID: "acme", document: document, idempotency: IdempotencyKey(key: "k", body: [1]))
        #expect(again.record == record)
    }

    @Test func unsoundDocumentIsRefusedWithItsFindings() throws {
        let fixture = try ServiceFixture()
        do {
            _ = try fixture.service.deploy(customerID: "acme", document: Array("{}".utf8), idempotency: nil)
            Issue.record("deployed")
        } catch {
            guard case ServiceError.invalidRule(let findings) = error else { throw error }
            #expect(findings.map(\.pointer) == ["/use_case"])
        }
    }
}
