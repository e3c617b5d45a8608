import Service
import ServiceTesting
import Storage
import Synchronization
import Testing

@Suite struct RateLimiterTests {
    enum Kind: CaseIterable { case memory, stored }

    private func limiter(_ kind: Kind, _ clock: TestClock) throws -> any RateLimiter {
        switch kind {
        case .memory: MemoryRateLimiter(now: { clock.now })
        case .stored: StoredRateLimiter(store: try Store(path: ":memory:"), now: { clock.now })
        }
    }

    private func limit(_ limit: Int, seconds: Int = 60, key: String = "k", cost: Int = 1) -> RateLimit {
        RateLimit(name: key, key: key, limit: limit, windowSeconds: seconds, cost: cost)
    }

    @Test(arguments: Kind.allCases)
    func noWindowEverHoldsMoreThanTheLimit(_ kind: Kind) throws {
        let clock = TestClock()
        let limiter = try limiter(kind, clock)
        var generator = SplitMix(seed: 7)
        var allowed: [Int] = []
        for _ in 0..<600 {
            clock.advance(milliseconds: Int.random(in: 0...900, using: &generator))
            if try limiter.check([limit(10, seconds: 20)]).isAllowed { allowed.append(clock.now) }
        }
        for (index, time) in allowed.enumerated() {
            #expect(allowed[index...].prefix { $0 < time + 20_000 }.count <= 10)
        }
        // What is used comes back: in the time of about 270 s there is room for 13 windows.
        #expect(allowed.count > 100)
    }

    @Test(arguments: Kind.allCases)
    func refusedCallComesThroughWhenItIsToldTo(_ kind: Kind) throws {
        let clock = TestClock()
        let limiter = try limiter(kind, clock)
        for _ in 0..<5 {
            #expect(try limiter.check([limit(5)]).isAllowed)
            clock.advance(seconds: 3)
        }
        let refused = try limiter.check([limit(5)])
        #expect(!refused.isAllowed)
        let wait = try #require(refused.standings.first).resetMilliseconds
        #expect(wait > 0 && wait <= 61_000)
        clock.advance(milliseconds: wait - 1)
        #expect(try !limiter.check([limit(5)]).isAllowed)
        clock.advance(milliseconds: 1)
        #expect(try limiter.check([limit(5)]).isAllowed)
    }

    @Test(arguments: Kind.allCases)
    func refusedCallCostsNothingAndSeveralLimitsAreChargedTogether(_ kind: Kind) throws {
        let clock = TestClock()
        let limiter = try limiter(kind, clock)
        let both = [limit(2, key: "narrow"), limit(10, key: "wide")]
        for expected in [true, true, false, false] { #expect(try limiter.check(both).isAllowed == expected) }
        let look = try limiter.check([limit(10, key: "wide", cost: 0)])
        #expect(look.standings.first?.remaining == 8)
        let standings = try limiter.check(both).standings
        #expect(standings.map(\.isAllowed) == [false, true])
    }

    @Test(arguments: Kind.allCases)
    func manyThreadsGetExactlyTheLimit(_ kind: Kind) throws {
        let clock = TestClock()
        let limiter = try limiter(kind, clock)
        let answers = concurrently(64) { _ in (try? limiter.check([limit(20)]).isAllowed) ?? false }
        #expect(answers.count { $0 } == 20)
    }

    @Test(arguments: Kind.allCases)
    func clockThatIsSetBackLocksNobodyOut(_ kind: Kind) throws {
        let clock = TestClock()
        let limiter = try limiter(kind, clock)
        #expect(try limiter.check([limit(1)]).isAllowed)
        clock.advance(seconds: -3600)
        #expect(try limiter.check([limit(1)]).isAllowed)
        #expect(try !limiter.check([limit(1)]).isAllowed)
    }

    @Test(arguments: Kind.allCases)
    func costAboveTheLimitNeverFits(_ kind: Kind) throws {
        let limiter = try limiter(kind, TestClock())
        let decision = try limiter.check([limit(3, cost: 4)])
        #expect(!decision.isAllowed)
        #expect(decision.retryAfterSeconds == 60)
    }
}

/// Random numbers that are the same in each run.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }
}
