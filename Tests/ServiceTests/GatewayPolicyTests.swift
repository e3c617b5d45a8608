import Rules
import Service
import ServiceTesting
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
    let nonces = NonceMemory(now: { 0 })
    var log: [String] { state.withLock { $0.log } }

    func identify(key: String?, peer: String) -> GatewayIdentity {
        switch key {
        case nil: .missing
        case "prover": .tenant(GatewayTenant(Caller(tenant: "acme", scopes: [.prove]), plan: "gold"))
        case "down": .unavailable
        default: .unknown
        }
    }

    func verify(_ receipt: GatewayReceipt, imageID: [UInt8], nullifier: [UInt8], scope: String?, by caller: Caller) -> GatewayReceiptVerdict {
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
            credentials: self, limiter: SlidingWindowLimiter(settings.rules, now: { 0 }), receipts: self, nonces: nonces, payments: self)
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

    @Test func keysAreAskedForAndTheirScopesHold() {
        let policy = GatewayScript().policy()
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

    @Test func allowedRequestTellsTenantPlanAndRate() {
        guard case .allowed(let permit) = GatewayScript().policy().decide(request(["x-api-key": "prover"])) else {
            Issue.record("denied")
            return
        }
        #expect(permit.tenant == "acme")
        #expect(permit.plan == "gold")
        #expect(permit.responseHeaders.map(\.name) == ["RateLimit-Policy", "RateLimit"])
        #expect(permit.responseHeaders.map(\.value) == [#""requests";q=1000;w=60"#, #""requests";r=999;t=60"#])
    }

    @Test func slipOfThePenInTheProxysFileOpensNothing() {
        let policy = GatewayScript().policy()
        for extensions in [
            ["acess": "public"], ["access": "yes"], ["payment": "maybe"], ["receipt": "header"], ["receipt": "header", "image": "01"],
            ["image": String(repeating: "01", count: 32)], ["access": "public", "payment": "required"], ["op": ""],
        ] { #expect(denial(policy.decide(request(["x-api-key": "prover"], extensions))) == "500 gateway_misconfigured", "\(extensions)") }
    }

    @Test func tooManyRequestsAreToldWhenToComeBack() {
        let policy = GatewayScript().policy(requestsPerMinute: 20)
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

    @Test func spendsInTheOrderReserveVerifyCommit() {
        let script = GatewayScript()
        #expect(denial(script.policy().decide(request(shown(["x-payment-id": "p1"]), Self.opened))) == "allowed")
        #expect(script.log == ["reserve p1", "verify", "commit"])
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == "403 nullifier_used")
        #expect(script.log.count == 3)
    }

    @Test(arguments: [
        (GatewayReceiptVerdict.rejected(reason: "no"), "403 receipt_rejected"), (.malformed(reason: "no"), "400 malformed_receipt"),
        (.unknownID, "403 receipt_unknown"), (.unavailable, "503 gateway_unavailable"),
    ] as [(GatewayReceiptVerdict, String)])
    func badReceiptBurnsNeitherNullifierNorPayment(_ verdict: GatewayReceiptVerdict, _ expected: String) {
        let script = GatewayScript()
        script.state.withLock { $0.receipt = verdict }
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == expected)
        #expect(script.log == ["reserve -", "verify", "release"])
        script.state.withLock { $0.receipt = .accepted }
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == "allowed")
    }

    @Test(arguments: [
        (PaymentReservation.missing(detail: "pay"), "402 payment_required"), (.refused(detail: "spent"), "402 payment_refused"),
        (.busy, "429 payment_busy"), (.unavailable, "503 gateway_unavailable"),
    ] as [(PaymentReservation, String)])
    func missingPaymentBurnsNoNullifier(_ payment: PaymentReservation, _ expected: String) {
        let script = GatewayScript()
        script.state.withLock { $0.payment = payment }
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == expected)
        #expect(script.log == ["reserve -"])
        script.state.withLock { $0.payment = .free }
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == "allowed")
    }

    @Test func lapsedHoldGivesEverythingBack() {
        let script = GatewayScript()
        script.state.withLock { $0.commits = false }
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == "503 gateway_unavailable")
        #expect(script.log == ["reserve -", "verify", "commit", "release"])
        script.state.withLock { $0.commits = true }
        #expect(denial(script.policy().decide(request(shown(), Self.opened))) == "allowed")
    }

    @Test func receiptsComeInHeadersOrWholeBodies() {
        let script = GatewayScript()
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

    @Test func twoRequestsCannotHoldOneNullifier() {
        let nonces = NonceMemory(holdSeconds: 10, now: { 0 })
        #expect(nonces.reserve([1], domain: "d", holder: "a") == .reserved)
        #expect(nonces.reserve([1], domain: "d", holder: "b") == .busy)
        #expect(nonces.reserve([1], domain: "other", holder: "b") == .reserved)
        #expect(!nonces.commit([1], domain: "d", holder: "b"))
        nonces.release([1], domain: "d", holder: "b")
        #expect(nonces.commit([1], domain: "d", holder: "a"))
        nonces.release([1], domain: "d", holder: "a")
        #expect(nonces.reserve([1], domain: "d", holder: "c") == .used)
    }

    @Test func reservationLapsesAndMemoryIsBounded() {
        let clock = Mutex(0)
        let nonces = NonceMemory(capacity: 2, holdSeconds: 10, now: { clock.withLock { $0 } })
        #expect(nonces.reserve([1], domain: "d", holder: "a") == .reserved)
        clock.withLock { $0 = 10_000 }
        #expect(!nonces.commit([1], domain: "d", holder: "a"))
        #expect(nonces.reserve([1], domain: "d", holder: "b") == .reserved)
        #expect(nonces.reserve([2], domain: "d", holder: "b") == .reserved)
        #expect(nonces.reserve([3], domain: "d", holder: "b") == .unavailable)
    }

    @Test func callersOnThisMachineNeedNoKeyAndNobodyElseIsAnybody() {
        let credentials = LoopbackCredentials()
        #expect(credentials.identify(key: nil, peer: "127.0.0.1") == .tenant(.local))
        #expect(credentials.identify(key: nil, peer: "::1") == .tenant(.local))
        #expect(credentials.identify(key: nil, peer: "192.0.2.1") == .missing)
        #expect(credentials.identify(key: nil, peer: "") == .missing)
        #expect(credentials.identify(key: "k", peer: "127.0.0.1") == .unknown)
    }
}

