import Service
import ServiceTesting
import Storage
import Testing

@Suite struct KeyTests {
    private let clock = TestClock()
    private let `operator` = Caller(tenant: Tenant.operatorID, keyID: "test")

    private func fixture(sealKey: ServiceKey? = nil) throws -> ServiceFixture {
        let fixture = try ServiceFixture(sealKey: sealKey, environment: clock.environment, starts: false)
        _ = try fixture.service.createTenant(id: "acme", name: "Acme", plan: .unlimited, by: `operator`)
        return fixture
    }

    private func key(_ fixture: ServiceFixture, _ scopes: Set<Scope> = [.prove], seconds: Int? = nil) throws -> NewKey {
        try fixture.service.createKey(tenant: "acme", name: "backend", scopes: scopes, lifetimeSeconds: seconds, by: `operator`)
    }

    /// What the gate says of a key: the tenant it opens, or the error.
    private func opens(_ text: String, _ service: ProofService, needing scope: Scope? = .prove) throws -> String? {
        do throws(ServiceError) { return try service.gatekeeper.admit(key: text, needing: scope).caller.tenant } catch {
            if case .unauthenticated(.refused) = error { return nil }
            throw error
        }
    }

    @Test func keyOpensItsTenantWithItsScopes() throws {
        let fixture = try fixture()
        let key = try key(fixture, [.prove, .verify])
        let admission = try fixture.service.gatekeeper.admit(key: key.text, needing: .verify)
        #expect(admission.caller == Caller(tenant: "acme", keyID: key.record.id, scopes: [.prove, .verify]))
        do throws(ServiceError) {
            _ = try fixture.service.gatekeeper.admit(key: key.text, needing: .deploy)
            Issue.record("admitted")
        } catch {
            guard case .forbidden(.deploy) = error else { throw error }
        }
    }

