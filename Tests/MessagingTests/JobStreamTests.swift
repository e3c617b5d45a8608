import Foundation
import Messaging
import ServiceTesting
import Synchronization
import Testing

private let absence = NATSCluster.absence

@Suite(.serialized, .enabled(if: absence == nil, Comment(rawValue: absence ?? "")))
struct JobStreamTests {
    @Test func publishedJobIsDeliveredOnceAndGoneWhenAcknowledged() throws {
        let fixture = try MessagingFixture()
        let fetcher = fixture.stream.fetcher()
        #expect(try fixture.stream.publish(jobID: "job_1", messageID: "m1") == .stored(sequence: 1))
        #expect(try fixture.stream.lag().pending == 1)
        let delivery = try fixture.next(fetcher)
        #expect(delivery.jobID == "job_1")
        #expect(delivery.number == 1)
        #expect(try fixture.stream.lag().ackPending == 1)
        try delivery.acknowledge()
        #expect(delivery.isSettled)
        #expect(throws: MessagingError.settled) { try delivery.acknowledge() }
        #expect(try fetcher.fetch(within: 1.5).isEmpty)
        let lag = try fixture.stream.lag()
        #expect(lag.pending == 0 && lag.ackPending == 0 && lag.redelivered == 0 && lag.deadLetters == 0)
    }

    @Test func repeatedMessageIDIsTakenOnce() throws {
        let fixture = try MessagingFixture()
        let fetcher = fixture.stream.fetcher()
        #expect(try fixture.stream.publish(jobID: "job_1", messageID: "m1") == .stored(sequence: 1))
        #expect(try fixture.stream.publish(jobID: "job_1", messageID: "m1") == .known)
        try fixture.next(fetcher).acknowledge()
        // Within the window the id stays known although the message has gone.
        #expect(try fixture.stream.publish(jobID: "job_1", messageID: "m1") == .known)
        #expect(try fetcher.fetch(within: 0.3).isEmpty)
    }

    @Test func jobThatStillLiesInTheStreamIsNotPutThereAgain() throws {
        for nodes in [1, 3] {
            let fixture = try MessagingFixture(nodes: nodes)
            let fetcher = fixture.stream.fetcher()
            _ = try MessagingFixture.withPatience { try fixture.stream.publish(jobID: "job_1", messageID: "m1") }
            #expect(try fixture.stream.publish(jobID: "job_1", messageID: "m2") == .known)
            let delivery = try fixture.next(fetcher)
            #expect(try fixture.stream.publish(jobID: "job_1", messageID: "m3") == .known)
            try delivery.acknowledge()
            // Once the servers have taken the message out, the job may come back.
            let isBack = try eventually {
                if case .stored = try fixture.stream.publish(jobID: "job_1", messageID: "m4") { true } else { false }
            }
            #expect(isBack)
        }
    }

    @Test func jobComesAgainWhenItsTakerShowsNoSignOfLife() throws {
        let fixture = try MessagingFixture()
        let (dying, other) = (fixture.stream.fetcher(), fixture.stream.fetcher())
        _ = try fixture.stream.publish(jobID: "job_1", messageID: "m1")
        let lost = try fixture.next(dying)
        let again = try fixture.next(other)
        #expect(again.jobID == "job_1")
        #expect(again.number == 2)
        try again.acknowledge()
        // What the first taker says now changes nothing.
        try? lost.acknowledge()
        #expect(try other.fetch(within: 1.5).isEmpty)
    }

    @Test func heartbeatKeepsALongJobWhileEveryCoreIsBusy() throws {
        let fixture = try MessagingFixture()
        let (mine, others) = (fixture.stream.fetcher(), fixture.stream.fetcher())
        let heartbeat = DeliveryHeartbeat(every: 0.3)
        defer { heartbeat.stop() }
        _ = try fixture.stream.publish(jobID: "job_1", messageID: "m1")
        let delivery = try fixture.next(mine)
        heartbeat.keep(delivery)
        let isProven = Flag()
        let provers = (0..<2 * ProcessInfo.processInfo.activeProcessorCount).map { _ in Background { while !isProven.isSet {} } }
        #expect(try others.fetch(within: 3).isEmpty)
        isProven.set()
        provers.forEach { $0.wait() }
        #expect(heartbeat.failures == 0)
        try delivery.acknowledge()
        #expect(try others.fetch(within: 1.5).isEmpty)
    }

    @Test func handedBackJobComesAgainAfterTheDelay() throws {
        let fixture = try MessagingFixture { $0.ackSeconds = 30 }
        let fetcher = fixture.stream.fetcher()
        _ = try fixture.stream.publish(jobID: "job_1", messageID: "m1")
        try fixture.next(fetcher).handBack(after: 0)
        let second = try fixture.next(fetcher)
        #expect(second.number == 2)
        try second.handBack(after: 1)
        #expect(try fetcher.fetch(within: 0.3).isEmpty)
        let third = try fixture.next(fetcher)
        #expect(third.number == 3)
        try third.drop()
        #expect(try fetcher.fetch(within: 0.5).isEmpty)
        #expect(try fixture.stream.lag().ackPending == 0)
    }

