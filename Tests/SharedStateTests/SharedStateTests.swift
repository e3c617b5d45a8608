import Foundation
import ServiceTesting
import SharedState
import Synchronization
import Testing

private let absence = RedisServer.absence

/// A Redis server and a pool for it.
struct SharedStateFixture {
    let server: RedisServer
    let pool: RedisPool

    init(_ change: (inout RedisSettings) -> Void = { _ in }) throws {
        server = try RedisServer()
        var settings = RedisSettings(address: try RedisAddress(server.url))
        settings.pauseSeconds = 0.05
        change(&settings)
        pool = RedisPool(settings)
    }

    /// Does work `count` times on plain threads; the results.
    static func concurrently<Result: Sendable>(_ count: Int, _ work: @escaping @Sendable (Int) -> Result?) -> [Result] {
        let results = Gathered<Result>()
        let group = DispatchGroup()
        for index in 0..<count {
            group.enter()
            Thread {
                if let result = work(index) { results.add(result) }
                group.leave()
            }.start()
        }
        group.wait()
        return results.all
    }
}

final class Gathered<Element: Sendable>: Sendable {
    private let state = Mutex<[Element]>([])

    func add(_ element: Element) { state.withLock { $0.append(element) } }
    var all: [Element] { state.withLock { $0 } }
}

@Suite(.enabled(if: absence == nil, Comment(rawValue: absence ?? "")))
struct SlidingWindowTests {
    private let fixture: SharedStateFixture
    private let hour = 3_600_000

    init() throws { fixture = try SharedStateFixture() }

    @Test func exactlyTheLimitIsAllowedUnderConcurrency() throws {
        let windows = SlidingWindows(fixture.pool)
        let answers = SharedStateFixture.concurrently(24) { _ in
            (0..<20).compactMap { _ in
                try? windows.take([WindowLimit(key: "acme:requests", limit: 100, windowMilliseconds: 3_600_000)]).isAllowed
            }
        }.flatMap { $0 }
        #expect(answers.count == 480)
        #expect(answers.count { $0 } == 100)
    }

    @Test func severalLimitsAreChargedTogetherOrNotAtAll() throws {
        let windows = SlidingWindows(fixture.pool)
        let wide = WindowLimit(key: "acme:day", limit: 100, windowMilliseconds: 24 * hour, cost: 30)
        let narrow = WindowLimit(key: "acme:hour", limit: 50, windowMilliseconds: hour, cost: 30)
        let first = try windows.take([wide, narrow])
        #expect(first.isAllowed)
        #expect(first.standings.map(\.remaining) == [70, 20])
        let second = try windows.take([wide, narrow])
        #expect(!second.isAllowed)
        #expect(second.standings.map(\.isAllowed) == [true, false])
        // Nothing was taken from either.
        #expect(second.standings.map(\.remaining) == [70, 20])
        var look = wide
        look.cost = 0
        #expect(try windows.take([look]).standings[0].remaining == 70)
        #expect(try windows.take([]).isAllowed)
    }

    @Test func whatWasUsedComesBackWhenTheWindowHasPassed() throws {
        let windows = SlidingWindows(fixture.pool)
        let limit = WindowLimit(key: "acme", limit: 2, windowMilliseconds: 600)
        #expect(try windows.take([limit]).isAllowed)
        #expect(try windows.take([limit]).isAllowed)
        let refused = try windows.take([limit])
        #expect(!refused.isAllowed)
        let wait = refused.standings[0].resetMilliseconds
        #expect((1...611).contains(wait))
        // The answer said when to come back, and it is true.
        Thread.sleep(forTimeInterval: Double(wait + 1) / 1000)
        #expect(try windows.take([limit]).isAllowed)
    }