    @Test func typingErrorsAreToldApartFromRefusedKeys() throws {
        let fixture = try fixture()
        let text = try key(fixture).text
        for index in text.indices {
            var changed = text
            changed.replaceSubrange(index...index, with: text[index] == "1" ? "2" : "1")
            do throws(ServiceError) {
                _ = try fixture.service.gatekeeper.admit(key: changed, needing: .prove)
                Issue.record("admitted")
            } catch {
                guard case .unauthenticated(.malformed) = error else { throw error }
            }
        }
        for cut in [0, 1, 80, text.count - 1] { #expect(KeyText(String(text.prefix(cut))) == nil) }
        #expect(KeyText(text + "0") == nil)
        // Well formed, but nobody's; and the right id with another secret.
        let stranger = KeyText(id: "0123456789abcdef", secret: [UInt8](repeating: 7, count: 32)).text
        #expect(try opens(stranger, fixture.service) == nil)
        let id = try #require(KeyText(text)).id
        #expect(try opens(KeyText(id: id, secret: [UInt8](repeating: 7, count: 32)).text, fixture.service) == nil)
    }

    @Test func revocationHoldsHereAtOnceAndOnOtherServersWithinFiveSeconds() throws {
        let store = try Store(path: ":memory:")
        let servers = try (0..<2).map { _ in
            try ProofService(store: store, engine: ScriptedEngine(), sealKey: nil, environment: clock.environment)
        }
        _ = try servers[0].createTenant(id: "acme", name: "Acme", plan: .unlimited, by: `operator`)
        let key = try servers[0].createKey(tenant: "acme", name: "k", scopes: [.prove], lifetimeSeconds: nil, by: `operator`)
        for server in servers { #expect(try opens(key.text, server) == "acme") }
        try servers[0].revokeKey(key.record.id, tenant: "acme", by: `operator`)
        #expect(try opens(key.text, servers[0]) == nil)
        clock.advance(milliseconds: 4999)
        #expect(try opens(key.text, servers[1]) == nil)
    }

    @Test func suspensionHoldsForEveryKeyUntilTheTenantIsResumed() throws {
        let fixture = try fixture()
        let key = try key(fixture)
        #expect(try opens(key.text, fixture.service) == "acme")
        _ = try fixture.service.setState(.suspended, ofTenant: "acme", by: `operator`)
        #expect(throws: ServiceError.self) { try opens(key.text, fixture.service) }
        _ = try fixture.service.setState(.active, ofTenant: "acme", by: `operator`)
        #expect(try opens(key.text, fixture.service) == "acme")
        #expect(throws: ServiceError.self) { try fixture.service.setState(.suspended, ofTenant: Tenant.operatorID, by: `operator`) }
    }

    @Test func keyExpires() throws {
        let fixture = try fixture()
        let key = try key(fixture, seconds: 10)
        clock.advance(milliseconds: 9999)
        #expect(try opens(key.text, fixture.service) == "acme")
        clock.advance(milliseconds: 1)
        #expect(try opens(key.text, fixture.service) == nil)
    }

    @Test func repetitionWithAnIdempotencyKeyMakesNoSecondKey() throws {
        let fixture = try fixture()
        func make(_ body: String) throws -> NewKey {
            try fixture.service.createKey(
                tenant: "acme", name: "k", scopes: [.prove], lifetimeSeconds: nil,
                idempotency: IdempotencyKey(key: "one", body: Array(body.utf8)), by: `operator`)
        }
        let before = try fixture.service.keys(tenant: "acme", by: `operator`).count
        let key = try make("body")
        let repetition = #expect(throws: ServiceError.self) { try make("body") }
        guard case .keyExists(key.record.id) = repetition else {
            Issue.record("\(String(describing: repetition))")
            return
        }
        let other = #expect(throws: ServiceError.self) { try make("another body") }
        guard case .idempotencyConflict = other else {
            Issue.record("\(String(describing: other))")
            return
        }
        #expect(try fixture.service.keys(tenant: "acme", by: `operator`).count == before + 1)
        #expect(try opens(key.text, fixture.service) == "acme")
    }

    @Test func rotatedKeyWorksForTheOverlapAndIsRotatedOnce() throws {
        let fixture = try fixture()
        let old = try key(fixture, [.prove, .verify])
        let new = try fixture.service.rotateKey(old.record.id, tenant: "acme", overlapSeconds: 60, by: `operator`)
        #expect(new.record.scopes == old.record.scopes)
        #expect(new.text != old.text)
        for text in [old.text, new.text] { #expect(try opens(text, fixture.service) == "acme") }
        #expect(throws: ServiceError.self) {
            try fixture.service.rotateKey(old.record.id, tenant: "acme", overlapSeconds: 60, by: `operator`)
        }
        clock.advance(seconds: 60)
        #expect(try opens(old.text, fixture.service) == nil)
        #expect(try opens(new.text, fixture.service) == "acme")
        let records = try fixture.service.keys(tenant: "acme", by: `operator`)
        #expect(records.first { $0.id == old.record.id }?.successor == new.record.id)
    }

    @Test func neitherSecretNorTextReachesTheDisk() throws {
        for sealKey in [nil, try ServiceKey.random()] {
            let fixture = try fixture(sealKey: sealKey)
            let key = try key(fixture)
            #expect(try opens(key.text, fixture.service) == "acme")
            try fixture.service.keepBooks()
            #expect(try !fixture.directory.contains(Hex.text(try #require(KeyText(key.text)).secret)))
            #expect(try fixture.directory.contains(key.record.id))
        }
    }

    @Test func keysOutliveTheAdditionOfASealKey() throws {
        let first = try fixture()
        let before = try key(first)
        let copy = try first.directory.snapshot(first.database, as: "copy.sqlite")
        let sealKey = try ServiceKey.random()
        let second = try ServiceFixture(
            sealKey: sealKey, directory: first.directory, database: copy, environment: clock.environment, starts: false)
        let after = try key(second)
        #expect(try opens(before.text, second.service) == "acme")
        #expect(try opens(after.text, second.service) == "acme")
        let third = try second.directory.snapshot(copy, as: "third.sqlite")
        let other = try ServiceFixture(
            sealKey: .random(), directory: first.directory, database: third, environment: clock.environment, starts: false)
        #expect(try opens(after.text, other.service) == nil)
    }

    @Test func lastUseIsWrittenWithTheBooks() throws {
        let fixture = try fixture()
        let key = try key(fixture)
        func lastUse() throws -> Int? { try fixture.service.keys(tenant: "acme", by: `operator`).first?.lastUsedAt }
        #expect(try lastUse() == nil)
        let start = clock.now
        #expect(try opens(key.text, fixture.service) == "acme")
        #expect(try lastUse() == start)
        clock.advance(seconds: 200)
        #expect(try opens(key.text, fixture.service) == "acme")
        #expect(try lastUse() == start + 200_000)
    }

    @Test func bootstrapMakesOneOperator() throws {
        let fixture = try fixture()
        let key = try fixture.service.bootstrap()
        let admission = try fixture.service.gatekeeper.admit(key: key.text, needing: .admin)
        #expect(admission.caller.isOperator)
        #expect(throws: ServiceError.self) { try fixture.service.bootstrap() }
        try fixture.service.revokeKey(key.record.id, tenant: nil, by: admission.caller)
        #expect(try fixture.service.bootstrap().text != key.text)
    }

    @Test func tenantsAdministerThemselvesOnly() throws {
        let fixture = try fixture()
        let admin = Caller(tenant: "acme", keyID: "a", scopes: [.admin])
        #expect(
            try fixture.service.createKey(tenant: nil, name: "k", scopes: [.prove], lifetimeSeconds: nil, by: admin).record.tenant == "acme"
        )
        for tenant in ["local", "nobody", Tenant.operatorID] {
            #expect(throws: ServiceError.self) {
                try fixture.service.createKey(tenant: tenant, name: "k", scopes: [.prove], lifetimeSeconds: nil, by: admin)
            }
            #expect(throws: ServiceError.self) { try fixture.service.usage(tenant: tenant, by: admin) }
        }
        let prover = Caller(tenant: "acme", keyID: "p", scopes: [.prove])
        #expect(throws: ServiceError.self) { try fixture.service.keys(tenant: nil, by: prover) }
        #expect(throws: ServiceError.self) { try fixture.service.createTenant(id: "x", name: "x", plan: .free, by: admin) }
        #expect(throws: ServiceError.self) { try fixture.service.auditHead(by: admin) }
    }
}
