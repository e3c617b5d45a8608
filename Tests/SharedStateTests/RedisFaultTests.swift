import Foundation
import ServiceTesting
import SharedState
import Testing

private let absence = RedisServer.absence

@Suite(.serialized, .enabled(if: absence == nil, Comment(rawValue: absence ?? "")))
struct RedisFaultTests {
    private let limit = WindowLimit(key: "acme", limit: 1000, windowMilliseconds: 3_600_000)

    @Test func usedNoncesAndCountsSurviveKillNineOfRedis() throws {
        let fixture = try SharedStateFixture()
        let (nonces, windows) = (Nonces(fixture.pool), SlidingWindows(fixture.pool))
        #expect(try nonces.reserve("n1", holder: "a", milliseconds: 60_000) == .reserved)
        #expect(try nonces.commit("n1", holder: "a", keep: 600_000))
        for _ in 0..<5 { _ = try windows.take([limit]) }
        fixture.server.process.kill9()
        #expect(throws: SharedStateError.self) { try nonces.reserve("n2", holder: "a", milliseconds: 60_000) }
        #expect(throws: SharedStateError.self) { try windows.take([limit]) }
        try fixture.server.process.restart()
        #expect(eventually { (try? fixture.pool.ping()) != nil })
        #expect(try nonces.reserve("n1", holder: "b", milliseconds: 60_000) == .used)
        #expect(try windows.take([limit]).standings[0].remaining == 994)
    }

    @Test func restartedServerIsSpokenToWithoutAnErrorOfTheCaller() throws {
        let fixture = try SharedStateFixture()
        let windows = SlidingWindows(fixture.pool)
        _ = try windows.take([limit])
        try fixture.server.process.restart()
        // The idle connection is dead; the call opens another.
        #expect(try windows.take([limit]).standings[0].remaining == 998)
    }

    @Test func flushedScriptsAreSentAgain() throws {
        let fixture = try SharedStateFixture()
        let windows = SlidingWindows(fixture.pool)
        _ = try windows.take([limit])
        _ = try CurlCaller.run("/usr/bin/redis-cli", ["-p", String(fixture.server.port), "script", "flush"], input: [])
        #expect(try windows.take([limit]).standings[0].remaining == 998)
        #expect(try windows.take([limit]).standings[0].remaining == 997)
    }

    @Test func frozenServerCostsOneCallItsTimeAndTheOthersNothing() throws {
        let fixture = try SharedStateFixture {
            $0.commandSeconds = 0.3
            $0.pauseSeconds = 30
        }
        let windows = SlidingWindows(fixture.pool)
        _ = try windows.take([limit])
        fixture.server.process.pause()
        #expect(throws: SharedStateError.unanswered(reason: "it took too long")) { try windows.take([limit]) }
        for _ in 0..<1000 { #expect(throws: SharedStateError.disconnected(reason: "it took too long")) { try windows.take([limit]) } }
        fixture.server.process.resume()
    }

    @Test func poolHoldsNoMoreConnectionsThanItMay() throws {
        let fixture = try SharedStateFixture {
            $0.connections = 3
            $0.commandSeconds = 10
        }
        let windows = SlidingWindows(fixture.pool)
        let limit = limit
        let answers = SharedStateFixture.concurrently(16) { _ in
            (0..<50).compactMap { _ in try? windows.take([limit]).isAllowed }
        }
        #expect(answers.flatMap { $0 }.count == 800)
        let info = try CurlCaller.run("/usr/bin/redis-cli", ["-p", String(fixture.server.port), "info", "stats"], input: [])
        let opened = String(decoding: info, as: UTF8.self).split(separator: "\r\n").first { $0.hasPrefix("total_connections_received:") }
        // Three of the pool, the probes of the start, and this question.
        #expect(Int(opened?.split(separator: ":").last ?? "") ?? 100 <= 6)
    }

    @Test func concernsAboutDurabilityAreNamed() throws {
        let fixture = try SharedStateFixture()
        #expect(try fixture.pool.durabilityConcern() == nil)
        func configure(_ words: String...) throws {
            _ = try CurlCaller.run("/usr/bin/redis-cli", ["-p", String(fixture.server.port), "config", "set"] + words, input: [])
        }
        try configure("maxmemory-policy", "allkeys-lru")
        #expect(try fixture.pool.durabilityConcern()?.contains("allkeys-lru") == true)
        try configure("appendonly", "no")
        #expect(try fixture.pool.durabilityConcern()?.contains("append-only") == true)
    }

    @Test func passwordIsSentAndNeverShown() throws {
        let fixture = try SharedStateFixture()
        _ = try CurlCaller.run(
            "/usr/bin/redis-cli", ["-p", String(fixture.server.port), "config", "set", "requirepass", "hunter2-secret"], input: [])
        let place = "127.0.0.1:\(fixture.server.port)/3"
        try RedisPool(RedisSettings(address: try RedisAddress("redis://:hunter2-secret@\(place)"))).ping()
        let wrong = RedisPool(RedisSettings(address: try RedisAddress("redis://:wrong-secret@\(place)")))
        #expect(throws: SharedStateError.disconnected(reason: "it did not accept user and password")) { try wrong.ping() }
        #expect(try RedisAddress("redis://user:hunter2-secret@\(place)").description == "redis://\(place)")
    }

    @Test func addressesAreReadStrictly() throws {
        #expect(try RedisAddress("redis://[::1]:6380/2").description == "redis://[::1]:6380/2")
        #expect(try RedisAddress("redis://host").description == "redis://host:6379/0")
        let faulty = [
            "", "host", "http://host", "redis://", "redis://host:0", "redis://host:x", "redis://host/x", "redis://h h", "redis://h/99999",
        ]
        for text in faulty {
            #expect(throws: SharedStateError.self, "\(text)") { try RedisAddress(text) }
        }
        #expect(throws: SharedStateError.encryptionUnavailable) { try RedisAddress("rediss://host") }
        #expect(throws: SharedStateError.invalidAddress("redis://host:x")) { try RedisAddress("redis://user:secret@host:x") }
    }
}