    @Test func noWindowHoldsMoreThanTheLimitWhereverItBegins() throws {
        let windows = SlidingWindows(fixture.pool)
        let limit = WindowLimit(key: "acme", limit: 10, windowMilliseconds: 300)
        var admitted: [(before: ContinuousClock.Instant, after: ContinuousClock.Instant)] = []
        let end = ContinuousClock.now.advanced(by: .seconds(2))
        while ContinuousClock.now < end {
            let before = ContinuousClock.now
            if try windows.take([limit]).isAllowed { admitted.append((before, ContinuousClock.now)) }
        }
        #expect(admitted.count > 20)
        // Eleven in a row span at least the window, seen from the outermost moments of the first and the last.
        for index in admitted.indices.dropFirst(10) {
            #expect(admitted[index].after - admitted[index - 10].before >= .milliseconds(299))
        }
    }

    @Test func costThatNeverFitsIsRefusedAndTakesNothing() throws {
        let windows = SlidingWindows(fixture.pool)
        let answer = try windows.take([WindowLimit(key: "acme", limit: 5, windowMilliseconds: hour, cost: 6)])
        #expect(!answer.isAllowed)
        #expect(answer.standings[0].remaining == 5)
        #expect(try windows.take([WindowLimit(key: "acme", limit: 0, windowMilliseconds: hour)]).isAllowed == false)
    }
}

@Suite(.enabled(if: absence == nil, Comment(rawValue: absence ?? "")))
struct NonceTests {
    private let fixture: SharedStateFixture

    init() throws { fixture = try SharedStateFixture() }

    @Test func aNonceIsReservedVerifiedAndCommitted() throws {
        let nonces = Nonces(fixture.pool)
        #expect(try nonces.reserve("n1", holder: "a", milliseconds: 10_000) == .reserved)
        guard case .held(let milliseconds) = try nonces.reserve("n1", holder: "b", milliseconds: 10_000) else {
            Issue.record("A reserved nonce was given twice.")
            return
        }
        #expect((1...10_000).contains(milliseconds))
        #expect(try !nonces.commit("n1", holder: "b", keep: 60_000))
        #expect(try nonces.commit("n1", holder: "a", keep: 60_000))
        #expect(try nonces.commit("n1", holder: "a", keep: 60_000))
        #expect(try nonces.reserve("n1", holder: "b", milliseconds: 10_000) == .used)
        #expect(try nonces.reserve("n1", holder: "a", milliseconds: 10_000) == .used)
        #expect(try !nonces.release("n1", holder: "a"))
    }

    @Test func aBadProofBurnsNothing() throws {
        let nonces = Nonces(fixture.pool)
        #expect(try nonces.reserve("n1", holder: "a", milliseconds: 10_000) == .reserved)
        #expect(try !nonces.release("n1", holder: "b"))
        #expect(try nonces.release("n1", holder: "a"))
        #expect(try nonces.reserve("n1", holder: "b", milliseconds: 10_000) == .reserved)
    }

    @Test func aReservationRunsOutAndItsHolderMayStillCommitIfNobodyCame() throws {
        let nonces = Nonces(fixture.pool)
        #expect(try nonces.reserve("n1", holder: "a", milliseconds: 20) == .reserved)
        #expect(try nonces.reserve("n2", holder: "a", milliseconds: 20) == .reserved)
        Thread.sleep(forTimeInterval: 0.05)
        #expect(try nonces.commit("n1", holder: "a", keep: 60_000))
        #expect(try nonces.reserve("n2", holder: "b", milliseconds: 10_000) == .reserved)
        #expect(try !nonces.commit("n2", holder: "a", keep: 60_000))
    }

    @Test func ofManyAtOnceExactlyOneGetsIt() throws {
        let nonces = Nonces(fixture.pool)
        for round in 0..<10 {
            let won = SharedStateFixture.concurrently(12) { index in
                (try? nonces.reserve("n\(round)", holder: "h\(index)", milliseconds: 10_000)) == .reserved ? index : nil
            }
            #expect(won.count == 1)
        }
    }
}

@Suite(.enabled(if: absence == nil, Comment(rawValue: absence ?? "")))
struct LeaseTests {
    private let fixture: SharedStateFixture

