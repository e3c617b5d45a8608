import Rules
import Service
import ServiceTesting
import Storage
import Synchronization
import Testing

/// Limits and money; the scripted engine says 1234 cycles for everything.
@Suite struct AccountingTests {
    private let clock = TestClock()
    private let caller = Caller(tenant: "acme", keyID: "k")
    private let `operator` = Caller(tenant: Tenant.operatorID, keyID: "test")

    private func fixture(_ limits: String, credits: Int = 0, environment: ServiceEnvironment? = nil, provers: Int = 1) throws
        -> ServiceFixture
    {
        let fixture = try ServiceFixture(environment: environment ?? clock.environment) { settings in
            settings.provers = provers
            settings.queueCapacity = 1000
        }
        let json = try #require(JSONParser.parse(Array(limits.utf8)).value)
        _ = try fixture.service.createTenant(id: "acme", name: "Acme", plan: .unlimited, limits: json, by: `operator`)
        if credits > 0 {
            _ = try fixture.service.grantCredits(credits, toTenant: "acme", reference: "first", note: "", by: `operator`)
        }
        return fixture
    }

    private func order(_ fixture: ServiceFixture, _ inputs: String = "{}", key: String? = nil) throws(ServiceError) -> String {
        try fixture.service.order(ServiceFixture.order(inputs, key: key), by: caller).job.id
    }

    private func job(_ fixture: ServiceFixture, _ id: String) throws -> JobRecord { try fixture.service.job(id, by: caller) }

    private func waitFor(_ state: JobState, _ id: String, _ fixture: ServiceFixture) throws {
        #expect(try eventually { try job(fixture, id).state == state })
    }

    private func account(_ fixture: ServiceFixture) throws -> AccountRecord { try fixture.service.usage(tenant: nil, by: caller).account }

    private func cycles(_ fixture: ServiceFixture) throws -> [Int] {
        try fixture.service.usage(tenant: nil, by: caller).counters.filter { $0.measure == "cycles" }.flatMap { [$0.used, $0.reserved] }
    }

    /// The ledger adds up: every line follows from the one before it, and the last says what there is.
    private func checkLedger(_ fixture: ServiceFixture) throws {
        var account = AccountRecord()
        let entries = try fixture.service.ledger(tenant: nil, after: 0, limit: 1000, by: caller)
        for (index, entry) in entries.enumerated() {
            #expect(entry.number == index + 1)
            switch entry.kind {
            case .grant: account.available += entry.amount
            case .reserve: (account.available, account.held) = (account.available - entry.amount, account.held + entry.amount)
            case .commit: account.held -= entry.amount
            case .release: (account.available, account.held) = (account.available + entry.amount, account.held - entry.amount)
            }
            #expect(entry.account == account)
            #expect(account.available >= 0 && account.held >= 0)
        }
        #expect(try self.account(fixture) == account)
    }

