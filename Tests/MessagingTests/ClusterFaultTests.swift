import Foundation
import Messaging
import ServiceTesting
import Synchronization
import Testing

private let absence = NATSCluster.absence

@Suite(.serialized, .enabled(if: absence == nil, Comment(rawValue: absence ?? "")))
struct ClusterFaultTests {
    /// What workers did.
    private final class Ledger: Sendable {
        private let state = Mutex<[String: Int]>([:])

        func note(_ job: String) { state.withLock { $0[job, default: 0] += 1 } }
        var jobs: Set<String> { state.withLock { Set($0.keys) } }
    }

    /// Publishes jobs and takes them on two threads while `harm` happens; the jobs that were published, and those that were done.
    private func run(_ fixture: MessagingFixture, jobs: Int, harm: () throws -> Void) throws -> (published: Set<String>, done: Set<String>)
    {
        let (ledger, over) = (Ledger(), Flag())
        let workers = (0..<2).map { _ in
            Background {
                let fetcher = fixture.stream.fetcher()
                while !over.isSet {
                    for delivery in (try? fetcher.fetch(limit: 4, within: 0.5)) ?? [] {
                        ledger.note(delivery.jobID)
                        try? delivery.acknowledge()
                    }
                }
            }
        }
        let publisher = Background {
            for number in 0..<jobs {
                _ = try? MessagingFixture.withPatience { try fixture.stream.publish(jobID: "job_\(number)", messageID: "m\(number)") }
            }
        }
        try harm()
        publisher.wait()
        let published = Set((0..<jobs).map { "job_\($0)" })
        for _ in 0..<4 where eventually({ ledger.jobs == published }) { break }
        over.set()
        workers.forEach { $0.wait() }
        return (published, ledger.jobs)
    }

    @Test func noJobIsLostWhenTheLeadingNodeIsKilledAndComesBack() throws {
        let fixture = try MessagingFixture(nodes: 3)
        let outcome = try run(fixture, jobs: 300) {
            Thread.sleep(forTimeInterval: 0.2)
            let leader = try #require(fixture.cluster.leader(of: fixture.stream.settings.stream))
            fixture.cluster.nodes[leader].kill9()
            Thread.sleep(forTimeInterval: 1)
            try fixture.cluster.nodes[leader].restart()
        }
        #expect(outcome.done == outcome.published)
        try fixture.cluster.waitUntilHealthy()
        #expect(try eventually { try MessagingFixture.withPatience { try fixture.stream.lag() }.ackPending == 0 })
        #expect(try MessagingFixture.withPatience { try fixture.stream.lag() }.pending == 0)
    }

    @Test func noJobIsLostWhenTheLeadingNodeFreezes() throws {
        let fixture = try MessagingFixture(nodes: 3)
        let leader = try #require(fixture.cluster.leader(of: fixture.stream.settings.stream))
        let outcome = try run(fixture, jobs: 100) { fixture.cluster.nodes[leader].pause() }
        #expect(outcome.done == outcome.published)
        fixture.cluster.nodes[leader].resume()
    }

    @Test func storedJobsSurviveTheEndOfTheWholeCluster() throws {
        let fixture = try MessagingFixture(nodes: 3)
        for number in 0..<20 {
            _ = try MessagingFixture.withPatience { try fixture.stream.publish(jobID: "job_\(number)", messageID: "m\(number)") }
        }
        fixture.cluster.nodes.forEach { $0.kill9() }
        #expect(eventually { !fixture.client.isConnected })
        #expect(throws: MessagingError.self) { try fixture.stream.publish(jobID: "job_20", messageID: "m20") }
        try fixture.cluster.nodes.forEach { try $0.restart() }
        try fixture.cluster.waitUntilHealthy()
        #expect(eventually { fixture.client.isConnected })
        #expect(fixture.events.all.contains(.disconnected) && fixture.events.all.contains(.reconnected))
        let fetcher = fixture.stream.fetcher()
        var found: Set<String> = []
        while found.count < 20 {
            let delivery = try fixture.next(fetcher)
            found.insert(delivery.jobID)
            try MessagingFixture.withPatience { try delivery.acknowledge() }
        }
        #expect(found.count == 20)
    }

    @Test func clientThatIsStartedBeforeTheServersConnectsWhenTheyCome() throws {
        let cluster = try NATSCluster(nodes: 1)
        cluster.nodes[0].kill9()
        let events = EventLog()
        let client = try MessagingClient(MessagingSettings(addresses: try NATSAddress.list(cluster.urls))) { events.note($0) }
        #expect(!client.isConnected)
        #expect(throws: MessagingError.self) { try JobStream(client).ensure() }
        try cluster.nodes[0].restart()
        #expect(eventually { client.isConnected && events.all.contains(.connected) })
        try MessagingFixture.withPatience { try JobStream(client).ensure() }
    }

    @Test func addressesAreReadStrictlyAndShownWithoutPasswords() throws {
        let list = try NATSAddress.list("nats://a:4222, tls://user:secret@b:4223,c")
        #expect(list.map(\.description) == ["nats://a:4222", "tls://b:4223", "nats://c"])
        for text in ["", "a,", "http://a", "nats://", "nats://a:0", "nats://a:99999", "nats://a b", "nats://u:p@", "nats://a/b"] {
            #expect(throws: MessagingError.self, "\(text)") { try NATSAddress.list(text) }
        }
        #expect(throws: MessagingError.invalidAddress("http://host")) { try NATSAddress("http://user:secret@host") }
    }
}
