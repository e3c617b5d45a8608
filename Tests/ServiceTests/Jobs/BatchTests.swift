import Rules
import Service
import ServiceTesting
import Storage
import Testing

@Suite struct BatchTests {
    private let items: [BatchItem] = [
        .order(ServiceFixture.order(#"{"name":"a"}"#)), .order(ServiceFixture.order(#"{"holds":false}"#)),
        .malformed(.invalidRequest(pointer: "/x", expected: "y")), .order(ServiceFixture.order(#"{"name":"b"}"#)),
    ]

    private func batch(_ service: ProofService, _ items: [BatchItem], key: String? = nil, body: String = "b", by caller: Caller = .local)
        throws -> BatchRecord
    {
        try service.orderBatch(items, idempotency: key.map { IdempotencyKey(key: $0, body: Array(body.utf8)) }, by: caller) { error in
            Array("{\"code\":\"\(error)\"}".utf8.prefix(20))
        }
    }

    @Test func oneBadItemDoesNotKeepTheOthersFromBeingProven() throws {
        let fixture = try ServiceFixture()
        let made = try batch(fixture.service, items)
        #expect(
            try eventually { try fixture.service.standing(ofBatch: made.id, from: 0, limit: 9, by: .local).counts == [.succeeded: 2] })
        let standing = try fixture.service.standing(ofBatch: made.id, from: 0, limit: 9, by: .local)
        #expect(standing.items.map(\.item.item) == [0, 1, 2, 3])
        #expect(standing.items.map { $0.job != nil } == [true, false, false, true])
        #expect(standing.items.map { $0.item.refusal != nil } == [false, true, true, false])
        #expect(standing.items[3].job?.batchItem == 3)
        #expect(try fixture.service.standing(ofBatch: made.id, from: 2, limit: 1, by: .local).items.count == 1)
    }

    @Test func repeatedKeyGivesTheSameBatchAndAnotherBodyIsAConflict() throws {
        let fixture = try ServiceFixture()
        let service = fixture.service
        let items = items
        let made = concurrently(6) { _ in try? batch(service, items, key: "k").id }
        let first = try #require(made.first ?? nil)
        #expect(made == [String?](repeating: first, count: 6))
        #expect(
            try eventually { try service.standing(ofBatch: first, from: 0, limit: 9, by: .local).counts == [.succeeded: 2] })
        #expect(fixture.engine.counts.started == 2)
        #expect(throws: ServiceError.self) { try batch(service, items, key: "k", body: "other") }
        #expect(try service.batches(after: nil, limit: 9, by: .local).count == 1)
        #expect(service.isReady)
    }

    @Test func itemsBeyondTheQueueAreRefusedEachForItself() throws {
        let fixture = try ServiceFixture { $0.queueCapacity = 2 }
        fixture.engine.hold(true)
        let first = try fixture.service.order(ServiceFixture.order())
        #expect(try fixture.waitFor(.running, first.job.id))
        let made = try batch(fixture.service, (0..<4).map { .order(ServiceFixture.order(#"{"name":"\#($0)"}"#)) })
        let standing = try fixture.service.standing(ofBatch: made.id, from: 0, limit: 9, by: .local)
        #expect(standing.items.map { $0.job != nil } == [true, true, false, false])
        #expect(throws: ServiceError.self) { try fixture.service.order(ServiceFixture.order()) }
        fixture.engine.hold(false)
        #expect(
            try eventually { try fixture.service.standing(ofBatch: made.id, from: 0, limit: 9, by: .local).counts == [.succeeded: 2] })
    }

    @Test func cancellingStopsWhatHasNotEnded() throws {
        let fixture = try ServiceFixture()
        let made = try batch(fixture.service, [.order(ServiceFixture.order())])
        #expect(
            try eventually { try fixture.service.standing(ofBatch: made.id, from: 0, limit: 9, by: .local).counts == [.succeeded: 1] })
        #expect(try fixture.service.cancelBatch(made.id, by: .local).cancelledAt != nil)
        fixture.engine.hold(true)
        let long = try batch(fixture.service, (0..<3).map { .order(ServiceFixture.order(#"{"name":"\#($0)"}"#)) })
        _ = try fixture.service.cancelBatch(long.id, by: .local)
        _ = try fixture.service.cancelBatch(long.id, by: .local)
        #expect(
            try eventually { try fixture.service.standing(ofBatch: long.id, from: 0, limit: 9, by: .local).counts == [.cancelled: 3] })
        #expect(try fixture.service.standing(ofBatch: made.id, from: 0, limit: 9, by: .local).counts == [.succeeded: 1])
    }

    @Test func batchOfAnotherTenantIsLikeNone() throws {
        let fixture = try ServiceFixture()
        let made = try batch(fixture.service, items, by: fixture.tenant("other"))
        #expect(throws: ServiceError.self) { try fixture.service.batch(made.id, by: .local) }
        #expect(throws: ServiceError.self) { try fixture.service.cancelBatch(made.id, by: .local) }
        #expect(try fixture.service.batches(after: made.id, limit: 9, by: .local).isEmpty)
    }

    @Test func batchNeedsBetweenOneAndAThousandItems() throws {
        let fixture = try ServiceFixture()
        for count in [0, 1001] {
            #expect(throws: ServiceError.self) {
                try batch(fixture.service, [BatchItem](repeating: .malformed(.draining), count: count))
            }
        }
    }

    @Test func manyReceiptsAreVerifiedAtOnceEachWithItsVerdict() throws {
        let fixture = try ServiceFixture()
        let ticket = try fixture.service.order(ServiceFixture.order())
        #expect(try fixture.waitFor(.succeeded, ticket.job.id))
        let receipt = try fixture.service.receipt(#require(try fixture.service.job(ticket.job.id).receiptID))
        let right = ReceiptExpectation(imageID: receipt.imageID)
        let wrong = ReceiptExpectation(imageID: [UInt8](repeating: 9, count: 32))
        let results = fixture.service.verify(
            (0..<300).map { index in
                switch index % 3 {
                case 0: VerificationQuestion(receipt: receipt.encoded, expectations: [wrong, right])
                case 1: VerificationQuestion(receipt: receipt.encoded, expectations: [wrong])
                default: VerificationQuestion(receipt: [1, 2, 3], expectations: [right])
                }
            }, by: .local)
        #expect(results.count == 300)
        for (index, result) in results.enumerated() {
            switch result {
            case .success(let verdict): #expect(verdict.isAccepted == (index % 3 == 0))
            case .failure: #expect(index % 3 == 2)
            }
        }
    }
}