@Suite struct SlidingWindowLimiterTests {
    private static let rule = RateRule(domain: "d", [("tenant", nil)], limit: 10, windowSeconds: 60)

    private func entry(_ tenant: String) -> [RateDescriptorEntry] { [RateDescriptorEntry("tenant", tenant)] }

    @Test func windowSlides() {
        let clock = Mutex(0)
        let limiter = SlidingWindowLimiter([Self.rule], now: { clock.withLock { $0 } })
        func take(_ hits: Int = 1) -> RateState { limiter.take(domain: "d", descriptors: [entry("a")], hits: hits)[0] }
        #expect(take(10).remaining == 0)
        #expect(take().isOver)
        // Half a window later half of the hits still count.
        clock.withLock { $0 = 90_000 }
        #expect(take(5).remaining == 0)
        let over = take()
        #expect(over.isOver)
        clock.withLock { $0 += over.resetSeconds * 1000 }
        #expect(!take().isOver)
        clock.withLock { $0 = 1_000_000 }
        #expect(take().remaining == 9)
    }

    @Test func refusedRequestChargesNoDescriptor() {
        let limiter = SlidingWindowLimiter([Self.rule], now: { 0 })
        _ = limiter.take(domain: "d", descriptors: [entry("a")], hits: 10)
        let both = limiter.take(domain: "d", descriptors: [entry("a"), entry("b"), [RateDescriptorEntry("else", "x")]], hits: 1)
        #expect(both.map(\.isOver) == [true, false, false])
        #expect(limiter.take(domain: "d", descriptors: [entry("b")], hits: 1)[0].remaining == 9)
        #expect(limiter.take(domain: "other", descriptors: [entry("a")], hits: 1) == [.unlimited])
    }

    @Test func memoryIsBounded() {
        let limiter = SlidingWindowLimiter([Self.rule], capacity: 5, now: { 0 })
        for number in 0..<100 { #expect(limiter.take(domain: "d", descriptors: [entry("\(number)")], hits: 1)[0].remaining == 9) }
    }

    @Test func noMoreThanTheLimitPassesUnderConcurrency() async {
        let limiter = SlidingWindowLimiter([RateRule(domain: "d", [("tenant", nil)], limit: 500, windowSeconds: 60)], now: { 0 })
        let passed = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<200).count { _ in !limiter.take(domain: "d", descriptors: [[RateDescriptorEntry("tenant", "a")]], hits: 1)[0].isOver }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(passed == 500)
    }
}