    @Test func lastCreditIsSpentOnce() throws {
        let fixture = try fixture(#"{"prepaid":true}"#, credits: 7)
        fixture.engine.hold(true)
        let caller = caller
        let results = concurrently(32) { _ -> String in
            do throws(ServiceError) { return try fixture.service.order(ServiceFixture.order(), by: caller).job.id } catch {
                guard case .paymentRequired(needed: 1, available: 0, _) = error else { return "\(error)" }
                return "refused"
            }
        }
        #expect(results.count { $0 == "refused" } == 25)
        #expect(results.count { $0.hasPrefix("job_") } == 7)
        #expect(try account(fixture) == AccountRecord(available: 0, held: 7))
        fixture.engine.hold(false)
        #expect(try eventually { try account(fixture) == AccountRecord(available: 0, held: 0) })
        try checkLedger(fixture)
    }

    @Test func successIsChargedOnceAndFailureNever() throws {
        let fixture = try fixture(#"{"prepaid":true}"#, credits: 10)
        let good = try order(fixture)
        try waitFor(.succeeded, good, fixture)
        #expect(try job(fixture, good).credits == 1)
        let bad = try order(fixture, #"{"fails":true}"#)
        try waitFor(.failed, bad, fixture)
        fixture.engine.hold(true)
        let stopped = try order(fixture)
        try waitFor(.running, stopped, fixture)
        try fixture.service.cancel(stopped, by: caller)
        try waitFor(.cancelled, stopped, fixture)
        for id in [bad, stopped] { #expect(try job(fixture, id).credits == 0) }
        #expect(try account(fixture) == AccountRecord(available: 9, held: 0))
        #expect(try cycles(fixture) == [1234, 0, 1234, 0])
        try checkLedger(fixture)
        #expect(JobReport.json(try job(fixture, good))["credits"] == .integer(1))
    }

    @Test func repeatedOrderIsOneChargeAndAFalseStatementNone() throws {
        let fixture = try fixture(#"{"prepaid":true}"#, credits: 10)
        let id = try order(fixture, key: "k")
        #expect(try order(fixture, key: "k") == id)
        try waitFor(.succeeded, id, fixture)
        #expect(try order(fixture, key: "k") == id)
        #expect(throws: ServiceError.self) { try order(fixture, #"{"holds":false}"#) }
        #expect(try account(fixture) == AccountRecord(available: 9, held: 0))
    }

    @Test func priceFollowsCyclesOrTheDeployment() throws {
        let fixture = try fixture(#"{"prepaid":true}"#, credits: 10)
        _ = try fixture.service.deploy(customerID: "shop", document: ServiceFixture.document, idempotency: nil, by: caller)
        try fixture.service.setPrice(4, tenant: "acme", customerID: "shop", by: `operator`)
        var order = ServiceFixture.order()
        order.subject = .customer("shop")
        let id = try fixture.service.order(order, by: caller).job.id
        // A price that rises later is not asked of a job that was accepted before.
        try fixture.service.setPrice(400, tenant: "acme", customerID: "shop", by: `operator`)
        try waitFor(.succeeded, id, fixture)
        #expect(try job(fixture, id).credits == 4)
        #expect(throws: ServiceError.self) { try fixture.service.order(order, by: caller) }
        #expect(try account(fixture) == AccountRecord(available: 6, held: 0))
        try checkLedger(fixture)
    }

    @Test func grantIsMadeOnceForItsReference() throws {
        let fixture = try fixture("{}")
        let `operator` = self.operator
        let made = concurrently(8) { _ in
            (try? fixture.service.grantCredits(5, toTenant: "acme", reference: "invoice-1", note: "", by: `operator`)) != nil
        }
        #expect(made.count { $0 } == 1)
        #expect(try account(fixture).available == 5)
    }

    @Test func noMoreJobsThanTheLimitWaitOrRun() throws {
        let fixture = try fixture(#"{"concurrent_jobs":3}"#)
        fixture.engine.hold(true)
        let caller = caller
        let accepted = concurrently(16) { _ in (try? fixture.service.order(ServiceFixture.order(), by: caller))?.job.id }.compactMap(\.self)
        #expect(accepted.count == 3)
        do throws(ServiceError) {
            _ = try order(fixture)
            Issue.record("accepted")
        } catch {
            guard case .limitReached("concurrent_jobs", 3, let seconds) = error else { throw error }
            #expect(seconds > 0)
        }
        fixture.engine.hold(false)
        for id in accepted { try waitFor(.succeeded, id, fixture) }
        #expect(try !order(fixture).isEmpty)
    }

    @Test func cycleBudgetCountsWorkUnderWayAndComesBackWhenItFails() throws {
        let fixture = try fixture(#"{"cycles_per_day":3000,"cycles_per_month":4000}"#)
        fixture.engine.hold(true)
        let caller = caller
        let accepted = concurrently(8) { _ in (try? fixture.service.order(ServiceFixture.order(), by: caller))?.job.id }.compactMap(\.self)
        #expect(accepted.count == 2)
        #expect(try cycles(fixture) == [0, 2468, 0, 2468])
        for id in accepted { try fixture.service.cancel(id, by: caller) }
        for id in accepted { try waitFor(.cancelled, id, fixture) }
        fixture.engine.hold(false)
        #expect(try cycles(fixture) == [0, 0, 0, 0])
        for _ in 0..<2 { try waitFor(.succeeded, order(fixture), fixture) }
        do throws(ServiceError) {
            _ = try order(fixture)
            Issue.record("accepted")
        } catch {
            guard case .limitReached("cycles_per_day", 3000, let seconds) = error else { throw error }
            #expect(seconds == 12 * 3600)
        }
        clock.advance(seconds: 12 * 3600)
        try waitFor(.succeeded, order(fixture), fixture)
        do throws(ServiceError) {
            _ = try order(fixture)
            // The day has room for two, the month (November has four days left) for one more.
            _ = try order(fixture)
            Issue.record("accepted")
        } catch {
            guard case .limitReached("cycles_per_month", 4000, let seconds) = error else { throw error }
            #expect(seconds == 4 * 86_400)
        }
    }

    @Test func reservationsOfALostJobAreGivenBackAtTheNextStart() throws {
        let first = try fixture(#"{"prepaid":true,"cycles_per_day":100000}"#, credits: 10)
        first.engine.hold(true)
        let id = try order(first)
        try waitFor(.running, id, first)
        let copy = try first.directory.snapshot(first.database, as: "copy.sqlite")
        let second = try ServiceFixture(directory: first.directory, database: copy, environment: clock.environment)
        #expect(try job(second, id).state == .lost)
        #expect(try account(second) == AccountRecord(available: 10, held: 0))
        #expect(try cycles(second) == [0, 0, 0, 0])
        try checkLedger(second)
    }

    @Test func holdsThatNoJobStandsBehindAreGivenBackAfterAnHour() throws {
        let fixture = try fixture(#"{"prepaid":true}"#, credits: 10)
        let payments = LedgerPayments()
        let charge = Charge(tenant: "acme", reference: "gateway:1", amount: 6)
        func reserve() throws -> PaymentHold {
            try fixture.service.store.write { session throws(StorageError) in try payments.reserve(charge, at: clock.now, in: session) }
        }
        for _ in 0..<2 { #expect(try reserve() == .held) }
        #expect(try account(fixture) == AccountRecord(available: 4, held: 6))
        fixture.engine.hold(true)
        _ = try order(fixture)
        clock.advance(seconds: 3601)
        try fixture.service.sweep(at: clock.now)
        #expect(try account(fixture) == AccountRecord(available: 9, held: 1))
        #expect(try reserve() == .settled)
        try checkLedger(fixture)
    }

    @Test func commitTakesAtMostWhatWasHeldAndOnce() throws {
        let fixture = try fixture("{}", credits: 10)
        let payments = LedgerPayments()
        let now = clock.now
        let taken = try fixture.service.store.write { session throws(StorageError) -> [Int] in
            _ = try payments.reserve(Charge(tenant: "acme", reference: "a", amount: 5), at: now, in: session)
            return [
                try payments.commit(tenant: "acme", reference: "a", amount: 3, at: now, in: session),
                try payments.commit(tenant: "acme", reference: "a", amount: 5, at: now, in: session),
                try payments.commit(tenant: "acme", reference: "unknown", amount: 5, at: now, in: session),
            ]
        }
        #expect(taken == [3, 3, 0])
        #expect(try account(fixture) == AccountRecord(available: 7, held: 0))
        try checkLedger(fixture)
    }

    /// A limiter whose state can't be reached.
    private struct BrokenLimiter: RateLimiter {
        func check(_ limits: [RateLimit]) throws(SharedStateUnavailable) -> RateDecision { throw SharedStateUnavailable(reason: "test") }
    }

    @Test func withoutLimitsMoneyIsRefusedAndReadingGoesOnWithAnAlarm() throws {
        let notices = Notices()
        var environment = clock.environment
        environment.rateLimiter = BrokenLimiter()
        environment.notice = { notices.append($0) }
        let fixture = try fixture(#"{"requests_per_minute":10,"proofs_per_hour":10}"#, environment: environment)
        #expect(try fixture.service.gatekeeper.admit(caller, needing: .prove).caller == caller)
        #expect(notices.all.contains(.limiterUnavailable(reason: "test", isOpen: true)))
        do throws(ServiceError) {
            _ = try order(fixture)
            Issue.record("accepted")
        } catch {
            guard case .limitsUnavailable = error else { throw error }
        }
        #expect(notices.all.contains(.limiterUnavailable(reason: "test", isOpen: false)))
        #expect(fixture.service.isReady)
    }

    @Test func ordersAreCountedAndRefusedWithATime() throws {
        let notices = Notices()
        var environment = clock.environment
        environment.notice = { notices.append($0) }
        let fixture = try fixture(#"{"proofs_per_hour":2}"#, environment: environment)
        for _ in 0..<2 { _ = try order(fixture) }
        do throws(ServiceError) {
            _ = try order(fixture)
            Issue.record("accepted")
        } catch {
            guard case .rateLimited(let decision) = error else { throw error }
            #expect(decision.retryAfterSeconds > 3000)
        }
        #expect(notices.all.contains(.limitHit(name: "proofs", tenant: "acme")))
    }

    @Test func requestsAreCountedInTheBooks() throws {
        let fixture = try fixture("{}")
        for _ in 0..<5 { _ = try fixture.service.gatekeeper.admit(caller, needing: .prove) }
        let counters = try fixture.service.usage(tenant: nil, by: caller).counters.filter { $0.measure == "requests" }
        #expect(counters.map(\.used) == [5, 5])
        #expect(counters.map(\.period) == ["2026-11", "2026-11-26"])
    }
}

/// Keeps notices.
final class Notices: Sendable {
    private let kept = Mutex([ServiceNotice]())

    var all: [ServiceNotice] { kept.withLock { $0 } }

    func append(_ notice: ServiceNotice) { kept.withLock { $0.append(notice) } }
}
