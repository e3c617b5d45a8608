import Rules
import Service
import ServiceTesting
import Storage
import Testing

/// What the gateway learns from the records of tenants.
@Suite struct GatewayTenancyTests {
    private let clock = TestClock()
    private let `operator` = Caller(tenant: Tenant.operatorID, keyID: "test")

    private func fixture(prepaid: Bool = false) throws -> ServiceFixture {
        let fixture = try ServiceFixture(environment: clock.environment, starts: false)
        let limits = JSONValue.object([JSONMember("prepaid", .bool(prepaid))])
        _ = try fixture.service.createTenant(id: "acme", name: "Acme", plan: .standard, limits: limits, by: `operator`)
        return fixture
    }

    @Test func gatewayKnowsTheServersKeys() throws {
        let fixture = try fixture()
        let gatekeeper = fixture.service.gatekeeper
        let key = try fixture.service.createKey(tenant: "acme", name: "k", scopes: [.prove], lifetimeSeconds: nil, by: `operator`)
        let caller = Caller(tenant: "acme", keyID: key.record.id, scopes: [.prove])
        #expect(gatekeeper.identify(key: key.text, peer: "1.2.3.4") == .tenant(GatewayTenant(caller, plan: "standard")))
        #expect(gatekeeper.identify(key: nil, peer: "127.0.0.1") == .missing)
        #expect(gatekeeper.identify(key: "burhan_x", peer: "1.2.3.4") == .unknown)
        _ = try fixture.service.setState(.suspended, ofTenant: "acme", by: `operator`)
        #expect(gatekeeper.identify(key: key.text, peer: "1.2.3.4") == .unknown)
        _ = try fixture.service.setState(.active, ofTenant: "acme", by: `operator`)
        try fixture.service.revokeKey(key.record.id, tenant: "acme", by: `operator`)
        #expect(gatekeeper.identify(key: key.text, peer: "1.2.3.4") == .unknown)
    }

    @Test func nullifierOpensARouteOnceAndForEver() throws {
        let fixture = try fixture()
        let nonces = fixture.service.gatewayNonces
        #expect(nonces.reserve([1], domain: "d", holder: "a") == .reserved)
        #expect(nonces.reserve([1], domain: "d", holder: "b") == .busy)
        nonces.release([1], domain: "d", holder: "a")
        #expect(nonces.reserve([1], domain: "d", holder: "b") == .reserved)
        #expect(nonces.commit([1], domain: "d", holder: "b"))
        clock.advance(seconds: 86_400 * 400)
        try fixture.service.sweep(at: clock.now)
        #expect(nonces.reserve([1], domain: "d", holder: "c") == .used)
        #expect(nonces.reserve([1], domain: "e", holder: "c") == .reserved)
    }

    @Test func onlyPrepaidTenantsWithoutCreditsAreTurnedAway() throws {
        let free = CreditGate(try fixture().service.gatekeeper)
        let tenant = GatewayTenant(Caller(tenant: "acme", keyID: "k"), plan: "standard")
        #expect(free.reserve(payment: nil, tenant: tenant, operation: "prove", holder: "h") == .free)
        let fixture = try fixture(prepaid: true)
        let gate = CreditGate(fixture.service.gatekeeper)
        func answer(_ tenant: GatewayTenant, payment: String? = nil) -> String {
            String("\(gate.reserve(payment: payment, tenant: tenant, operation: "prove", holder: "h"))".prefix(7))
        }
        #expect(answer(tenant) == "missing")
        _ = try fixture.service.grantCredits(1, toTenant: "acme", reference: "r", note: "", by: `operator`)
        #expect(answer(tenant) == "free")
        #expect(answer(tenant, payment: "payment-1") == "refused")
        #expect(answer(GatewayTenant(Caller(tenant: "nobody"), plan: "free")) == "missing")
    }
}
