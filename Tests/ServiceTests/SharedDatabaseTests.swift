import Foundation
import Rules
import Service
import ServiceTesting
import Storage
import Testing

/// Two servers on one PostgreSQL: what is counted, spent and used up is so for both.
@Suite(.enabled(if: PostgreSQLServer.isInstalled, Comment(rawValue: PostgreSQLServer.absence)))
struct SharedDatabaseTests {
    private let clock = TestClock()
    private let caller = Caller(tenant: "acme", keyID: "k")
    private let `operator` = Caller(tenant: Tenant.operatorID, keyID: "test")

    private func servers(_ limits: String) throws -> [ServiceFixture] {
        let url = try PostgreSQLServer.shared.get().newDatabase()
        let directory = try TemporaryDirectory()
        let servers = try (0..<2).map { _ in
            try ServiceFixture(directory: directory, database: url, environment: clock.environment) { $0.queueCapacity = 1000 }
        }
        let json = try #require(JSONParser.parse(Array(limits.utf8)).value)
        _ = try servers[0].service.createTenant(id: "acme", name: "Acme", plan: .unlimited, limits: json, by: `operator`)
        return servers
    }

    @Test func lastCreditIsSpentOnceWhicheverServerIsAsked() throws {
        let servers = try servers(#"{"prepaid":true}"#)
        _ = try servers[0].service.grantCredits(5, toTenant: "acme", reference: "r", note: "", by: `operator`)
        for server in servers { server.engine.hold(true) }
        let caller = caller
        @Sendable func order(_ index: Int) -> Bool {
            (try? servers[index % 2].service.order(ServiceFixture.order(), by: caller)) != nil
        }
        var accepted = concurrently(16, order).count { $0 }
        #expect(accepted <= 5)
        // An order may have been given up after many conflicts; what is left can still be spent.
        for index in 0..<16 where order(index) { accepted += 1 }
        #expect(accepted == 5)
        let usage = try servers[1].service.usage(tenant: nil, by: caller)
        #expect(usage.account == AccountRecord(available: 0, held: 5))
        #expect(usage.activeJobs == 5)
        let entries = try servers[0].service.ledger(tenant: nil, after: 0, limit: 100, by: caller)
        #expect(entries.map(\.number) == Array(1...6))
        for server in servers { server.engine.hold(false) }
        #expect(try eventually { try servers[0].service.usage(tenant: nil, by: caller).account == AccountRecord(available: 0, held: 0) })
        let kinds = try servers[0].service.ledger(tenant: nil, after: 0, limit: 100, by: caller).map(\.kind)
        #expect(kinds.count { $0 == .commit } == 5)
    }

    @Test func bothWriteOneAuditChain() throws {
        let servers = try servers("{}")
        let caller = caller
        let written = concurrently(24) { index in
            let service = servers[index % 2].service
            let isDone =
                (try? service.deploy(customerID: "c\(index)", document: ServiceFixture.document, idempotency: nil, by: caller)) != nil
            if index % 4 == 0 { try? service.keepBooks() }
            return isDone
        }.count { $0 }
        #expect(written > 0)
        let verdict = try servers[0].service.verifyAudit(noted: nil, by: `operator`)
        #expect(verdict.fault == nil)
        #expect(verdict.entries == written + 1)
        #expect(try servers[1].service.auditHead(by: `operator`) == verdict.head)
    }

    @Test func limitsAndNoncesAreSharedByAllWhoUseTheDatabase() throws {
        let url = try PostgreSQLServer.shared.get().newDatabase()
        let stores = try (0..<2).map { _ in try Store(location: url) }
        let clock = clock
        let limit = RateLimit(name: "n", key: "n", limit: 6, windowSeconds: 60)
        var allowed = 0
        for index in 0..<20 where try StoredRateLimiter(store: stores[index % 2], now: { clock.now }).check([limit]).isAllowed {
            allowed += 1
        }
        #expect(allowed == 6)
        let won = concurrently(12) { index in
            (try? StoredNonces(store: stores[index % 2], now: { clock.now }).reserve("n", holder: "\(index)", milliseconds: 1000))
                == .reserved
        }
        #expect(won.count { $0 } == 1)
    }

    @Test func keysTenantsUsageAndExpiryWorkThere() throws {
        let servers = try servers(#"{"cycles_per_day":100000}"#)
        let key = try servers[0].service.createKey(tenant: "acme", name: "k", scopes: [.prove], lifetimeSeconds: 60, by: `operator`)
        #expect(try servers[1].service.gatekeeper.admit(key: key.text, needing: .prove).caller.tenant == "acme")
        try servers[1].service.setPrice(3, tenant: "acme", customerID: "shop", by: `operator`)
        #expect(try servers[0].service.price(tenant: "acme", customerID: "shop", by: `operator`) == 3)
        try servers[1].service.keepBooks()
        #expect(try servers[0].service.keys(tenant: "acme", by: `operator`).first?.lastUsedAt == clock.now)
        let counters = try servers[0].service.usage(tenant: "acme", by: `operator`).counters
        #expect(counters.contains { $0.measure == "requests" && $0.used == 1 })
        _ = try servers[0].service.rotateKey(key.record.id, tenant: "acme", overlapSeconds: 0, by: `operator`)
        try servers[0].service.sweep(at: clock.now + 10_000_000)
        clock.advance(seconds: 4)
        #expect(throws: ServiceError.self) { try servers[1].service.gatekeeper.admit(key: key.text, needing: .prove) }
    }
}
