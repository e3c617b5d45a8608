import Rules
import Service
import ServiceTesting
import Storage
import Synchronization
import Testing

/// Everything around the policy, as a test wants it.
private final class GatewayScript: GatewayCredentials, GatewayReceipts, GatewayPayments, Sendable {
    struct State {
        var receipt = GatewayReceiptVerdict.accepted
        var payment = PaymentReservation.reserved
        var commits = true
        var log: [String] = []
    }

    let state = Mutex(State())
    let nonces: StoredNonces

    init() throws { nonces = StoredNonces(store: try Store(path: ":memory:"), now: { 0 }) }

    var log: [String] { state.withLock { $0.log } }

    func identify(key: String?, peer: String) -> GatewayIdentity {
        switch key {
        case nil: .missing
        case "prover": .tenant(GatewayTenant(Caller(tenant: "acme", scopes: [.prove]), plan: "gold"))
        case "down": .unavailable
        default: .unknown
        }
    }

    func verify(_ receipt: GatewayReceipt, imageID: [UInt8], nullifier: [UInt8], scope: String?, by caller: Caller) -> GatewayReceiptVerdict
    {
        note("verify")
        return state.withLock { $0.receipt }
    }

    func reserve(payment: String?, tenant: GatewayTenant, operation: String, holder: String) -> PaymentReservation {
        note("reserve \(payment ?? "-")")
        return state.withLock { $0.payment }
    }

    func commit(holder: String) -> Bool {
        note("commit")
        return state.withLock { $0.commits }
    }

    func release(holder: String) { note("release") }

    private func note(_ line: String) { state.withLock { $0.log.append(line) } }

    func policy(requestsPerMinute: Int = 1000) -> GatewayPolicy {
        var settings = GatewaySettings()
        settings.requestsPerMinute = requestsPerMinute
        return GatewayPolicy(
            credentials: self, limiter: RuleRateLimiter(settings.rules, limiter: MemoryRateLimiter(now: { 0 })), receipts: self,
            nonces: nonces, payments: self)
    }
}

@Suite struct GatewayPolicyTests {
    private static let nullifier = String(repeating: "ab", count: 32)
    private static let opened = [
        "op": "prove", "payment": "required", "receipt": "header", "image": String(repeating: "01", count: 32),
    ]

    private func request(_ headers: [String: String] = [:], _ extensions: [String: String] = [:], body: [UInt8] = [], partial: Bool = false)
        -> GatewayRequest
    {
        GatewayRequest(
            method: "POST", path: "/api/prove", headers: headers, peer: "192.0.2.7", id: "r", extensions: extensions, body: body[...],
            isBodyPartial: partial)
    }

    private func denial(_ decision: GatewayDecision) -> String {
        if case .denied(let denial) = decision { "\(denial.status) \(denial.code)" } else { "allowed" }
    }

    private func shown(_ more: [String: String] = [:]) -> [String: String] {
        ["authorization": "Bearer prover", "x-zk-receipt-id": "r1", "x-zk-nullifier": Self.nullifier].merging(more) { $1 }
    }

    @Test func keysAreAskedForAndTheirScopesHold() throws {
        let policy = try GatewayScript().policy()
        #expect(denial(policy.decide(request())) == "401 key_missing")
        #expect(denial(policy.decide(request(["authorization": "Bearer x"]))) == "401 key_unknown")
        #expect(denial(policy.decide(request(["authorization": "Basic eDp5"]))) == "401 key_malformed")
        #expect(denial(policy.decide(request(["authorization": "Bearer prover,Bearer prover"]))) == "401 key_malformed")
        #expect(denial(policy.decide(request(["x-api-key": "x"]))) == "401 key_unknown")
        #expect(denial(policy.decide(request(["authorization": "Bearer down"]))) == "503 gateway_unavailable")
        #expect(denial(policy.decide(request(["x-api-key": "prover"], ["op": "deploy"]))) == "403 scope_missing")
        #expect(denial(policy.decide(request(["x-api-key": "prover"], ["op": "prove"]))) == "allowed")
        // A public route asks for no key, and still refuses a wrong one.
        #expect(denial(policy.decide(request([:], ["access": "public"]))) == "allowed")
        #expect(denial(policy.decide(request(["x-api-key": "x"], ["access": "public"]))) == "401 key_unknown")
    }

