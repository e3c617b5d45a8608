import Foundation
import Rules
import Service
import ServiceTesting
import Storage
import Testing

@Suite struct AuditTests {
    private let `operator` = Caller(tenant: Tenant.operatorID, keyID: "test")

    private func chain(_ count: Int) -> [AuditLink] {
        var links: [AuditLink] = []
        for index in 1...count {
            let record = AuditRecord(at: 1000 + index, tenant: "t", actor: "a", act: "act", subject: "s\(index)", detail: "{}")
            links.append(AuditChain.link(record, after: links.last))
        }
        return links
    }

    private func fault(_ links: [AuditLink], noted: AuditHead? = nil) -> AuditVerdict.Fault? {
        var examination = AuditExamination(noted: noted)
        for link in links { examination.read(link) }
        return examination.verdict().fault
    }

    @Test func wholeChainIsAccepted() {
        #expect(fault(chain(10)) == nil)
        #expect(fault([]) == nil)
        let links = chain(10)
        for link in links { #expect(fault(links, noted: AuditHead(number: link.number, digest: link.digest)) == nil) }
    }

    @Test func everyChangedFieldIsFound() {
        let changes: [(inout AuditRecord) -> Void] = [
            { $0.at += 1 }, { $0.tenant = "u" }, { $0.actor = "b" }, { $0.act = "acts" }, { $0.subject = "x" }, { $0.detail = "{ }" },
            // The same bytes, cut elsewhere.
            { ($0.tenant, $0.actor) = ("ta", "") },
        ]
        for change in changes {
            var links = chain(5)
            change(&links[2].record)
            #expect(fault(links)?.number == 3)
        }
        var links = chain(5)
        links[2].digest[0] ^= 1
        #expect(fault(links)?.number == 3)
    }

    @Test func removedMovedAndInsertedEntriesAreFound() {
        for index in 0..<4 {
            var links = chain(5)
            links.remove(at: index)
            #expect(fault(links)?.number == index + 1)
            // Also when the rest is numbered anew.
            for place in links.indices { links[place].number = place + 1 }
            #expect(fault(links)?.number == index + 1)
        }
        var swapped = chain(5)
        (swapped[1].record, swapped[2].record) = (swapped[2].record, swapped[1].record)
        #expect(fault(swapped)?.number == 2)
        var inserted = chain(5)
        inserted.insert(inserted[2], at: 2)
        #expect(fault(inserted)?.number == 4)
    }

    @Test func shortenedOrRewrittenLogIsFoundAgainstANotedHead() {
        let links = chain(5)
        let head = AuditHead(number: 5, digest: links[4].digest)
        #expect(fault(Array(links.prefix(3))) == nil)
        #expect(fault(Array(links.prefix(3)), noted: head)?.number == 4)
        var rewritten: [AuditLink] = []
        for link in links {
            var record = link.record
            if link.number == 2 { record.subject = "another" }
            rewritten.append(AuditChain.link(record, after: rewritten.last))
        }
        #expect(fault(rewritten) == nil)
        #expect(fault(rewritten, noted: head)?.number == 5)
        #expect(AuditHead(head.text) == head)
        for text in ["", "5", "5:", ":00", "x:" + Hex.text(head.digest), "5:" + Hex.text(head.digest) + "0", "-1:" + Hex.text(head.digest)]
        {
            #expect(AuditHead(text) == nil)
        }
    }

    @Test func actsAreLoggedWithWhoDidThem() throws {
        let fixture = try ServiceFixture()
        let acme = Caller(tenant: "acme", keyID: "key-1")
        _ = try fixture.service.createTenant(id: "acme", name: "Acme", plan: .unlimited, by: `operator`)
        _ = try fixture.service.deploy(customerID: "shop", document: ServiceFixture.document, idempotency: nil, by: acme)
        let id = try fixture.service.order(ServiceFixture.order(#"{"secret":"marker-5a1f"}"#), by: acme).job.id
        #expect(try eventually { try fixture.service.job(id, by: acme).state == .succeeded })
        let receipt = try fixture.service.receipt(#require(fixture.service.job(id, by: acme).receiptID), by: acme)
        _ = try fixture.service.verify(receipt.encoded, ReceiptExpectation(imageID: receipt.imageID), by: acme)
        try fixture.service.removeDeployment("shop", by: acme)
        let all = try fixture.service.auditEntries(tenant: nil, after: 0, limit: 100, by: `operator`)
        #expect(all.map(\.number) == Array(1...6))
        #expect(
            all.map(\.record.act).sorted() == [
                "deployment.delete", "deployment.put", "proof.order", "proof.succeeded", "receipt.verify", "tenant.create",
            ])
        #expect(all.first { $0.record.act == "proof.order" }?.record.actor == "key-1")
        #expect(all.first { $0.record.act == "proof.succeeded" }?.record.actor == "service")
        let own = try fixture.service.auditEntries(tenant: nil, after: 0, limit: 100, by: acme)
        #expect(own.count == 5)
        #expect(own.allSatisfy { $0.record.tenant == "acme" && !$0.record.detail.contains("marker") })
        let verdict = try fixture.service.verifyAudit(noted: nil, by: `operator`)
        #expect(verdict.fault == nil && verdict.entries == 6)
    }

    @Test func refusedActsLeaveNoEntry() throws {
        let fixture = try ServiceFixture()
        #expect(throws: ServiceError.self) { try fixture.service.removeDeployment("nothing") }
        #expect(throws: ServiceError.self) { try fixture.service.revokeKey("nothing", tenant: nil, by: .local) }
        #expect(try fixture.service.auditHead(by: `operator`).number == 0)
    }

    @Test func manyWritersMakeOneChain() throws {
        let fixture = try ServiceFixture()
        _ = concurrently(40) { index in
            _ = try? fixture.service.deploy(customerID: "c\(index)", document: ServiceFixture.document, idempotency: nil)
            if index % 5 == 0 { try? fixture.service.keepBooks() }
        }
        let verdict = try fixture.service.verifyAudit(noted: nil, by: `operator`)
        #expect(verdict.fault == nil && verdict.entries == 40)
    }

    @Test(arguments: [
        "UPDATE audit_log SET subject = 'x' WHERE number = 3", "DELETE FROM audit_log WHERE number = 3",
        "UPDATE audit_log SET number = 99 WHERE number = 3; UPDATE audit_log SET number = 3 WHERE number = 4; UPDATE audit_log SET number = 4 WHERE number = 99",
        "DELETE FROM audit_log WHERE number > 3",
    ])
    func changesInTheFileAreFound(_ change: String) throws {
        let fixture = try ServiceFixture(starts: false)
        for index in 0..<6 {
            _ = try fixture.service.deploy(customerID: "c\(index)", document: ServiceFixture.document, idempotency: nil)
        }
        let head = try fixture.service.auditHead(by: `operator`)
        #expect(try fixture.service.verifyAudit(noted: head, by: `operator`).fault == nil)
        let script = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.executescript(sys.argv[2]); db.commit()"
        _ = try CurlCaller.run("/usr/bin/env", ["python3", "-c", script, fixture.database, change], input: [])
        #expect(try fixture.service.verifyAudit(noted: head, by: `operator`).fault != nil)
    }
}