    @Test func jobDeliveredTooOftenIsQuarantinedAndCanBeReplayed() throws {
        let fixture = try MessagingFixture { $0.maxDeliveries = 2 }
        let stream = fixture.stream
        let fetcher = stream.fetcher()
        _ = try stream.publish(jobID: "job_1", messageID: "m1")
        for number in 1...2 {
            let delivery = try fixture.next(fetcher)
            #expect(delivery.number == number)
            #expect(!delivery.isExhausted)
            try delivery.handBack(after: 0)
        }
        let last = try fixture.next(fetcher)
        #expect(last.isExhausted)
        try stream.quarantine(last, reason: "max_deliveries")
        #expect(try fetcher.fetch(within: 1.5).isEmpty)
        let letters = try stream.deadLetters()
        let letter = try #require(letters.first)
        #expect(letters.count == 1 && letter.number == 1 && letter.jobID == "job_1" && letter.deliveries == 3)
        #expect(letter.reason == "max_deliveries")
        #expect(try stream.lag().deadLetters == 1)
        #expect(try stream.deadLetters(after: 1).isEmpty)
        #expect(try stream.replay(1).jobID == "job_1")
        #expect(try stream.deadLetters().isEmpty)
        #expect(throws: MessagingError.unknownDeadLetter(1)) { try stream.replay(1) }
        let replayed = try fixture.next(fetcher)
        #expect(replayed.jobID == "job_1")
        #expect(replayed.number == 1)
        try replayed.acknowledge()
    }

    @Test func quarantineInterruptedHalfwayMakesOneLetter() throws {
        let fixture = try MessagingFixture { $0.maxDeliveries = 1 }
        let fetcher = fixture.stream.fetcher()
        _ = try fixture.stream.publish(jobID: "job_1", messageID: "m1")
        try fixture.next(fetcher).handBack(after: 0)
        let first = try fixture.next(fetcher)
        // The letter is written, but before the message leaves the queue it has been handed out again.
        #expect(throws: (any Error).self) {
            try first.handBack(after: 0)
            try fixture.stream.quarantine(first, reason: "max_deliveries")
        }
        try fixture.stream.quarantine(try fixture.next(fetcher), reason: "max_deliveries")
        #expect(try fixture.stream.deadLetters().count == 1)
        #expect(try fixture.stream.lag().ackPending == 0)
    }

    @Test func fullStreamRefusesFurtherJobs() throws {
        let fixture = try MessagingFixture { $0.maxMessages = 3 }
        for number in 1...3 { _ = try fixture.stream.publish(jobID: "job_\(number)", messageID: "m\(number)") }
        #expect(throws: MessagingError.streamFull) { try fixture.stream.publish(jobID: "job_4", messageID: "m4") }
        try fixture.next(fixture.stream.fetcher()).acknowledge()
        #expect(try fixture.stream.publish(jobID: "job_4", messageID: "m5") == .stored(sequence: 4))
    }

    @Test func idsThatWouldChangeASubjectAreRefused() throws {
        let fixture = try MessagingFixture()
        for id in ["", "a.b", "*", ">", "a b", "job\r\n", "ü", String(repeating: "a", count: 129)] {
            #expect(throws: MessagingError.invalidName(id)) { try fixture.stream.publish(jobID: id, messageID: "m") }
        }
    }

    @Test func settingsOfAnExistingStreamAreBroughtUpToDate() throws {
        let fixture = try MessagingFixture()
        var settings = fixture.stream.settings
        settings.maxMessages = 1
        settings.ackSeconds = 30
        let changed = JobStream(fixture.client, settings)
        try changed.ensure()
        try changed.ensure()
        _ = try changed.publish(jobID: "job_1", messageID: "m1")
        #expect(throws: MessagingError.streamFull) { try changed.publish(jobID: "job_2", messageID: "m2") }
        let fetcher = changed.fetcher()
        let delivery = try fixture.next(fetcher)
        #expect(try fetcher.fetch(within: 1.5).isEmpty)
        try delivery.acknowledge()
    }

    @Test func hintsReachEverySubscriberUntilItLeaves() throws {
        let fixture = try MessagingFixture()
        let (notes, later) = (Notes(), Notes())
        var subscription: Subscription? = try fixture.client.subscribe("burhan.events.*") { notes.add($0, $1) }
        try fixture.client.flush()
        try fixture.client.publish("burhan.events.job_1", Array("7".utf8))
        try fixture.client.publish("burhan.other.job_1", [])
        try fixture.client.publish("burhan.events.job_2", [])
        #expect(eventually { notes.all.count == 2 })
        #expect(notes.all == ["burhan.events.job_1=7", "burhan.events.job_2="])
        withExtendedLifetime(subscription) { subscription = nil }
        let other = try fixture.client.subscribe("burhan.events.*") { later.add($0, $1) }
        try fixture.client.publish("burhan.events.job_3", [])
        #expect(eventually { later.all.count == 1 })
        #expect(notes.all.count == 2)
        withExtendedLifetime(other) {}
    }
}

final class Flag: Sendable {
    private let value = Atomic<Bool>(false)

    func set() { value.store(true, ordering: .releasing) }
    var isSet: Bool { value.load(ordering: .acquiring) }
}

final class Notes: Sendable {
    private let state = Mutex<[String]>([])

    func add(_ subject: String, _ bytes: [UInt8]) { state.withLock { $0.append("\(subject)=\(String(decoding: bytes, as: UTF8.self))") } }

    var all: [String] { state.withLock { $0 } }
}
