import Foundation
import Messaging
import ServiceTesting
import Synchronization
import Testing

/// Servers, a client and a stream of jobs.
struct MessagingFixture {
    let cluster: NATSCluster
    let client: MessagingClient
    let stream: JobStream
    let events = EventLog()

    init(nodes: Int = 1, _ change: (inout JobStreamSettings) -> Void = { _ in }) throws {
        cluster = try NATSCluster(nodes: nodes)
        var settings = MessagingSettings(addresses: try NATSAddress.list(cluster.urls))
        settings.requestSeconds = 2
        let events = events
        client = try MessagingClient(settings) { events.note($0) }
        var streamSettings = JobStreamSettings()
        streamSettings.replicas = nodes > 1 ? 3 : 1
        streamSettings.ackSeconds = 1
        change(&streamSettings)
        stream = JobStream(client, streamSettings)
        try Self.withPatience { try stream.ensure() }
    }

    /// Does something again while the cluster says that it can't be done now.
    static func withPatience<Result>(_ action: () throws -> Result) throws -> Result {
        let deadline = ContinuousClock.now.advanced(by: .seconds(40))
        while true {
            do { return try action() } catch let error as MessagingError where error.isTransient {
                guard ContinuousClock.now < deadline else { throw error }
                Thread.sleep(forTimeInterval: 0.05)
            }
        }
    }

    /// Takes the next job, waiting at most ten seconds.
    func next(_ fetcher: JobFetcher) throws -> Delivery {
        var found: Delivery?
        _ = try eventually {
            found = try Self.withPatience { try fetcher.fetch(within: 0.5) }.first
            return found != nil
        }
        return try #require(found)
    }
}

final class EventLog: Sendable {
    private let state = Mutex<[ConnectionEvent]>([])

    func note(_ event: ConnectionEvent) { state.withLock { $0.append(event) } }

    var all: [ConnectionEvent] { state.withLock { $0 } }
}

/// Runs work on a plain thread of its own; `wait` returns when it has ended.
final class Background: Sendable {
    private let ended = DispatchSemaphore(value: 0)

    init(_ work: @escaping @Sendable () -> Void) {
        let thread = Thread { [ended] in
            work()
            ended.signal()
        }
        thread.start()
    }

    func wait() { ended.wait() }
}