    init() throws { fixture = try SharedStateFixture() }

    @Test func noMoreThanTheLimitHoldAPlace() throws {
        let leases = ConcurrencyLeases(fixture.pool)
        let held = SharedStateFixture.concurrently(16) { index -> String? in
            guard case .held? = try? leases.acquire("acme", holder: "h\(index)", limit: 5, milliseconds: 60_000) else { return nil }
            return "h\(index)"
        }
        #expect(held.count == 5)
        guard case .full(let milliseconds) = try leases.acquire("acme", holder: "late", limit: 5, milliseconds: 60_000) else {
            Issue.record("A sixth place was given.")
            return
        }
        #expect((1...60_000).contains(milliseconds))
        // Renewing takes no second place.
        #expect(try leases.acquire("acme", holder: held[0], limit: 5, milliseconds: 60_000) == .held(count: 5))
        #expect(try leases.release("acme", holder: held[0]))
        #expect(try !leases.release("acme", holder: held[0]))
        #expect(try leases.acquire("acme", holder: "late", limit: 5, milliseconds: 60_000) == .held(count: 5))
    }

    @Test func whoDiesGivesThePlaceBack() throws {
        let leases = ConcurrencyLeases(fixture.pool)
        #expect(try leases.acquire("acme", holder: "dying", limit: 1, milliseconds: 50) == .held(count: 1))
        Thread.sleep(forTimeInterval: 0.08)
        #expect(try leases.acquire("acme", holder: "next", limit: 1, milliseconds: 60_000) == .held(count: 1))
    }
}

@Suite(.enabled(if: absence == nil, Comment(rawValue: absence ?? "")))
struct SharedCacheTests {
    private let fixture: SharedStateFixture

    init() throws { fixture = try SharedStateFixture() }

    private func cache(_ pool: RedisPool, value: Int = 1000, total: Int = 3000, keep: Int = 60_000) -> SharedCache {
        var settings = SharedCacheSettings()
        settings.valueBytes = value
        settings.totalBytes = total
        settings.keepMilliseconds = keep
        return SharedCache(pool, settings)
    }

    @Test func bytesComeBackAsTheyWere() throws {
        let cache = cache(fixture.pool)
        let value = (0..<256).map { UInt8($0) }
        #expect(try cache.get("k") == nil)
        try cache.set("k", value)
        #expect(try cache.get("k") == value)
        try cache.set("k", [])
        #expect(try cache.get("k") == [])
        try cache.remove("k")
        #expect(try cache.get("k") == nil)
    }

    @Test func leastRecentlyUsedGoesWhenTheBoundIsReached() throws {
        let cache = cache(fixture.pool)
        for key in ["a", "b", "c"] {
            try cache.set(key, [UInt8](repeating: 1, count: 1000))
            Thread.sleep(forTimeInterval: 0.003)
        }
        #expect(try cache.get("a") != nil)
        try cache.set("d", [UInt8](repeating: 1, count: 900))
        #expect(try cache.get("b") == nil)
        #expect(try cache.get("a") != nil)
        #expect(try cache.get("c") != nil)
        #expect(try cache.get("d")?.count == 900)
        // Writing a key again counts it once.
        for _ in 0..<10 { try cache.set("d", [UInt8](repeating: 2, count: 1000)) }
        #expect(try cache.get("a") != nil)
        #expect(try cache.get("c") != nil)
    }

    @Test func whatIsTooLongIsRefusedAndWhatIsOldForgotten() throws {
        let pool = fixture.pool
        #expect(throws: SharedStateError.tooLarge(bytes: 1001, limit: 1000)) {
            try cache(pool).set("k", [UInt8](repeating: 1, count: 1001))
        }
        let brief = cache(pool, keep: 20)
        try brief.set("k", [1])
        Thread.sleep(forTimeInterval: 0.05)
        #expect(try brief.get("k") == nil)
    }
}
