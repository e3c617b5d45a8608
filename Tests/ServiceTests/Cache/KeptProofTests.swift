import Rules
import Service
import ServiceTesting
import Storage
import Testing

/// Proofs that are kept for repetition: found again by everything they depend on, and by nothing less.
@Suite struct KeptProofTests {
    private static let marker = "marker-51f0-private"

    private func fixture(
        sealKey: ServiceKey? = nil, clock: TestClock = TestClock(), keeps: Bool = true, directory: TemporaryDirectory? = nil,
        database: String? = nil, configure: (inout ServiceSettings) -> Void = { _ in }
    ) throws -> ServiceFixture {
        let fixture = try ServiceFixture(
            sealKey: sealKey, directory: directory, database: database, environment: clock.environment, configure: configure)
        if database == nil {
            for caller in [.local, try fixture.tenant("other")] {
                _ = try fixture.service.deploy(
                    customerID: "acme", document: ServiceFixture.document, keepsProofs: keeps, idempotency: nil, by: caller)
            }
        }
        return fixture
    }

    private func order(_ inputs: String = #"{"x":1}"#, change: (inout ProofOrder) -> Void = { _ in }) -> ProofOrder {
        var order = ServiceFixture.order(inputs)
        order.subject = .customer("acme")
        order.request.asOf = "2026-01-01"
        change(&order)
        return order
    }

    private func proven(_ fixture: ServiceFixture, _ order: ProofOrder, by caller: Caller = .local) throws -> JobRecord {
        let id = try fixture.service.order(order, by: caller).job.id
        #expect(try eventually { try fixture.service.job(id, by: caller).state == .succeeded })
        return try fixture.service.job(id, by: caller)
    }

