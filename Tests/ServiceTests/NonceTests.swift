import Rules
import Service
import ServiceTesting
import Storage
import Testing

@Suite struct NonceTests {
    private let clock = TestClock()

    private func book() throws -> StoredNonces { StoredNonces(store: try Store(path: ":memory:"), now: { [clock] in clock.now }) }

    @Test func nonceIsUsedOnce() throws {
        let book = try book()
        #expect(try book.reserve("n", holder: "a", milliseconds: 1000) == .reserved)
        #expect(try book.reserve("n", holder: "b", milliseconds: 1000) == .held(milliseconds: 1000))
        #expect(try book.reserve("n", holder: "a", milliseconds: 1000) == .reserved)
        #expect(try book.commit("n", holder: "a", keep: 60_000))
        #expect(try book.commit("n", holder: "a", keep: 60_000))
        #expect(try !book.commit("n", holder: "b", keep: 60_000))
        #expect(try book.reserve("n", holder: "b", milliseconds: 1000) == .used)
        #expect(try book.reserve("n", holder: "a", milliseconds: 1000) == .used)
        #expect(try !book.release("n", holder: "a"))
    }

    @Test func reservationOfADeadProcessRunsOut() throws {
        let book = try book()
        #expect(try book.reserve("n", holder: "dead", milliseconds: 1000) == .reserved)
        clock.advance(milliseconds: 1000)
        #expect(try book.reserve("n", holder: "b", milliseconds: 1000) == .reserved)
        // Too late for the first, who comes back.
        #expect(try !book.commit("n", holder: "dead", keep: 1000))
        #expect(try book.release("n", holder: "b"))
        #expect(try book.commit("n", holder: "dead", keep: 1000))
    }

    @Test func oneOfManyWins() throws {
        let book = try book()
        let won = concurrently(32) { index in (try? book.reserve("n", holder: "\(index)", milliseconds: 1000)) == .reserved }
        #expect(won.count { $0 } == 1)
    }

    // MARK: Verification

    private let caller = Caller.local

    private func receipt(_ fixture: ServiceFixture, challenge: [UInt8]? = nil, scope: String? = nil) throws -> ReceiptRecord {
        var order = ServiceFixture.order()
        order.request.challenge = challenge
        order.request.scope = scope
        let id = try fixture.service.order(order).job.id
        #expect(try fixture.waitFor(.succeeded, id))
        return try fixture.service.receipt(#require(fixture.service.job(id).receiptID))
    }

    private func verify(
        _ receipt: ReceiptRecord, _ consumption: Consumption, challenge: [UInt8]? = nil, image: [UInt8]? = nil, _ fixture: ServiceFixture,
        by caller: Caller = .local
    ) throws -> ReceiptVerdict {
        try fixture.service.verify(
            receipt.encoded, ReceiptExpectation(imageID: image ?? receipt.imageID, challenge: challenge), consuming: consumption, by: caller
        )
    }

    @Test func challengeIsAcceptedOnceAndABadProofBurnsNothing() throws {
        let fixture = try ServiceFixture(environment: clock.environment)
        let challenge = try fixture.service.issueChallenge(seconds: 60, by: caller).bytes
        let good = try receipt(fixture, challenge: challenge)
        let other = try receipt(fixture)
        #expect(try !verify(other, .challenge, challenge: challenge, fixture).isAccepted)
        #expect(throws: (any Error).self) {
            try fixture.service.verify(
                [1, 2], ReceiptExpectation(imageID: good.imageID, challenge: challenge), consuming: .challenge, by: caller)
        }
        #expect(try !verify(good, .challenge, challenge: challenge, image: [UInt8](repeating: 9, count: 32), fixture).isAccepted)
        // Without consumption it may be verified at will.
        #expect(try verify(good, [], challenge: challenge, fixture).isAccepted)
        #expect(try verify(good, .challenge, challenge: challenge, fixture).isAccepted)
        let again = try verify(good, .challenge, challenge: challenge, fixture)
        #expect(!again.isAccepted)
        #expect(again.reasons == ["The challenge was used before."])
    }

    @Test func ofManyVerificationsOfOneChallengeOneIsAccepted() throws {
        let fixture = try ServiceFixture(environment: clock.environment)
        let challenge = try fixture.service.issueChallenge(seconds: 60, by: caller).bytes
        let receipt = try receipt(fixture, challenge: challenge)
        let accepted = concurrently(16) { _ in (try? verify(receipt, .challenge, challenge: challenge, fixture).isAccepted) ?? false }
        #expect(accepted.count { $0 } == 1)
    }

    @Test func challengeOfAnotherTenantOrMadeUpOrExpiredIsRefused() throws {
        let fixture = try ServiceFixture(environment: clock.environment)
        let challenge = try fixture.service.issueChallenge(seconds: 60, by: caller).bytes
        let receipt = try receipt(fixture, challenge: challenge)
        #expect(try !verify(receipt, .challenge, challenge: challenge, fixture, by: Caller(tenant: "acme")).isAccepted)
        var changed = challenge
        changed[16] ^= 1
        #expect(try !verify(receipt, .challenge, challenge: changed, fixture).isAccepted)
        #expect(try !verify(receipt, .challenge, challenge: Array(challenge.dropLast()), fixture).isAccepted)
        clock.advance(seconds: 61)
        #expect(try verify(receipt, .challenge, challenge: challenge, fixture).reasons == ["The challenge has expired."])
    }

    @Test func nullifierIsAcceptedOnceInItsScope() throws {
        let fixture = try ServiceFixture(environment: clock.environment)
        let first = try receipt(fixture, scope: "vote")
        let second = try receipt(fixture, scope: "vote")
        let elsewhere = try receipt(fixture, scope: "raffle")
        #expect(try !verify(first, .nullifier, image: [UInt8](repeating: 9, count: 32), fixture).isAccepted)
        let accepted = concurrently(16) { index in
            (try? verify(index % 2 == 0 ? first : second, .nullifier, fixture).isAccepted) ?? false
        }
        #expect(accepted.count { $0 } == 1)
        #expect(try verify(elsewhere, .nullifier, fixture).isAccepted)
        #expect(try verify(second, .nullifier, fixture, by: Caller(tenant: "acme")).isAccepted)
        #expect(try verify(receipt(fixture), .nullifier, fixture).reasons == ["The receipt has no nullifier."])
        clock.advance(seconds: 86_400 * 400)
        try fixture.service.sweep(at: clock.now)
        #expect(try !verify(second, .nullifier, fixture).isAccepted)
    }

    @Test func usedNullifierDoesNotSpendTheChallenge() throws {
        let fixture = try ServiceFixture(environment: clock.environment)
        #expect(try verify(receipt(fixture, scope: "vote"), .nullifier, fixture).isAccepted)
        let challenge = try fixture.service.issueChallenge(seconds: 60, by: caller).bytes
        let second = try receipt(fixture, challenge: challenge, scope: "vote")
        #expect(try !verify(second, [.challenge, .nullifier], challenge: challenge, fixture).isAccepted)
        #expect(try verify(second, .challenge, challenge: challenge, fixture).isAccepted)
    }
}