    @Test func allowedRequestTellsTenantPlanAndRate() throws {
        guard case .allowed(let permit) = try GatewayScript().policy().decide(request(["x-api-key": "prover"])) else {
            Issue.record("denied")
            return
        }
        #expect(permit.tenant == "acme")
        #expect(permit.plan == "gold")
        #expect(permit.responseHeaders.map(\.name) == ["RateLimit-Policy", "RateLimit"])
        #expect(permit.responseHeaders.map(\.value) == [#""requests";q=1000;w=60"#, #""requests";r=999;t=61"#])
    }

    @Test func slipOfThePenInTheProxysFileOpensNothing() throws {
        let policy = try GatewayScript().policy()
        for extensions in [
            ["acess": "public"], ["access": "yes"], ["payment": "maybe"], ["receipt": "header"], ["receipt": "header", "image": "01"],
            ["image": String(repeating: "01", count: 32)], ["access": "public", "payment": "required"], ["op": ""],
        ] { #expect(denial(policy.decide(request(["x-api-key": "prover"], extensions))) == "500 gateway_misconfigured", "\(extensions)") }
    }

    @Test func tooManyRequestsAreToldWhenToComeBack() throws {
        let policy = try GatewayScript().policy(requestsPerMinute: 20)
        let request = request([:], ["access": "public"])
        #expect(denial(policy.decide(request)) == "allowed")
        #expect(denial(policy.decide(request)) == "allowed")
        guard case .denied(let denial) = policy.decide(request) else {
            Issue.record("allowed")
            return
        }
        #expect(denial.status == 429)
        #expect(denial.retryAfter.map { (1...120).contains($0) } == true)
        #expect(denial.headers.map(\.name) == ["RateLimit-Policy", "RateLimit"])
        // Another address has a share of its own.
        var other = request
        other.peer = "192.0.2.8"
        #expect(self.denial(policy.decide(other)) == "allowed")
    }

    @Test func spendsInTheOrderReserveVerifyCommit() throws {
        let script = try GatewayScript()
        #expect(denial(script.policy().decide(request(shown(["x-payment-id": "p1"]), Self.opened))) == "allowed")
        #expect(script.log == ["reserve p1", "verify", "commit"])
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == "403 nullifier_used")
        #expect(script.log.count == 3)
    }