    @Test func sameOrderIsProvenOnceAndEachJobHasAReceiptOfItsOwn() throws {
        let fixture = try fixture()
        let first = try proven(fixture, order())
        let second = try proven(fixture, order())
        #expect(!first.isCached && second.isCached && second.isCharged)
        #expect(fixture.engine.counts.started == 1)
        #expect(first.receiptID != second.receiptID)
        let receipts = try [first, second].map { try fixture.service.receipt(#require($0.receiptID)) }
        #expect(receipts[0].encoded == receipts[1].encoded && receipts[0].statement == receipts[1].statement)
        #expect(receipts[1].jobID == second.id)
        let counts = try fixture.service.statistics(by: .local).keptProofs
        #expect(counts.tiers.first?.name == "memory" && counts.tiers.first?.hits == 1)
    }

    @Test func anythingElseThatTheProofDependsOnIsAnotherProof() throws {
        let fixture = try fixture()
        var orders = [order(), order(#"{"x":2}"#), order(#"{"x":1,"y":1}"#)]
        orders.append(order { $0.request.challenge = [1] })
        orders.append(order { $0.request.challenge = [1, 0] })
        orders.append(order { $0.request.audience = "a" })
        orders.append(order { $0.request.scope = "a" })
        orders.append(order { $0.request.asOf = "2026-01-02" })
        orders.append(order { $0.request.publicParams = .object([JSONMember("p", .integer(2))]) })
        orders.append(order { $0.request.allowsNegativeResult = true })
        orders.append(order { $0.inputs = PrivateInputs(json: $0.inputs.json, salt: [UInt8](repeating: 1, count: 32)) })
        for order in orders { #expect(try !proven(fixture, order).isCached) }
        #expect(try !proven(fixture, order(), by: Caller(tenant: "other")).isCached)
        #expect(fixture.engine.counts.started == orders.count + 1)
        for order in orders { #expect(try proven(fixture, order).isCached) }
    }

    @Test func nothingIsKeptUnlessTheDeploymentAsksForIt() throws {
        let fixture = try fixture(keeps: false)
        for _ in 0..<2 { #expect(try !proven(fixture, order()).isCached) }
        #expect(try fixture.service.keepProofs(true, of: "acme", by: .local).keepsProofs)
        _ = try proven(fixture, order())
        #expect(try proven(fixture, order()).isCached)
        var document = order()
        document.subject = .document(ServiceFixture.document)
        #expect(try !proven(fixture, document).isCached)
    }

    @Test func twinsAtTheSameTimeAreProvenOnce() throws {
        let fixture = try fixture { $0.provers = 3 }
        fixture.engine.hold(true)
        let service = fixture.service
        let order = order()
        let ids = concurrently(8) { _ in (try? service.order(order, by: .local))?.job.id }.compactMap { $0 }
        #expect(Set(ids).count == 8)
        #expect(eventually { fixture.engine.counts.started == 1 })
        fixture.engine.hold(false)
        for id in ids { #expect(try fixture.waitFor(.succeeded, id)) }
        #expect(fixture.engine.counts.started == 1)
        #expect(try ids.count { try service.job($0).isCached } == 7)
        #expect(service.isReady)
    }

    @Test func twinsOfAProofThatWasCancelledAreProvenAfterAll() throws {
        let fixture = try fixture()
        fixture.engine.hold(true)
        let first = try fixture.service.order(order())
        #expect(try fixture.waitFor(.running, first.job.id))
        let twins = try (0..<3).map { _ in try fixture.service.order(order()).job.id }
        try fixture.service.cancel(twins[0])
        #expect(try fixture.state(twins[0]) == .cancelled)
        try fixture.service.cancel(first.job.id)
        #expect(try fixture.waitFor(.cancelled, first.job.id))
        fixture.engine.hold(false)
        for id in twins.dropFirst() { #expect(try fixture.waitFor(.succeeded, id)) }
        #expect(fixture.engine.counts.started == 2)
    }

    @Test func keptProofsExpire() throws {
        let clock = TestClock()
        let fixture = try fixture(clock: clock) { $0.keptProofHours = 1 }
        _ = try proven(fixture, order())
        clock.advance(milliseconds: 3_599_999)
        #expect(try proven(fixture, order()).isCached)
        clock.advance(milliseconds: 1)
        #expect(try !proven(fixture, order()).isCached)
    }

    @Test func keptProofsSurviveARestartSealedAndTellNothing() throws {
        let (key, clock) = (try ServiceKey.random(), TestClock())
        let first = try fixture(sealKey: key, clock: clock)
        let private_ = order(#"{"x":"\#(Self.marker)"}"#)
        let receipt = try first.service.receipt(#require(proven(first, private_).receiptID))
        // The receipt lies in its own table; the kept proof must not be a second copy in clear.
        let store = try Store(path: first.directory.snapshot(first.database, as: "look.sqlite"))
        let job = try #require(
            try store.read { session throws(StorageError) in try session.jobs(tenant: "local", JobFilter(), after: nil, limit: 1) }.first)
        let kept = try #require(try store.read { session throws(StorageError) in try session.keptProof(job.cacheKey ?? []) })
        #expect(kept.key.count == 32)
        #expect(!kept.value.contains(subsequence: receipt.encoded) && kept.value.count > receipt.encoded.count)
        #expect(try !first.directory.contains(Self.marker))
        let copy = try first.directory.snapshot(first.database, as: "copy.sqlite")
        let second = try fixture(sealKey: key, clock: clock, directory: first.directory, database: copy)
        #expect(try proven(second, private_).isCached)
        #expect(try second.service.statistics(by: .local).keptProofs.tiers.map(\.hits) == [0, 1])
        let other = try first.directory.snapshot(first.database, as: "other.sqlite")
        let third = try fixture(sealKey: try .random(), clock: clock, directory: first.directory, database: other)
        #expect(try !proven(third, private_).isCached)
    }

    @Test func theDatabaseKeepsNoMoreThanItsLimit() throws {
        let key = try ServiceKey.random()
        let fixture = try fixture(sealKey: key) {
            $0.keptProofMemoryBytes = 0
            $0.keptProofDatabaseBytes = 900
        }
        for x in 0..<6 { _ = try proven(fixture, order(#"{"x":\#(x)}"#)) }
        let store = try Store(path: fixture.directory.snapshot(fixture.database, as: "look.sqlite"))
        let keys = try store.read { session throws(StorageError) in try session.jobs(tenant: "local", JobFilter(), after: nil, limit: 9) }
            .compactMap(\.cacheKey)
        let kept = try keys.compactMap { key in try store.read { session throws(StorageError) in try session.keptProof(key) } }
        #expect(kept.count < 6 && !kept.isEmpty)
        #expect(kept.reduce(0) { $0 + $1.value.count } <= 900)
    }

    @Test func aTierThatFailsIsOneThatHasNothing() throws {
        let clock = TestClock()
        let directory = try TemporaryDirectory()
        let service = try ProofService(
            store: Store(path: directory.file("db.sqlite")), engine: ScriptedEngine(), sealKey: nil, environment: clock.environment,
            sharedTiers: [BrokenTier()])
        try service.start()
        _ = try service.deploy(customerID: "acme", document: ServiceFixture.document, keepsProofs: true, idempotency: nil, by: .local)
        for _ in 0..<2 {
            let id = try service.order(order(), by: .local).job.id
            #expect(try eventually { try service.job(id, by: .local).state == .succeeded })
        }
        let tiers = try service.statistics(by: .local).keptProofs.tiers
        #expect(tiers.map(\.name) == ["memory", "broken"])
        #expect(tiers[0].hits == 1 && tiers[1].failures > 0)
    }
}

private struct BrokenTier: ProofCacheTier {
    let name = "broken"

    func value(of key: [UInt8], now: Int) throws(ProofCacheError) -> [UInt8]? { throw .unavailable(reason: "down") }
    func keep(_ value: [UInt8], as key: [UInt8], until expiresAt: Int, now: Int) throws(ProofCacheError) {
        throw .unavailable(reason: "down")
    }
    func forget(_ key: [UInt8]) throws(ProofCacheError) { throw .unavailable(reason: "down") }
}

extension [UInt8] {
    /// Whether these bytes occur one after the other.
    fileprivate func contains(subsequence other: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: other) }
    }
}