    @Test(
        arguments: [
            (GatewayReceiptVerdict.rejected(reason: "no"), "403 receipt_rejected"), (.malformed(reason: "no"), "400 malformed_receipt"),
            (.unknownID, "403 receipt_unknown"), (.unavailable, "503 gateway_unavailable"),
        ] as [(GatewayReceiptVerdict, String)])
    func badReceiptBurnsNeitherNullifierNorPayment(_ verdict: GatewayReceiptVerdict, _ expected: String) throws {
        let script = try GatewayScript()
        script.state.withLock { $0.receipt = verdict }
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == expected)
        #expect(script.log == ["reserve -", "verify", "release"])
        script.state.withLock { $0.receipt = .accepted }
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == "allowed")
    }

    @Test(
        arguments: [
            (PaymentReservation.missing(detail: "pay"), "402 payment_required"), (.refused(detail: "spent"), "402 payment_refused"),
            (.busy, "429 payment_busy"), (.unavailable, "503 gateway_unavailable"),
        ] as [(PaymentReservation, String)])
    func missingPaymentBurnsNoNullifier(_ payment: PaymentReservation, _ expected: String) throws {
        let script = try GatewayScript()
        script.state.withLock { $0.payment = payment }
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == expected)
        #expect(script.log == ["reserve -"])
        script.state.withLock { $0.payment = .free }
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == "allowed")
    }

    @Test func lapsedHoldGivesEverythingBack() throws {
        let script = try GatewayScript()
        script.state.withLock { $0.commits = false }
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == "503 gateway_unavailable")
        #expect(script.log == ["reserve -", "verify", "commit", "release"])
        script.state.withLock { $0.commits = true }
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == "allowed")
    }

    @Test func receiptsComeInHeadersOrWholeBodies() throws {
        let script = try GatewayScript()
        let key = ["authorization": "Bearer prover"]
        #expect(denial(script.policy().decide(request(key, Self.opened))) == "403 receipt_missing")
        #expect(denial(script.policy().decide(request(shown(["x-zk-nullifier": "ab"]), Self.opened))) == "400 malformed_nullifier")
        var headers = shown(["x-zk-receipt": "!!"])
        headers["x-zk-receipt-id"] = nil
        #expect(denial(script.policy().decide(request(headers, Self.opened))) == "400 malformed_receipt")
        for (text, last) in [("0xabcd", "01"), ("q80=", "02")] {
            headers["x-zk-receipt"] = text
            headers["x-zk-nullifier"] = String(repeating: last, count: 32)
            #expect(denial(script.policy().decide(request(headers, Self.opened))) == "allowed")
        }
        let body = Self.opened.merging(["receipt": "body"]) { $1 }
        #expect(denial(script.policy().decide(request(shown(), body, body: [1, 2], partial: true))) == "413 receipt_too_large")
        #expect(denial(script.policy().decide(request(shown(), body, body: [1, 2]))) == "allowed")
    }

    @Test func requestsPassAndNothingIsSpentWhileSharedStateIsAway() throws {
        let policy = GatewayPolicy(
            credentials: try GatewayScript(), limiter: RuleRateLimiter(GatewaySettings().rules, limiter: Unreachable()),
            receipts: try GatewayScript(), nonces: Unreachable(), payments: try GatewayScript())
        #expect(denial(policy.decide(request(["x-api-key": "prover"]))) == "allowed")
        #expect(denial(policy.decide(request(shown(), Self.opened))) == "503 gateway_unavailable")
    }
}

/// Limits and nonces on a server that does not answer.
private struct Unreachable: RateLimiter, NonceBook {
    private let reason = SharedStateUnavailable(reason: "away")

    func check(_ limits: [RateLimit]) throws(SharedStateUnavailable) -> RateDecision { throw reason }
    func reserve(_ key: String, holder: String, milliseconds: Int) throws(SharedStateUnavailable) -> NonceReservation { throw reason }
    func commit(_ key: String, holder: String, keep milliseconds: Int) throws(SharedStateUnavailable) -> Bool { throw reason }
    func release(_ key: String, holder: String) throws(SharedStateUnavailable) -> Bool { throw reason }
}

@Suite struct RuleRateLimiterTests {
    private func entry(_ tenant: String) -> [RateDescriptorEntry] { [RateDescriptorEntry("tenant", tenant)] }

    @Test func refusedRequestChargesNoDescriptor() throws {
        let rule = RateRule("r", domain: "d", [("tenant", nil)], limit: 10, windowSeconds: 60)
        let limiter = RuleRateLimiter([rule], limiter: MemoryRateLimiter(now: { 0 }))
        _ = try limiter.take(domain: "d", descriptors: [entry("a")], hits: 10)
        let both = try limiter.take(domain: "d", descriptors: [entry("a"), [RateDescriptorEntry("else", "x")], entry("b")], hits: 1)
        #expect(both.map(\.isOver) == [true, false, false])
        #expect(both[1] == .unlimited)
        #expect(try limiter.take(domain: "d", descriptors: [entry("b")], hits: 1)[0].remaining == 9)
        #expect(try limiter.take(domain: "other", descriptors: [entry("a")], hits: 1) == [.unlimited])
    }

    @Test func firstRuleThatMatchesCounts() throws {
        let rules = [
            RateRule("one", domain: "d", [("tenant", "big")], limit: 5, windowSeconds: 60),
            RateRule("all", domain: "d", [("tenant", nil)], limit: 1, windowSeconds: 60),
        ]
        let limiter = RuleRateLimiter(rules, limiter: MemoryRateLimiter(now: { 0 }))
        #expect(try limiter.take(domain: "d", descriptors: [entry("big")], hits: 1)[0].limit == 5)
        #expect(try limiter.take(domain: "d", descriptors: [entry("small")], hits: 1)[0].limit == 1)
    }
}
